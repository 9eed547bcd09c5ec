using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether a signal was given when control is at some place.</summary>
/// <param name="MayBeMissing">It may not have been given, with nothing gone wrong.</param>
/// <param name="MayBeGiven">It may have been given.</param>
/// <param name="MayBeCaught">A handler may have swallowed what came before it.</param>
internal sealed record SignalState(bool MayBeMissing, bool MayBeGiven, bool MayBeCaught);

/// <summary>On which ways out of a body a signal was not given.</summary>
internal sealed class SignalFlow : ForwardFlow<SignalState>
{
    private static readonly HashSet<string> Stops = new(StringComparer.Ordinal)
    {
        nameof(OperationCanceledException), "TaskCanceledException", "ThreadAbortException", "ThreadInterruptedException", nameof(ObjectDisposedException), "ChannelClosedException",
    };

    private readonly FlowCaptures _captures;
    private readonly AccessPath _signal;
    private readonly Body _body;
    private readonly ThreadingModel _model;
    private readonly SyntaxNode? _count;
    private readonly SyntaxNode? _choice;
    private readonly Func<IMethodSymbol, bool>? _givesIn;
    private readonly Func<IMethodSymbol, bool>? _startsIn;
    private readonly List<IOperation> _causes = [];
    private readonly List<IOperation> _caught = [];
    private bool _isSwallowed;
    private bool _isGivenOnReturn;
    private bool _isMissingOnReturn;

    private SignalFlow(ControlFlowGraph graph, Body body, AccessPath signal, SyntaxNode? count, SyntaxNode? choice, Func<IMethodSymbol, bool>? givesIn, Func<IMethodSymbol, bool>? startsIn, ThreadingModel model, CancellationToken cancellation)
        : base(graph, cancellation)
    {
        _count = count;
        _choice = choice;
        _givesIn = givesIn;
        _startsIn = startsIn;
        _captures = new FlowCaptures(graph, body.Locals);
        _signal = signal;
        _body = body;
        _model = model;
    }

    /// <summary>What throws past the signal and out of the body; null where nothing does, or where the signal is not what every other way out gives.</summary>
    internal IOperation? Cause => First(_causes);

    /// <summary>What throws past the signal and out of the body, of those for which a condition holds; null where nothing does.</summary>
    internal IOperation? CauseWhere(Func<IOperation, bool> condition) => First(_causes.FindAll(cause => condition(cause)));

    /// <summary>What throws past the signal into a handler that swallows it; null where nothing does, or where the signal is not what every other way out gives.</summary>
    internal IOperation? CaughtCause => _isSwallowed ? First(_caught) : null;

    /// <summary>Whether one way out gives the signal, and another one does not although nothing throws.</summary>
    internal bool IsLeftOut => !GaveUp && _isMissingOnReturn && _isGivenOnReturn;

    private IOperation? First(List<IOperation> causes) => GaveUp || _isMissingOnReturn || !_isGivenOnReturn ? null : causes.Where(cause => _choice is null || _choice.Span.Contains(cause.Syntax.Span)).OrderBy(static cause => cause.Syntax.SpanStart).FirstOrDefault();

    /// <summary>Whether an exception tells the work to stop, and is no failure of it.</summary>
    internal static bool IsForStop(ITypeSymbol? exception) => exception is not null && Stops.Contains(exception.Name);

    /// <summary>Follows a signal through a body.</summary>
    /// <param name="graph">The body's control flow.</param>
    /// <param name="body">The body.</param>
    /// <param name="signal">What is signalled.</param>
    /// <param name="model">The model of the compilation.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="count">The count by which the last worker knows that it has to give the signal: who comes by it has done its part.</param>
    /// <param name="choice">The statement that gives the signal for one caller and waits for it for the others: who has waited owes nothing, and only in it does anybody.</param>
    /// <param name="givesIn">Whether a method of the type may give the signal.</param>
    /// <param name="startsIn">Whether a method of the type does nothing but start work.</param>
    internal static SignalFlow Compute(ControlFlowGraph graph, Body body, AccessPath signal, ThreadingModel model, CancellationToken cancellation, SyntaxNode? count = null, SyntaxNode? choice = null, Func<IMethodSymbol, bool>? givesIn = null, Func<IMethodSymbol, bool>? startsIn = null)
    {
        var flow = new SignalFlow(graph, body, signal, count, choice, givesIn, startsIn, model, cancellation);
        flow.Solve(new SignalState(MayBeMissing: true, MayBeGiven: false, MayBeCaught: false));
        return flow;
    }

