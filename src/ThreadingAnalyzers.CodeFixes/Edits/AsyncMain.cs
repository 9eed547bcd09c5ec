using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Makes an entry point one that can await: <c>async Task</c> in the place of <c>void</c>, <c>async Task&lt;int&gt;</c> in that of <c>int</c>.</summary>
internal sealed class AsyncMain(MethodDeclarationSyntax main)
{
    /// <summary>The change of a method that returns nothing or a number and is not async; else null.</summary>
    internal static AsyncMain? Of(SyntaxNode function) => function is MethodDeclarationSyntax { Body: not null } main && !FunctionOf.IsAsync(main) && TypeOf(main) is not null ? new AsyncMain(main) : null;

    internal void Apply(SyntaxEditor editor) => editor.ReplaceNode(main, (current, _) =>
    {
        var method = (MethodDeclarationSyntax)current;
        TypeSyntax type = SyntaxFactory.ParseTypeName(TypeOf(method)!).WithTriviaFrom(method.ReturnType).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        SyntaxToken keyword = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space).WithAdditionalAnnotations(Formatter.Annotation);
        return method.WithReturnType(type).WithModifiers(method.Modifiers.Add(keyword)).WithAdditionalAnnotations(new SyntaxAnnotation(MakeAsync.Made));
    });

    private static string? TypeOf(MethodDeclarationSyntax main) => main.ReturnType.ToString() switch
    {
        "void" => "global::System.Threading.Tasks.Task",
        "int" => "global::System.Threading.Tasks.Task<int>",
        _ => null,
    };
}
