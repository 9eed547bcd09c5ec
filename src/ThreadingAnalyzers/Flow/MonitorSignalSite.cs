using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A place that waits on a monitor or pulses it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Signal">What it does.</param>
/// <param name="Gate">The path of the object, if it has one.</param>
/// <param name="Body">The body that the call stands in.</param>
internal sealed record MonitorSignalSite(IInvocationOperation Call, MonitorSignal Signal, AccessPath? Gate, Body Body)
{
    internal bool IsWait => Signal.Kind == MonitorSignalKind.Wait;

    /// <summary>All places of a type, in source order.</summary>
    internal static IEnumerable<MonitorSignalSite> In(TypeSummary summary, ThreadingModel model) =>
        from body in summary.ConcernedBodies
        from call in body.Sites.OfType<IInvocationOperation>()
        let signal = model.MonitorSignals.Of(call)
        where signal is not null
        select new MonitorSignalSite(call, signal, AccessPath.Of(signal.Gate, body.Locals.Resolve), body);

    /// <summary>The places of the body where the same object is locked, by statement or by call.</summary>
    internal IEnumerable<IOperation> LocksOfGate(ThreadingModel model) =>
        Body.Sites.Where(site => model.Locks.ObjectTakenBy(site) is { } locked && IsGate(locked.Expression));

    /// <summary>Whether an expression names the object that is waited on.</summary>
    internal bool IsGate(IOperation expression) =>
        Gate is null ? Signal.Gate.Syntax.IsEquivalentTo(expression.Syntax, topLevel: false) : Gate.Equals(AccessPath.Of(expression, Body.Locals.Resolve));
}
