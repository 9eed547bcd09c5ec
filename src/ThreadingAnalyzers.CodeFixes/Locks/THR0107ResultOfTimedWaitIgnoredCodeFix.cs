using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Goes on only if the wait succeeded, and throws a <see cref="TimeoutException"/> if not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0107ResultOfTimedWaitIgnoredCodeFix))]
public sealed class THR0107ResultOfTimedWaitIgnoredCodeFix() : RuleCodeFix("THR0107")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax or StatementSyntax } statement)
            yield break;
        yield return new Repair("Throw", "Throw if the wait gave up", editor => editor.ReplaceNode(statement, Tested(statement))) { NeedsProof = true };
    }

    private static IfStatementSyntax Tested(ExpressionStatementSyntax statement)
    {
        ExpressionSyntax wait = statement.Expression is AssignmentExpressionSyntax discard ? discard.Right : statement.Expression;
        PrefixUnaryExpressionSyntax failed = SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, wait.WithoutTrivia());
        ExpressionSyntax exception = SyntaxFactory.ParseExpression("new System.TimeoutException()")
            .WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        return SyntaxFactory.IfStatement(failed, SyntaxFactory.ThrowStatement(exception))
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation);
    }
}
