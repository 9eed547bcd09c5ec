using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The critical pairs of a type: what its bodies do, themselves and through each other, and which locks they hold then. A callee's pairs become the
/// caller's, with the caller's locks added and the callee's names replaced, until nothing new is found.
/// </summary>
internal sealed class CriticalPairs
{
    // Bounds for types in which everything calls everything; what is beyond them is not found.
    private const int MaximumPairs = 96;
    private const int MaximumTrace = 8;
    private const int MaximumRounds = 8;
    private readonly Dictionary<Body, List<CriticalPair>> _pairs = [];
    private readonly Dictionary<Body, List<SpreadingCall>> _calls = [];
    private readonly HashSet<Body> _called = [];
    private readonly IReadOnlyList<Body> _bodies;
    private readonly TypeSummary _summary;
    private readonly ThreadingModel _model;
    private readonly CancellationToken _cancellation;

    internal CriticalPairs(IReadOnlyList<Body> bodies, TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
    {
        _bodies = bodies;
        _summary = summary;
        _model = model;
        _cancellation = cancellation;
        CallOuts = new CallOuts(bodies, model);
        NoteCalls();
        NoteEvents(new CriticalEvents(model, CallOuts, summary.Callbacks, cancellation));
        for (int round = 0; round < MaximumRounds && SpreadToCallers(); round++)
            cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>What the type knows of the code behind its delegates.</summary>
    internal CallOuts CallOuts { get; }

    /// <summary>
    /// The pairs as threads see them: those of the bodies with which code outside begins. A private method counts through its callers, with the
    /// locks that they hold. In source order of the bodies.
    /// </summary>
    internal IEnumerable<CriticalPair> OfThreads => _bodies.Where(IsEntry)
        .OrderBy(static body => body.Root.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static body => body.Root.Syntax.SpanStart)
        .SelectMany(Of);

    /// <summary>The pairs of one body, whoever runs it.</summary>
    internal IReadOnlyList<CriticalPair> Of(Body body) => _pairs.TryGetValue(body, out List<CriticalPair>? pairs) ? pairs : [];

    private bool IsEntry(Body body) => !_called.Contains(body) || ThreadContexts.IsCallableFromOutside(body) || _summary.Contexts.IsForkTarget(body);

    private void NoteCalls()
    {
        var calls = new DirectCalls(_summary.Callbacks, _model.Types);
        var locked = new LockedCallbacks(_summary.Callbacks, HeldAt);
        foreach (Body body in _bodies)
        {
            List<DirectCall> found = calls.In(body).Concat(locked.In(body)).ToList();
            if (found.Count == 0)
                continue;
            _calls[body] = found.ConvertAll(call => new SpreadingCall(call, HeldAt(body, call.Site.Syntax)));
            _called.UnionWith(found.Select(static call => call.Callee));
        }
    }

    private void NoteEvents(CriticalEvents events)
    {
        foreach (Body body in _bodies)
        {
            foreach (CriticalEvent found in events.In(body))
                Add(body, new CriticalPair(HeldAt(body, CriticalEvents.PlaceOf(found.Operation)), found, found.Lock, ImmutableArray.Create(new TraceStep(body, found.Operation))));
        }
    }

    private bool SpreadToCallers()
    {
        bool changed = false;
        foreach (Body caller in _bodies)
        {
            foreach (SpreadingCall call in _calls.TryGetValue(caller, out List<SpreadingCall>? calls) ? calls : [])
                changed |= Spread(call, caller);
        }

        return changed;
    }

    // Only what the callee has learned since the last round.
    private bool Spread(SpreadingCall spreading, Body caller)
    {
        DirectCall call = spreading.Call;
        if (call.IsPassedOn && !spreading.Held.IsEmpty)
            return false;
        bool changed = false;
        IReadOnlyList<CriticalPair> pairs = Of(call.Callee);
        for (int count = pairs.Count; spreading.Done < count; spreading.Done++)
        {
            CriticalPair pair = pairs[spreading.Done];
            changed |= pair.Trace.Length < MaximumTrace && call.MayReach(pair.Trace[0].Operation) && Add(caller, InCaller(pair, spreading, caller));
        }

        return changed;
    }

    private static CriticalPair InCaller(CriticalPair pair, SpreadingCall spreading, Body caller)
    {
        DirectCall call = spreading.Call;
        ImmutableArray<HeldLock> held = spreading.Held.AddRange(call.Around);
        foreach (HeldLock other in pair.Held)
        {
            HeldLock renamed = other with { Key = call.InCaller(other.Key, caller) };
            if (!held.Any(known => known.Key.Equals(renamed.Key)))
                held = held.Add(renamed);
        }

        return new CriticalPair(held, pair.Event, pair.Lock is { } key ? call.InCaller(key, caller) : null, pair.Trace.Insert(0, new TraceStep(caller, call.Site)));
    }

    private bool Add(Body body, CriticalPair pair)
    {
        if (!_pairs.TryGetValue(body, out List<CriticalPair>? pairs))
            _pairs.Add(body, pairs = []);
        if (IsFull(pairs, pair) || pairs.Exists(known => IsSame(known, pair)))
            return false;
        pairs.Add(pair);
        return true;
    }

    // Calls of other types are many, and must not crowd out the rest.
    private static bool IsFull(List<CriticalPair> pairs, CriticalPair pair) =>
        pairs.Count >= MaximumPairs && pairs.Count(known => (known.Event.Kind == CriticalKind.ForeignCall) == (pair.Event.Kind == CriticalKind.ForeignCall)) >= MaximumPairs;

    // The way there is not part of it: one way is enough, and the first one found is the shortest. But each place that leads there with a lock held counts.
    private static bool IsSame(CriticalPair one, CriticalPair other) =>
        ReferenceEquals(one.Event, other.Event) && Equals(one.Lock, other.Lock) && one.Held.Length == other.Held.Length
        && (one.Held.IsEmpty || one.Trace[0] == other.Trace[0])
        && one.Held.All(held => other.Held.Any(known => known.Key.Equals(held.Key)));

    private ImmutableArray<HeldLock> HeldAt(Body body, SyntaxNode place)
    {
        if (body.LockFlow(_model, _cancellation) is not { } flow || flow.StateAt(place) is not { } state)
            return ImmutableArray<HeldLock>.Empty;
        ImmutableArray<HeldLock>.Builder held = ImmutableArray.CreateBuilder<HeldLock>();
        for (int gate = 0; gate < state.LockCount; gate++)
        {
            if (state[gate].Minimum > 0)
                held.Add(new HeldLock(flow.Locks[gate], body, flow.AcquisitionsOf(state[gate].Acquisitions).FirstOrDefault()?.Operation));
        }

        return held.ToImmutable();
    }

    /// <summary>A call, the locks that are held there, and how many of the callee's pairs have reached the caller.</summary>
    private sealed class SpreadingCall(DirectCall call, ImmutableArray<HeldLock> held)
    {
        internal DirectCall Call { get; } = call;

        internal ImmutableArray<HeldLock> Held { get; } = held;

        internal int Done { get; set; }
    }
}
