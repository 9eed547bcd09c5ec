using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>The statements that run once a lock or permit was taken: those of a block from an index on.</summary>
/// <param name="Block">The block.</param>
/// <param name="First">The first statement that holds the permit.</param>
internal sealed record HoldingStatements(BlockSyntax Block, int First)
{
    /// <summary>What follows the acquiring expression, or null where the permit is taken in a way that no block follows.</summary>
    internal static HoldingStatements? Of(SyntaxNode acquire)
    {
        SyntaxNode whole = Whole(acquire);
        return whole.Parent switch
        {
            ExpressionStatementSyntax { Parent: BlockSyntax } statement => After(statement),
            IfStatementSyntax { Statement: BlockSyntax body } condition when condition.Condition == whole => new(body, 0),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null, Parent: BlockSyntax } refusal }
                when Leaves(refusal.Statement) => After(refusal),
            _ => null,
        };
    }

    /// <summary>The statements up to the release; up to the end of the block where something declared among them is used behind the release.</summary>
    internal StatementRange? Until(ExistingReleases releases, SemanticModel model)
    {
        if (releases.Direct is not { } last)
            return StatementRange.Between(Block, First, Block.Statements.Count);
        StatementRange region = StatementRange.Between(Block, First, Block.Statements.IndexOf(last));
        return region.IsEmpty || !region.DeclaresForLater(model) ? region : StatementRange.Between(Block, First, Block.Statements.Count);
    }

    private static HoldingStatements After(StatementSyntax statement)
    {
        var block = (BlockSyntax)statement.Parent!;
        return new(block, block.Statements.IndexOf(statement) + 1);
    }

    /// <summary>The expression with <c>await</c>, <c>ConfigureAwait</c> and parentheses around it.</summary>
    private static SyntaxNode Whole(SyntaxNode acquire)
    {
        while (true)
        {
            switch (acquire.Parent)
            {
                case AwaitExpressionSyntax or ParenthesizedExpressionSyntax:
                    acquire = acquire.Parent;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax call }:
                    acquire = call;
                    break;
                default:
                    return acquire;
            }
        }
    }

    private static bool Leaves(StatementSyntax statement) =>
        statement is BlockSyntax block ? block.Statements.LastOrDefault() is { } last && Leaves(last) : Jumps.IsJump(statement);
}