    protected override SignalState Merge(SignalState left, SignalState right) =>
        new(left.MayBeMissing || right.MayBeMissing, left.MayBeGiven || right.MayBeGiven, left.MayBeCaught || right.MayBeCaught);

    protected override SignalState? Refine(BasicBlock block, SignalState state, bool value) => state;

    protected override SignalState Apply(BasicBlock block, SignalState state, Action<SignalState, IOperation> thrown)
    {
        if (state.MayBeMissing && IsHandlerOfFailure(block.EnclosingRegion))
            state = new SignalState(MayBeMissing: false, state.MayBeGiven, MayBeCaught: true);
        foreach (IOperation operation in block.Operations)
            state = Apply(operation, state, thrown);
        return block.BranchValue is { } value ? Apply(value, state, thrown) : state;
    }

    protected override void Leave(ExitKind kind, SignalState state, IOperation? cause)
    {
        if (kind == ExitKind.Normal)
        {
            _isGivenOnReturn |= state.MayBeGiven;
            _isMissingOnReturn |= state.MayBeMissing;
            _isSwallowed |= state.MayBeCaught;
        }
        else if (state.MayBeMissing && cause is not null && !_causes.Exists(known => known.Syntax == cause.Syntax))
        {
            _causes.Add(cause);
        }
    }

    private SignalState Apply(IOperation root, SignalState state, Action<SignalState, IOperation> thrown)
    {
        foreach (IOperation operation in EvaluationOrder.Of(root))
        {
            if (Gives(operation))
                state = new SignalState(MayBeMissing: false, MayBeGiven: true, MayBeCaught: false);
            else if ((_model.Throws.CanThrow(operation) || UnboundCalls.Is(operation) || IsUntestedResult(operation)) && !IsOwnWork(operation) && !IsIncidental(operation))
                Throw(operation, state, thrown);
        }

        return state;
    }

    private void Throw(IOperation operation, SignalState state, Action<SignalState, IOperation> thrown)
    {
        if (state.MayBeMissing && !_caught.Exists(known => known.Syntax == operation.Syntax) && IsInTry(operation))
            _caught.Add(operation);
        thrown(state, operation);
    }

    // task.ContinueWith(ended => source.SetResult(ended.Result)) throws what the task failed with.
    private bool IsUntestedResult(IOperation operation) => operation is IPropertyReferenceOperation { Property.Name: "Result", Instance: IParameterReferenceOperation { Parameter: var ended } } result
        && _model.Types.IsTask(ended.Type) && RepeatedCallbacks.CallOf(_body) is { TargetMethod.Name: "ContinueWith" } call && !call.Arguments.Any(static argument => argument.Parameter?.Type.Name == "TaskContinuationOptions")
        && !_body.Sites.Exists(site => site is IPropertyReferenceOperation { Property.Name: not "Result", Instance: IParameterReferenceOperation { Parameter: var asked } } && SymbolEqualityComparer.Default.Equals(asked, ended));

    private static bool IsInTry(IOperation operation) => operation.Syntax.Ancestors().Any(node => node is TryStatementSyntax { Catches.Count: > 0 } attempt && attempt.Block.Span.Contains(operation.Syntax.Span));

    // Who is told to stop may owe nothing any more; whoever catches a failure still does.
    private static bool IsHandlerOfFailure(ControlFlowRegion? region)
    {
        for (; region is not null && region.Kind != ControlFlowRegionKind.Root; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Catch)
                return !IsForStop(region.ExceptionType);
        }

