using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>The releases that a finally block makes needless.</summary>
/// <param name="All">All of them.</param>
/// <param name="Direct">The one in the block of the acquisition itself, if there is one.</param>
internal sealed record ExistingReleases(ImmutableArray<ExpressionStatementSyntax> All, ExpressionStatementSyntax? Direct)
{
    /// <summary>The releases of one hold, or null where one of them cannot be taken out without a change of what happens.</summary>
    internal static ExistingReleases? Of(ImmutableArray<SyntaxNode?> releases, HoldingStatements holding)
    {
        BlockSyntax block = holding.Block;
        if (holding.First >= block.Statements.Count || releases.Contains(null))
            return null;
        int start = block.Statements[holding.First].FullSpan.Start;
        ImmutableArray<SyntaxNode> behind = releases.OfType<SyntaxNode>().Where(release => release.SpanStart >= start).ToImmutableArray();
        ImmutableArray<ExpressionStatementSyntax> statements = behind.Select(StatementOf).OfType<ExpressionStatementSyntax>().ToImmutableArray();
        bool isWhole = statements.Length == behind.Length && statements.All(statement => CanGo(statement, block));
        int direct = statements.Count(statement => statement.Parent == block);

        // A release without one behind the acquisition belongs to another permit, or this permit to another release.
        if (!isWhole || direct > 1 || (releases.Length > 0 && statements.IsEmpty))
            return null;
        return new(statements, statements.FirstOrDefault(statement => statement.Parent == block));
    }

    /// <summary>The statement that is nothing but the release of one permit.</summary>
    private static ExpressionStatementSyntax? StatementOf(SyntaxNode release)
    {
        // Release(2) gives back more than was taken here. Monitor.Exit(gate) and SpinLock.Exit(true) do not.
        if (release is not InvocationExpressionSyntax { ArgumentList.Arguments.Count: var count } || (count > 0 && !IsExit(release)))
            return null;
        return (release.Parent is ConditionalAccessExpressionSyntax whole ? whole.Parent : release.Parent) as ExpressionStatementSyntax;
    }

    private static bool IsExit(SyntaxNode release) => release is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exit" } };

    private static bool CanGo(ExpressionStatementSyntax release, BlockSyntax block)
    {
        if (release.Parent == block)
            return true;
        if (FunctionOf.Node(release) != FunctionOf.Node(block) || !block.Contains(release) || release.Parent is not BlockSyntax parent)
            return false;
        IEnumerable<SyntaxNode> between = release.Ancestors().TakeWhile(node => node != block);
        if (between.Any(static node => node is FinallyClauseSyntax))
            return false;
        if (between.Any(static node => node is CatchClauseSyntax))
            return parent.Parent is CatchClauseSyntax && parent.Statements.Last() is ThrowStatementSyntax { Expression: null };
        return Jumps.LeavesBlock(parent.Statements.ElementAtOrDefault(parent.Statements.IndexOf(release) + 1), block);
    }
}
