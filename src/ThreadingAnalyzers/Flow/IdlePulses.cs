using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Pulses with which nothing changes: whatever lets anybody go who waits comes with a pulse of its own, so that who is woken by another one finds all as it was.
/// </summary>
internal sealed class IdlePulses(PulsedWaits gate, TypeSummary summary, ThreadingModel model)
{
    /// <summary>The pulses that wake for nothing, and what is waited for; none where that cannot be told.</summary>
    internal (IReadOnlyList<MonitorSignalSite> Pulses, ISymbol State)? Found
    {
        get
        {
            List<WaitedState?> waited = gate.Waits.Select(wait => WaitedState.Of(wait, new WaitSurroundings(wait, model), summary)).ToList();
            if (waited.Contains(null))
                return null;
            List<ISymbol> state = waited.SelectMany(static one => one!.Symbols).Distinct(SymbolEqualityComparer.Default).ToList()!;
            List<MonitorSignalSite> idle = gate.Pulses.Where(pulse => gate.Related(pulse.Body).All(body => !Waits(body) && !gate.CallsUnknown(body) && !state.Exists(symbol => StateChanges.In(body, symbol).Any()))).ToList();
            return idle.Count > 0 && state.TrueForAll(symbol => AreAllTold(symbol, waited!)) ? (idle, state[0]) : null;
        }
    }

    private bool Waits(Body body) => gate.Waits.Any(wait => wait.Body == body);

    private bool AreAllTold(ISymbol state, List<WaitedState> waited) => summary.Bodies.Where(static body => !body.IsConstruction)
        .All(body => StateChanges.In(body, state).All(change => !IsChange(change) || waited.TrueForAll(one => one.IsKeptBy(change, state)) || IsTold(change, body)));

    // _items.GetEnumerator() changes nothing; a look is no change.
    private static bool IsChange(IOperation change) => change is not IInvocationOperation { IsImplicit: true };

    // Every way by the change comes by a pulse, here or in a method that is called here.
    private bool IsTold(IOperation change, Body body) => body.Sites.Exists(site => site is IInvocationOperation call && IsPulse(call, depth: 0) && IsOnWayOf(call, change));

    private bool IsPulse(IInvocationOperation call, int depth) => gate.Pulses.Any(pulse => pulse.Call == call)
        || (depth < 2 && summary.Callbacks.Of(call.TargetMethod) is { } callee && callee.Sites.Exists(site => site is IInvocationOperation inner && IsPulse(inner, depth + 1) && IsOnWayOf(inner, change: null)));

    private static bool IsOnWayOf(IInvocationOperation pulse, IOperation? change) => Nesting.Outward(pulse)
        .TakeWhile(around => change is null || !Nesting.Contains(around, change))
        .All(static around => around is not (IConditionalOperation or ISwitchOperation or ILoopOperation or ICatchClauseOperation or ISwitchExpressionOperation or IConditionalAccessOperation));
}
