using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Statements that go elsewhere.</summary>
internal static class Jumps
{
    internal static bool IsJump(StatementSyntax? statement) =>
        statement is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax;

    /// <summary>Whether the statement goes out of a block, and not only to another place in it.</summary>
    internal static bool LeavesBlock(StatementSyntax? statement, BlockSyntax block) => statement switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax => true,
        ContinueStatementSyntax => !Between(statement, block).Any(IsLoop),
        BreakStatementSyntax => !Between(statement, block).Any(static node => IsLoop(node) || node is SwitchStatementSyntax),
        _ => false,
    };

    private static IEnumerable<SyntaxNode> Between(SyntaxNode inner, BlockSyntax outer) => inner.Ancestors().TakeWhile(node => node != outer);

    private static bool IsLoop(SyntaxNode node) => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax;
}
