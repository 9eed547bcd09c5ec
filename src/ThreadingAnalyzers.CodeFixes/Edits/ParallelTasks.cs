using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>A loop that does nothing but start a task for each element, as one await of all of them: <c>await Task.WhenAll(list.Select(x => Task.Run(…)))</c>.</summary>
internal sealed class ParallelTasks
{
    private readonly ForEachStatementSyntax _loop;
    private readonly bool _importsLinq;

    private ParallelTasks(ForEachStatementSyntax loop, bool importsLinq)
    {
        _loop = loop;
        _importsLinq = importsLinq;
    }

    /// <summary>The loop.</summary>
    internal StatementSyntax Loop => _loop;

    /// <summary>The loop around a statement that is all it does; else null.</summary>
    internal static ParallelTasks? Around(StatementSyntax statement, SemanticModel model)
    {
        SyntaxNode? around = statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent;
        if (around is not ForEachStatementSyntax { AwaitKeyword.RawKind: 0 } loop)
            return null;
        ExpressionSyntax started = ((ExpressionStatementSyntax)statement).Expression;
        bool losesComments = loop.DescendantTrivia().Any(trivia => KeptComments.IsComment(trivia) && loop.Span.Contains(trivia.Span) && !started.FullSpan.Contains(trivia.Span));
        bool isImported = !model.LookupNamespacesAndTypes(loop.SpanStart, name: "Enumerable").IsEmpty;
        return losesComments || model.Compilation.GetTypeByMetadataName("System.Linq.Enumerable") is null ? null : new ParallelTasks(loop, !isImported);
    }

    /// <summary>Puts the await in the place of the loop.</summary>
    internal void Apply(SyntaxEditor editor, ExpressionSyntax started, bool staysOffContext)
    {
        ExpressionSyntax each = SyntaxFactory.SimpleLambdaExpression(SyntaxFactory.Parameter(_loop.Identifier.WithLeadingTrivia().WithTrailingTrivia(SyntaxFactory.Space)), started.WithoutTrivia())
            .WithArrowToken(SyntaxFactory.Token(SyntaxKind.EqualsGreaterThanToken).WithTrailingTrivia(SyntaxFactory.Space));
        ExpressionSyntax sequence = _loop.Expression is NameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax ? _loop.Expression.WithoutTrivia() : SyntaxFactory.ParenthesizedExpression(_loop.Expression.WithoutTrivia());
        ExpressionSyntax select = Call(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, sequence, SyntaxFactory.IdentifierName("Select")), each);
        ExpressionSyntax all = Call(TypeNames.Member("System.Threading.Tasks.Task", "WhenAll"), select);
        StatementSyntax awaited = SyntaxFactory.ExpressionStatement(AwaitExpression.Of(all, staysOffContext)).WithTriviaFrom(_loop);
        editor.ReplaceNode(_loop, awaited.WithAdditionalAnnotations(Formatter.Annotation));
        if (_importsLinq)
            Import(editor);
    }

    // Extension methods are not imported by their names.
    private void Import(SyntaxEditor editor) => editor.ReplaceNode(_loop.SyntaxTree.GetRoot(), static (current, _) =>
    {
        var unit = (CompilationUnitSyntax)current;
        UsingDirectiveSyntax linq = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName("System.Linq").WithLeadingTrivia(SyntaxFactory.Space)).WithTrailingTrivia(Layout.LineEndOf(unit));
        int index = unit.Usings.TakeWhile(static import => import.Alias is null && import.StaticKeyword.IsKind(SyntaxKind.None) && string.CompareOrdinal(import.Name?.ToString(), "System.Linq") < 0).Count();
        if (index > 0 || unit.Usings.Count == 0)
            return unit.WithUsings(unit.Usings.Insert(index, linq));
        // What stands above the first directive stays there.
        UsingDirectiveSyntax first = unit.Usings[0];
        return unit.WithUsings(unit.Usings.Replace(first, first.WithoutLeadingTrivia()).Insert(0, linq.WithLeadingTrivia(first.GetLeadingTrivia())));
    });

    private static InvocationExpressionSyntax Call(ExpressionSyntax method, ExpressionSyntax argument) =>
        SyntaxFactory.InvocationExpression(method, SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(argument))));
}
