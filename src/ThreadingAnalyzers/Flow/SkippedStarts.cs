using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>Elements for which a countdown was made to count, and for which no work is started.</summary>
internal static class SkippedStarts
{
    /// <summary>The jump to the next element, past the work that signals for this one; null where there is none, or the way to it signals itself.</summary>
    internal static IBranchOperation? In(Body body, ILocalSymbol countdown, Quantity made)
    {
        foreach (IForEachLoopOperation loop in body.Sites.OfType<IForEachLoopOperation>().Where(loop => Quantity.LengthOf(loop.Collection, body.Locals) == made))
        {
            if (body.Nested.Find(work => loop.Syntax.Span.Contains(work.Root.Syntax.Span) && work.SelfAndNested().Any(part => part.Sites.Exists(site => IsSignal(site, countdown)))) is { } started
                && loop.Body.Descendants().OfType<IBranchOperation>().FirstOrDefault(jump => IsPast(jump, loop, started, countdown)) is { } skip)
                return skip;
        }

        return null;
    }

    private static bool IsSignal(IOperation site, ILocalSymbol countdown) => site is IInvocationOperation { TargetMethod.Name: "Signal", Instance: ILocalReferenceOperation { Local: var signalled } } && SymbolEqualityComparer.Default.Equals(signalled, countdown);

    private static bool IsPast(IBranchOperation jump, IForEachLoopOperation loop, Body started, ILocalSymbol countdown) =>
        SymbolEqualityComparer.Default.Equals(jump.Target, loop.ContinueLabel) && jump.Syntax.SpanStart < started.Root.Syntax.SpanStart
        && (jump.Parent is IBlockOperation block ? block.Parent : jump.Parent) is IConditionalOperation choice && !choice.Descendants().Any(part => part is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, countdown));
}
