using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>A call that is the last of several statements of a lock statement, which stands in a block and under no other lock statement.</summary>
/// <param name="Statement">The call as a statement.</param>
/// <param name="Region">The lock statement.</param>
internal sealed record LastCallOfLock(ExpressionStatementSyntax Statement, LockStatementSyntax Region)
{
    internal static LastCallOfLock? Of(InvocationExpressionSyntax call)
    {
        ExpressionSyntax whole = call.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == call ? access : call;
        if (whole.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax { Statements.Count: > 1, Parent: LockStatementSyntax { Parent: BlockSyntax } region } block } statement)
            return null;
        bool isOuter = !region.Ancestors().TakeWhile(static ancestor => !FunctionOf.IsFunction(ancestor)).Any(static ancestor => ancestor is LockStatementSyntax);
        return block.Statements.Last() == statement && isOuter && !block.Statements.Any(static other => other is LocalFunctionStatementSyntax or LabeledStatementSyntax)
            ? new LastCallOfLock(statement, region)
            : null;
    }
}