        return false;
    }

    private bool Gives(IOperation operation) => 
        operation.Syntax == _count
        || (_model.Signals.GivenBy(operation) is { } receiver && IsSignal(receiver))
        || (operation is IInvocationOperation begun && begun.Arguments.Any(IsBodyItself))
        || (_choice is not null && operation is IInvocationOperation { TargetMethod.Name: "Wait" or "WaitOne", Instance: { } waited } && IsSignal(waited))
        || (_givesIn is not null && (operation as IInvocationOperation)?.TargetMethod is { } own && _givesIn(own))
        || (_givesIn is not null && operation is not IInvocationOperation && UnboundCall.Of(operation)?.Method is { } unbound && _givesIn(unbound))
        || (operation is IFlowAnonymousFunctionOperation && _body.Nested.Find(nested => nested.Root.Syntax == operation.Syntax) is { } passed && passed.SelfAndNested().Any(GivesIn));

    // stream.BeginRead(…, OnRead, …) in OnRead itself leaves the signal to the next run.
    private bool IsBodyItself(IArgumentOperation argument) => argument.Value.DescendantsAndSelf().Any(part => part is IMethodReferenceOperation { Method: var method } && SymbolEqualityComparer.Default.Equals(method, _body.Symbol));

    // Whoever is given a lambda that gives the signal may call it.
    private bool GivesIn(Body nested) => nested.Sites.Exists(site => _model.Signals.GivenBy(site) is { } named && AccessPath.Of(named, nested.Locals.Resolve) is { } path && path.Equals(_signal));

    // Putting something into the stream fails only where the stream has ended already.
    private bool IsOwnWork(IOperation operation) =>
        _model.Signals.FedBy(Operand.UnwrapWaiting(operation).Operation) is { } receiver && IsSignal(receiver);

    // source.SetException(Failure(…)), source.SetException(new IOException(Describe(error))): what makes the exception that is given is expected to make it.
    private static bool MakesException(IOperation operation)
    {
        for (IOperation? part = operation; part is not null; part = part.Parent)
        {
            if (part is IInvocationOperation or IObjectCreationOperation && IsException(part.Type) && Operand.ParentOf(part) is IArgumentOperation)
                return true;
        }

        return false;
    }

    private static bool IsException(ITypeSymbol? type) => KnownTypes.IsOrDerivesFrom(type, static ancestor => ancestor is { Name: nameof(Exception), ContainingNamespace.Name: nameof(System) });

    // Giving another signal, cancelling, waiting for a signal, a delay, what is to follow a task: all fail only where the program is wrong. Waiting for a task passes its exception on.
    private bool IsOfThreading(IInvocationOperation call) => _model.Signals.KindOf(call.TargetMethod) is not null
        || (_model.Joins.KindOf(call.TargetMethod) == JoinKind.Signal && call.Arguments.All(static argument => argument.Parameter?.Type.Name != "CancellationToken"))
        || call.TargetMethod is { Name: "Cancel" or "Delay" or "ContinueWith" or "SetSynchronizationContext", ContainingType.ContainingNamespace: { Name: "Threading" or "Tasks" } };

    // ReleaseAll(messages, ref exceptions) says by the reference what has failed.
    private static bool CollectsExceptions(IInvocationOperation call) => call.TargetMethod.Parameters.Any(static parameter => parameter.RefKind is RefKind.Ref or RefKind.Out
        && (parameter.Type.Name == nameof(Exception) || parameter.Type is INamedTypeSymbol { TypeArguments: [{ Name: nameof(Exception) }] }));

    // What also waits for the work throws what that throws. A task throws where it is awaited.
    private bool IsStart(IInvocationOperation call) => _model.Types.IsTask(call.Type) ? _model.Threads.IsFork(call) || _model.Joins.KindOf(call.TargetMethod) == JoinKind.Combine
        : _model.Joins.KindOf(call.TargetMethod) == JoinKind.Start || _model.Threads.ForkOf(call) is { } kind && kind is not (ForkKind.Parallel or ForkKind.ParallelInvoke);

    // Starting other work, giving another signal, stepping through a sequence, and what is said in a handler about an exception that came before.
    private bool IsIncidental(IOperation operation) =>
        (operation is IInvocationOperation start && (IsStart(start) || _startsIn?.Invoke(start.TargetMethod) == true || CollectsExceptions(start) || IsOfThreading(start)))
        || MakesException(operation)
        || operation is IInvocationOperation { IsImplicit: true, TargetMethod.Name: "GetEnumerator" or "MoveNext" or "Dispose" or "GetAsyncEnumerator" } or IPropertyReferenceOperation { IsImplicit: true }
        || operation.Syntax.Ancestors().TakeWhile(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax)).Any(static node => node is CatchClauseSyntax);

    private bool IsSignal(IOperation receiver) => _captures.PathOf(receiver) is { } path && path.Equals(_signal);
}
