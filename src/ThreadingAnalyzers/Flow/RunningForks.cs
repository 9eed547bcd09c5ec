using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Which forks may be running at each place of a type, across its methods: a fork that a method leaves running meets the others.</summary>
internal sealed class RunningForks
{
    private readonly IReadOnlyList<Fork> _forks;
    private readonly IReadOnlyCollection<Body> _bodies;
    private readonly HandleGroups _handles;
    private readonly ThreadContexts _contexts;
    private readonly ThreadingModel _model;
    private readonly CancellationToken _cancellation;
    private readonly ForkJoinEvents _events;
    private readonly ActiveForks _all;
    private readonly ForkJoinEvents _supposed;
    private readonly Dictionary<(Body, ActiveForks), ForkJoinFlow?> _flows = [];
    private readonly Dictionary<Body, ForkJoinFlow?> _supposedFlows = [];
    private readonly Dictionary<Body, ActiveForks> _entries = [];
    private readonly HashSet<Body> _inProgress = [];
    private readonly HashSet<Body> _callForking;

    internal RunningForks(TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
    {
        _bodies = summary.Bodies;
        _forks = summary.Forks;
        _handles = summary.Handles;
        _contexts = summary.Contexts;
        _model = model;
        _cancellation = cancellation;
        _callForking = new(_bodies.Where(static callee => callee.HasForksOrJoins).SelectMany(callee => _contexts.CallSitesOf(callee)).Select(static site => site.Caller));
        _all = _forks.Aggregate(ActiveForks.None, static (all, fork) => all.With(fork));
        _events = new ForkJoinEvents(model, _forks, _handles, summary.Callbacks, LeftRunningBy, JoinedBy);
        _supposed = new ForkJoinEvents(model, _forks, _handles, summary.Callbacks, LeftRunningBy, JoinedBy);
        foreach (Body body in _bodies)
            FlowOf(body, ActiveForks.None);
    }

    /// <summary>Whether the work of two forks, or two runs of one, may overlap.</summary>
    internal bool Overlap(Fork one, Fork other)
    {
        if (_events.Overlap(one, other))
            return true;
        // Started by code that itself runs several times at once.
        return ReferenceEquals(one, other) && _contexts.ForksOf(one.Container).Any(outer => !ReferenceEquals(outer, one) && _events.Overlap(outer, outer));
    }

    /// <summary>The forks that may be running at the operation with this syntax.</summary>
    internal ActiveForks At(Body body, SyntaxNode syntax)
    {
        ActiveForks entry = EntryOf(body);
        return FlowOf(body, entry)?.At(syntax) ?? entry;
    }

    /// <summary>Whether the asynchronous bodies of a fan-out are all begun before the first is awaited.</summary>
    internal bool AreBegunTogether(Fork fork) => fork.Container.Sites
        .Any(call => (call is IInvocationOperation bound ? bound.TargetMethod.Name : UnboundCalls.NameOf(call)) is "WhenAll" or "ToArray" or "ToList" or "WaitAll" && call.Syntax != fork.Site.Syntax && _handles.ForksIn(call).Contains(fork));

    // What runs when a body begins: for a body that callers run, whatever any member of the type left running, but for its own
    // forks (a Start method is taken to be called once); for others, what runs at their calls.
    private ActiveForks EntryOf(Body body)
    {
        if (_entries.TryGetValue(body, out ActiveForks? known))
            return known;
        if (!_inProgress.Add(body))
            return ActiveForks.None;
        ActiveForks entry = ActiveForks.None;
        if (ThreadContexts.IsCallableFromOutside(body))
        {
            entry = _bodies.Where(other => other.Parent is null && !ReferenceEquals(other, body)).Select(LeftRunningBy).Aggregate(entry, static (all, left) => all.Union(left));
            entry = _forks.Where(fork => ReferenceEquals(fork.Container.Outermost, body)).Aggregate(entry, static (all, own) => all.Without(own));
            entry = _forks.Where(LeftRunningBy(body).Has).Aggregate(entry, static (all, own) => all.Without(own));
            // Whoever calls a member of a service while the host runs it.
            if (body.Method is { } method && !HostedServices.IsBeforeOrAfter(method))
                entry = _forks.Where(fork => fork.Kind == ForkKind.Hosted && !ReferenceEquals(fork.Container, body)).Aggregate(entry, static (all, hosted) => all.With(hosted));
        }

        foreach ((Body caller, SyntaxNode site) in _contexts.CallSitesOf(body))
            entry = entry.Union(At(caller, site));
        _inProgress.Remove(body);
        return _entries[body] = entry;
    }

    private ActiveForks LeftRunningBy(Body body) => FlowOf(body, ActiveForks.None)?.AtExit ?? ActiveForks.None;

    private ActiveForks JoinedBy(Body body) =>
        SupposedFlowOf(body) is { } flow ? _forks.Where(flow.AtExit.Has).Aggregate(_all, static (all, running) => all.Without(running)) : ActiveForks.None;

    // As if everything were running at its beginning: what is left at its end it has not waited for. What it starts meets nothing of that.
    private ForkJoinFlow? SupposedFlowOf(Body body)
    {
        if (_supposedFlows.TryGetValue(body, out ForkJoinFlow? known))
            return known;
        _supposedFlows[body] = null;
        return _supposedFlows[body] = Compute(body, _supposed, _all);
    }

    private ForkJoinFlow? FlowOf(Body body, ActiveForks entry)
    {
        if (_flows.TryGetValue((body, entry), out ForkJoinFlow? known))
            return known;
        _flows[(body, entry)] = null;
        return _flows[(body, entry)] = Compute(body, _events, entry);
    }

    private ForkJoinFlow? Compute(Body body, ForkJoinEvents events, ActiveForks entry) =>
        (body.HasForksOrJoins || _callForking.Contains(body)) && body.Graph(_cancellation) is { } graph ? ForkJoinFlow.Compute(graph, events, _model, entry, _cancellation) : null;
}
