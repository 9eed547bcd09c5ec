using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Finds the forks of a type: which of its bodies begin on another thread, and where.</summary>
internal sealed class ForkFinder(ThreadingModel model, Callbacks callbacks, ForeignBodies foreign)
{
    // The forks of a state are the bits of one word. No type that people write comes near it.
    private const int MaximumForks = 64;
    private readonly List<Fork> _forks = [];
    private IReadOnlyCollection<Body> _bodies = [];
    private bool _isSynchronized;

    internal IReadOnlyList<Fork> Find(IEnumerable<Body> bodies)
    {
        _bodies = bodies as IReadOnlyCollection<Body> ?? bodies.ToList();
        // _timer.SynchronizingObject = this: its events come to the thread of the user interface.
        _isSynchronized = _bodies.Any(static body => body.Sites.Exists(static site => site is IPropertyReferenceOperation { Property.Name: "SynchronizingObject" }));
        foreach (Body body in _bodies)
        {
            if (body is { Parent: null, Method: { } method } && HostedServices.IsRun(method))
                Add(new Fork(_forks.Count, ForkKind.Hosted, body.Root, body, [body], Receiver: null));
            foreach (IOperation site in body.Sites)
                Note(site, body);
        }

        return _forks;
    }

    private void Note(IOperation site, Body container)
    {
        switch (site)
        {
            case IInvocationOperation call when model.Threads.ForkOf(call) is { } kind:
                Add(kind, site, call.Arguments, container);
                break;
            case IInvocationOperation call when model.Threads.Own.IsCall(call):
                Add(ForkKind.ParallelMethod, site, call.Arguments.Where(model.Threads.Own.Runs), container);
                break;
            case IInvocationOperation { Instance: null or IInstanceReferenceOperation } call when IsKeptInLoop(call) && !container.TakesPermits && callbacks.Of(call.TargetMethod) is { IsAsync: true } begun:
                Add(new Fork(_forks.Count, ForkKind.AsyncFanOut, site, container, [begun], Receiver: null));
                break;
            case IEventAssignmentOperation subscription when ThreadedEvents.IsFork(subscription) && callbacks.Behind(subscription.HandlerValue, container.Locals, foreign) is { Body: { } handler } behind && !_isSynchronized:
                Add(new Fork(_forks.Count, ThreadedEvents.AreLines(subscription) ? ForkKind.Lines : ForkKind.Timer, site, container, [handler], behind.Receiver));
                break;
            case IObjectCreationOperation creation when model.Threads.ForkOf(creation) is { } kind:
                Add(kind, site, creation.Arguments, container);
                break;
            case IInvalidOperation when UnboundForks.KindOf(site, model.Threads) is { } kind:
                Add(kind, site, site.ChildOperations.SelectMany(value => BehindUnbound(value, container)), container);
                break;
        }
    }

    // A method's name that is passed to a call that does not bind is not made a delegate.
    private IEnumerable<(Body Body, AccessPath? Receiver)> BehindUnbound(IOperation value, Body container) => callbacks.Behind(value, container.Locals, foreign) is { } behind
        ? [behind]
        : UnboundForks.MethodsNamedBy(value).Select(callbacks.Of).Where(static body => body is not null).Take(1).Select(static body => (body!, (AccessPath?)null));

    private void Add(ForkKind kind, IOperation site, IEnumerable<IArgumentOperation> arguments, Body container) => Add(
        kind,
        site,
        arguments.SelectMany(static argument => Delegates(argument.Value)).Select(value => callbacks.Behind(value, container.Locals, foreign) ?? PassedFor(value, container) ?? OfWorkItem(value, container)).Where(static target => target is not null).Select(static target => target!.Value),
        container);

    // void StartDaemon(ThreadStart work) { new Thread(work) … }: what the only call of the method passes.
    private (Body Body, AccessPath? Receiver)? PassedFor(IOperation value, Body container)
    {
        if (Operand.Unwrap(value) is not IParameterReferenceOperation { Parameter: var parameter } || container.Method is not ({ DeclaredAccessibility: Accessibility.Private } or { MethodKind: MethodKind.LocalFunction }) || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, container.Symbol))
            return null;
        var calls = (from body in _bodies
                     from call in body.Sites.OfType<IInvocationOperation>()
                     where SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, container.Symbol)
                     select (Body: body, Call: call)).Take(2).ToList();
        return calls is [var (caller, only)] && only.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { } passed ? callbacks.Behind(passed.Value, caller.Locals, foreign) : null;
    }

    // ThreadPool.UnsafeQueueUserWorkItem(new ParseItem(line), …): the object brings its own method.
    private (Body Body, AccessPath? Receiver)? OfWorkItem(IOperation value, Body container)
    {
        IOperation item = Operand.Unwrap(value);
        if (value.Type is not { Name: "IThreadPoolWorkItem", TypeKind: TypeKind.Interface } contract || item.Type is not INamedTypeSymbol { TypeKind: TypeKind.Class } type || contract.GetMembers("Execute").FirstOrDefault() is not { } execute
            || type.FindImplementationForInterfaceMember(execute) is not IMethodSymbol run || (callbacks.Of(run) ?? foreign.Of(run)) is not { } body)
            return null;
        // Who queues itself once leaves itself to the pool until then.
        return (body, item is IInstanceReferenceOperation ? (Nesting.IsInLoop(value) ? null : AccessPath.OfUnnamed(run)) : AccessPath.Of(item, container.Locals.Resolve) ?? AccessPath.OfUnnamed(run));
    }

    private void Add(ForkKind kind, IOperation site, IEnumerable<(Body Body, AccessPath? Receiver)> found, Body container)
    {
        var targets = found.ToList();
        if (kind == ForkKind.AsyncFanOut)
            targets = targets.SelectMany(target => AsynchronousPart(target.Body).Select(body => (body, target.Receiver))).ToList();
        if (kind == ForkKind.ParallelInvoke)
            targets.ForEach(target => Add(new Fork(_forks.Count, kind, site, container, [target.Body], target.Receiver)));
        else if (targets.Count > 0)
            Add(new Fork(_forks.Count, kind, site, container, targets.ConvertAll(static target => target.Body), targets[0].Receiver));
    }

    private void Add(Fork fork)
    {
        if (_forks.Count < MaximumForks)
            _forks.Add(fork);
    }

    // foreach (var item in items) tasks.Add(SaveAsync(item));
    private static bool IsKeptInLoop(IInvocationOperation call)
    {
        if (Operand.ParentOf(call) is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add", Instance: { } } } argument)
            return false;
        for (IOperation? outer = argument.Parent; outer is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); outer = outer.Parent)
        {
            if (outer is ILoopOperation)
                return true;
        }

        return false;
    }

    // Select(item => SaveAsync(item)) begins SaveAsync for each of them.
    private IEnumerable<Body> AsynchronousPart(Body target) => target.IsAsync ? [target] : target.Sites.OfType<IInvocationOperation>()
        .Where(static call => call.Instance is null or IInstanceReferenceOperation)
        .Select(call => callbacks.Of(call.TargetMethod))
        .Where(static body => body is { IsAsync: true })
        .Select(static body => body!);

    private static IEnumerable<IOperation> Delegates(IOperation value) =>
        Operand.Unwrap(value) is IArrayCreationOperation { Initializer: { } initializer } ? initializer.ElementValues : new[] { value };
}
