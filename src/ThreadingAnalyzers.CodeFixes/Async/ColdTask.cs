using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>
/// A private field that keeps a task for somebody to start later, whose work is asynchronous: it keeps a <c>Task&lt;Task&gt;</c>, and whoever wants to know of the end of the work
/// unwraps it.
/// </summary>
internal sealed class ColdTask
{
    private readonly BaseObjectCreationExpressionSyntax _creation;
    private readonly TypeSyntax _fieldType;
    private readonly List<ExpressionSyntax> _ends;
    private readonly AsyncCallback _callback;

    private ColdTask(BaseObjectCreationExpressionSyntax creation, TypeSyntax fieldType, List<ExpressionSyntax> ends, AsyncCallback callback)
    {
        _creation = creation;
        _fieldType = fieldType;
        _ends = ends;
        _callback = callback;
    }

    /// <summary>The change, for the reported creation; null where others than the type itself may know the task.</summary>
    internal static ColdTask? Of(SyntaxNode reported, FixSite site)
    {
        if (reported.AncestorsAndSelf().OfType<BaseObjectCreationExpressionSyntax>().FirstOrDefault() is not { ArgumentList.Arguments: [{ Expression: var work }, ..] arguments, Parent: { } parent } creation || AsyncCallback.Of(work, site) is not { } callback)
            return null;
        ISymbol? target = parent switch
        {
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax } assignment => site.Model.GetSymbolInfo(assignment.Left).Symbol,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => site.Model.GetDeclaredSymbol(variable),
            _ => null,
        };
        if (target is not IFieldSymbol { Type.Name: "Task", DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences: [var written], ContainingType.DeclaringSyntaxReferences: [var part] } field || written.SyntaxTree != site.Model.SyntaxTree)
            return null;
        if (written.GetSyntax() is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration })
            return null;
        var ends = new List<ExpressionSyntax>();
        foreach (IdentifierNameSyntax name in part.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == field.Name && !arguments.Any(argument => argument.Span.Contains(name.Span))))
        {
            ExpressionSyntax use = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : name;
            switch (use.Parent)
            {
                case AssignmentExpressionSyntax assignment when assignment.Left == use && assignment.Right == creation:
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start" or "RunSynchronously" }:
                    break;
                case ReturnStatementSyntax or ArrowExpressionClauseSyntax or AwaitExpressionSyntax or ArgumentSyntax or MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax }:
                    ends.Add(use);
                    break;
                default:
                    return null;
            }
        }

        return new(creation, declaration.Type, ends, callback);
    }

    internal void Apply(SyntaxEditor editor)
    {
        editor.ReplaceNode(_fieldType, Nested().WithTriviaFrom(_fieldType).WithAdditionalAnnotations(Formatter.Annotation));
        if (_creation is ObjectCreationExpressionSyntax { Type: var type })
            editor.ReplaceNode(type, Nested().WithTriviaFrom(type));
        foreach (ExpressionSyntax use in _ends)
        {
            editor.ReplaceNode(use, SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, use.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("Unwrap"))).WithTrailingTrivia(use.GetTrailingTrivia()));
        }

        _callback.Apply(editor);
    }

    private static TypeSyntax Nested() => TypeNames.Of("System.Threading.Tasks.Task<global::System.Threading.Tasks.Task>");
}
