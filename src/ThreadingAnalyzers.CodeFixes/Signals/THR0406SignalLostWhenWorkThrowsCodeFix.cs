using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Signals;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Gives the signal in a finally block, or hands the exception to the task that is waited for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0406SignalLostWhenWorkThrowsCodeFix))]
public sealed class THR0406SignalLostWhenWorkThrowsCodeFix() : RuleCodeFix("THR0406")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        bool isCompletion = site.Property(THR0406SignalLostWhenWorkThrows.Completion) is not null;
        if (site.Related(0) is not { } related)
            yield break;
        (SyntaxNode signal, SyntaxNode cause) = isCompletion ? (related, site.Node) : (site.Node, related);
        if (signal is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } || signal.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement || FunctionOf.Node(signal) != block.Parent)
            yield break;
        int first = block.Statements.IndexOf(direct => direct.Span.Contains(cause.Span)), last = block.Statements.IndexOf(statement);
        if (first < 0 || first > last || !IsOnlySignal(called, block))
            yield break;
        if (isCompletion)
        {
            StatementRange all = StatementRange.Between(block, first, last + 1);
            if (!all.DeclaresForLater(site.Model))
                yield return new Repair("Catch", "Hand the exception to those who wait", editor => WrapInTryCatch.Apply(editor, all, called.Expression + ".TrySetException(exception);")) { NeedsProof = true };
            yield break;
        }

        StatementRange region = StatementRange.Between(block, first, last);
        if (!region.IsEmpty && !region.DeclaresForLater(site.Model))
            yield return new Repair("TryFinally", "Give the signal in a finally block", editor => WrapInTryFinally.Apply(editor, region, ImmutableArray.Create(statement), statement, statement.ToString())) { NeedsProof = true };
    }

    // Where another place gives the same signal, two would be given.
    private static bool IsOnlySignal(MemberAccessExpressionSyntax called, BlockSyntax block) => block.DescendantNodes()
        .OfType<InvocationExpressionSyntax>()
        .Count(other => other.Expression is MemberAccessExpressionSyntax member && member.Expression.ToString() == called.Expression.ToString() && member.Name.Identifier.ValueText == called.Name.Identifier.ValueText) == 1;
}
