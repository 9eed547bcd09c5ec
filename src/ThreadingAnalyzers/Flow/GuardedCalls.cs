using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Private members that some callers call under a lock and others do not. What such a member does is judged at its calls: that is where the lock is taken, and
/// where it is missing.
/// </summary>
internal sealed class GuardedCalls(ThreadContexts contexts, Construction construction, HeldLocks locks)
{
    private readonly Dictionary<Body, IReadOnlyList<(Body Callee, Body Caller, IOperation Call, ImmutableHashSet<AccessPath> Held)>> _calls = [];

    /// <summary>
    /// The accesses with those of such members replaced by their calls, one for each call: the one that needs a lock most.
    /// </summary>
    internal List<TableAccess> Seen(IEnumerable<TableAccess> accesses)
    {
        var seen = new List<TableAccess>();
        foreach (IGrouping<Body, TableAccess> ofBody in accesses.GroupBy(static access => access.Access.Body))
        {
            IReadOnlyList<(Body Callee, Body Caller, IOperation Call, ImmutableHashSet<AccessPath> Held)> calls = CallsOf(ofBody.Key);
            List<TableAccess> bare = ofBody.Where(access => calls.Count > 0 && !access.IsExempt && IsBare(access)).ToList();
            seen.AddRange(ofBody.Except(bare));
            if (bare.OrderByDescending(static access => access.Effect).FirstOrDefault() is not { } strongest)
                continue;
            foreach ((Body callee, Body caller, IOperation call, ImmutableHashSet<AccessPath> held) in calls)
                seen.Add(At(call, callee, caller, held, strongest));
        }

        return seen;
    }

    // The member itself holds nothing there.
    private bool IsBare(TableAccess access) => locks.OwnAt(access.Access.Body, access.Access.Reference.Syntax) is { IsEmpty: true };

    private static TableAccess At(IOperation call, Body callee, Body caller, ImmutableHashSet<AccessPath> held, TableAccess access) =>
        new(access.Access with { Body = caller, Reference = call, Operation = call }, access.Content with { Operation = call }, held, IsExempt: false) { Callee = callee, Inner = access.Place };

    private IReadOnlyList<(Body Callee, Body Caller, IOperation Call, ImmutableHashSet<AccessPath> Held)> CallsOf(Body body)
    {
        if (!_calls.TryGetValue(body, out IReadOnlyList<(Body Callee, Body Caller, IOperation Call, ImmutableHashSet<AccessPath> Held)>? calls))
        {
            // Who calls itself is called by others.
            _calls.Add(body, []);
            _calls[body] = calls = FindCallsOf(body);
        }

        return calls;
    }

    private IReadOnlyList<(Body Callee, Body Caller, IOperation Call, ImmutableHashSet<AccessPath> Held)> FindCallsOf(Body body)
    {
        if (body.Parent is not null || body.Method is not { MethodKind: MethodKind.Ordinary } || ThreadContexts.IsCallableFromOutside(body) || contexts.IsForkTarget(body) || contexts.CallsOnOthersOf(body).Count > 0 || contexts.ReferencesTo(body).Count > 0)
            return [];
        var calls = new List<(Body Callee, Body Caller, IOperation Call, ImmutableHashSet<AccessPath> Held)>();
        foreach ((Body caller, SyntaxNode site) in contexts.CallSitesOf(body))
        {
            if (!ReferenceEquals(caller.Outermost, body) && !construction.Covers(caller, body.Symbol.IsStatic) && locks.At(caller, site) is { } held
                && caller.Sites.Find(operation => operation is IInvocationOperation or IInvalidOperation && operation.Syntax == site) is { } call)
            {
                // Where the caller in turn is called with the lock and without, its own calls tell: Add(item) calls Insert(item) calls Grow().
                if (held.IsEmpty && CallsOf(caller) is { Count: > 0 } ofCaller)
                    calls.AddRange(ofCaller);
                else
                    calls.Add((body, caller, call, held));
            }
        }

        return calls.Exists(static call => call.Held.IsEmpty) && calls.Exists(static call => !call.Held.IsEmpty) ? calls : [];
    }
}
