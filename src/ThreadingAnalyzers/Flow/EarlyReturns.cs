using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Returns that leave a task behind which was started before, and which only later code looks at: <c>var t = StartAsync(); if (isDone) return; await t;</c>.</summary>
internal static class EarlyReturns
{
    /// <summary>The first return between the declaration of the local, with its task, and all code that looks at the task; null where there is none.</summary>
    internal static IReturnOperation? Before(TaskLocal local, Body body)
    {
        if (local.Reads.Count == 0 || local.Assignments.Count > 0 || local.Reads.Exists(read => !Nesting.IsOwn(read, body.Root)))
            return null;
        int first = local.Reads.Min(static read => read.Syntax.SpanStart);
        if (DeclarationOf(local.Local, body) is not { Syntax: var declaration } declarator || Nesting.Outward(declarator).OfType<IBlockOperation>().FirstOrDefault() is not { } block)
            return null;
        return block.Descendants().OfType<IReturnOperation>().FirstOrDefault(leaving =>
            leaving.Syntax.SpanStart > declaration.Span.End && leaving.Syntax.Span.End < first && Nesting.IsOwn(leaving, body.Root) && !IsCaughtByFinally(leaving, local));
    }

    private static IOperation? DeclarationOf(ILocalSymbol local, Body body) =>
        body.Sites.FirstOrDefault(site => site is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) && declarator.GetVariableInitializer() is not null);

    // try { … return; } finally { await task; }
    private static bool IsCaughtByFinally(IReturnOperation leaving, TaskLocal local)
    {
        for (IOperation? parent = leaving.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ITryOperation { Finally: { } last } && local.Reads.Exists(read => last.Syntax.Span.Contains(read.Syntax.Span)))
                return true;
        }

        return false;
    }
}
