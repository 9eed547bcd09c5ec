using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// What the threads and tasks in variables have been through at each place of one body: a typestate analysis (Strom and Yemini 1986). What leaves the body's
/// sight is no longer known, so that what is certain here is certain.
/// </summary>
internal sealed class LifecycleFlow : ForwardFlow<HandleStates>
{
    private readonly Lifecycles _type;
    private readonly FlowCaptures _captures;
    private readonly HashSet<ISymbol> _untracked;
    private readonly Dictionary<SyntaxNode, HandleEvent> _events = [];
    private readonly List<SyntaxNode> _starts = [];

    private LifecycleFlow(ControlFlowGraph graph, Body body, Lifecycles type, CancellationToken cancellation)
        : base(graph, cancellation)
    {
        _type = type;
        _captures = new FlowCaptures(graph, body.Locals);
        _untracked = HandleSymbols.Untracked(body);
    }

    /// <summary>The events in the order of the source.</summary>
    internal IEnumerable<HandleEvent> Events => GaveUp ? [] : _events.Values.OrderBy(static found => found.Operation.Syntax.SpanStart);

    /// <summary>What holds when the body is left normally; null if it never is.</summary>
    internal HandleStates? AtExit { get; private set; }

    /// <summary>Whether all that the body returns was started.</summary>
    internal bool ReturnsStarted { get; private set; }

    internal static LifecycleFlow Compute(ControlFlowGraph graph, Body body, Lifecycles type, CancellationToken cancellation)
    {
        var flow = new LifecycleFlow(graph, body, type, cancellation);
        flow.Solve(HandleStates.Empty);
        return flow;
    }

    /// <summary>The places that a state was started by.</summary>
    internal IEnumerable<SyntaxNode> StartsOf(HandleState state) => _starts.Where((_, index) => index < 61 && (state.StartedBy & (1UL << index)) != 0);

    protected override HandleStates Merge(HandleStates left, HandleStates right) => left.Union(right);

    protected override HandleStates? Refine(BasicBlock block, HandleStates state, bool value) => state;

    protected override void Leave(ExitKind kind, HandleStates state, IOperation? cause)
    {
        if (kind != ExitKind.Normal)
            return;
        bool isStarted = cause is not null && Path(cause) is { } path && state[path].IsStarted;
        ReturnsStarted = AtExit is null ? isStarted : ReturnsStarted && isStarted;
        AtExit = AtExit is null ? state : AtExit.Union(state);
    }

    protected override HandleStates Apply(BasicBlock block, HandleStates state, Action<HandleStates, IOperation> thrown)
    {
        foreach (IOperation operation in block.Operations)
            state = Apply(operation, state, thrown);
        return block.BranchValue is { } value ? Apply(value, state, thrown) : state;
    }

    private HandleStates Apply(IOperation root, HandleStates state, Action<HandleStates, IOperation> thrown)
    {
        foreach (IOperation operation in EvaluationOrder.Of(root))
        {
            if (_type.CanThrow(operation))
                thrown(state, operation);
            state = After(operation, state);
        }

        return state;
    }

    private HandleStates After(IOperation operation, HandleStates state) => operation switch
    {
        ISimpleAssignmentOperation assignment => AfterAssignment(assignment, state),
        IInvocationOperation call => AfterCall(call, state),
        IAwaitOperation awaited => AfterAwait(awaited, state),
        IObjectCreationOperation { Constructor: { } constructor } when !Framework.Owns(constructor.ContainingType) => AfterUnknown(state),
        ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation when HandleSymbols.IsGivenAway(operation) && Path(operation) is { } path =>
            state.With(path, state[path].Shared()),
        _ => state,
    };

    private HandleStates AfterAssignment(ISimpleAssignmentOperation assignment, HandleStates state)
    {
        if (assignment.Target is IPropertyReferenceOperation { Property: var property, Instance: { } thread } && _type.ActionOfSetting(property) is { } action)
            return Path(thread) is { } configured ? Note(action, assignment, configured, state) : state;
        if (_captures.Resolve(assignment.Target) is IFlowCaptureReferenceOperation)
            return HandleStates.Empty;
        if (_captures.PathOf(assignment.Target) is not { } path)
            return state;
        if (!_type.HoldsHandle(assignment.Target.Type))
            return state.Select((other, known) => StartsWith(other, path) ? HandleState.Other : known);
        if (_untracked.Contains(path.Last!, SymbolEqualityComparer.Default))
            return state;
        return state.With(path, StateOf(assignment.Value, path, state));
    }

    private HandleState StateOf(IOperation value, AccessPath target, HandleStates state)
    {
        IOperation source = _captures.Resolve(value) ?? value;
        if (_type.IsCold(source))
            return HandleState.New;
        if (_type.IsRunning(source) || _type.IsLoopOverRunning(target.Last))
            return HandleState.Started(1UL << 63);
        return Path(value) is { } other ? state[other].Shared() : HandleState.Other;
    }

    private HandleStates AfterCall(IInvocationOperation call, HandleStates state)
    {
        if (call.Instance is { } receiver && _type.ActionOf(call) is { } action)
            return Path(receiver) is { } path ? Note(action, call, path, state) : state;
        if (_type.EffectOf(call) is { } effect)
            return effect.All.Where(static one => one.Key.Root is not (ILocalSymbol or IParameterSymbol) && one.Value.IsStarted).Aggregate(AfterUnknown(state), (all, one) => NoteCallee(call, one.Key, all));
        return Framework.Owns(call.TargetMethod.ContainingType) && !call.Arguments.Any(static argument => argument.Value is IDelegateCreationOperation) && call.TargetMethod.MethodKind != MethodKind.DelegateInvoke
            ? state
            : AfterUnknown(state);
    }

    private HandleStates AfterAwait(IAwaitOperation awaited, HandleStates state)
    {
        state = AfterUnknown(state);
        return Path(Operand.UnwrapWaiting(awaited).Operation) is { } path ? Note(HandleAction.Join, awaited, path, state) : state;
    }

    // Code out of sight may start what it can reach, and put another one into a field that can change.
    private HandleStates AfterUnknown(HandleStates state) => state.Select((path, known) =>
        path.Last is ILocalSymbol or IParameterSymbol && path.Members.IsEmpty ? known : _type.IsAssignedOnce(path) ? known.Shared() : HandleState.Other);

    private HandleStates Note(HandleAction action, IOperation operation, AccessPath path, HandleStates state)
    {
        HandleState before = state[path];
        if (_untracked.Contains(path.Last!, SymbolEqualityComparer.Default))
            return state;
        SyntaxNode syntax = operation.Syntax;
        _events[syntax] = new HandleEvent(action, operation, path, _events.TryGetValue(syntax, out HandleEvent? seen) ? seen.Before.Union(before) : before);
        // A wait for what was not started throws, or does not return.
        if (action is not (HandleAction.Start or HandleAction.Join) || (action == HandleAction.Join && before.IsNew))
            return state;
        if (!_starts.Contains(syntax))
            _starts.Add(syntax);
        // Join returns only if it was started.
        ulong started = action == HandleAction.Join && before.StartedBy != 0 ? before.StartedBy : 1UL << Math.Min(_starts.IndexOf(syntax), 61);
        return state.With(path, HandleState.Started(started));
    }

    // The callee has started it, or waited for it.
    private HandleStates NoteCallee(IInvocationOperation call, AccessPath path, HandleStates state)
    {
        if (!_starts.Contains(call.Syntax))
            _starts.Add(call.Syntax);
        return state.With(path, HandleState.Started(1UL << Math.Min(_starts.IndexOf(call.Syntax), 61)));
    }

    private AccessPath? Path(IOperation operation) => _captures.PathOf(operation) is { Last: not null } path && _type.HoldsHandle(HandleSymbols.TypeOf(path.Last)) ? path : null;

    private static bool StartsWith(AccessPath longer, AccessPath prefix) =>
        SymbolEqualityComparer.Default.Equals(longer.Root, prefix.Root) && longer.Members.Length > prefix.Members.Length
        && Enumerable.SequenceEqual(longer.Members.Take(prefix.Members.Length), prefix.Members, SymbolEqualityComparer.Default);
}
