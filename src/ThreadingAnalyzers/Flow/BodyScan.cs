using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What in a body has to do with several threads.</summary>
[Flags]
internal enum Evidence
{
    None = 0,

    /// <summary>A lock or permit is taken or given back, or something is done atomically.</summary>
    Locks = 1,

    /// <summary>A thread, task, timer or parallel loop is started or waited for.</summary>
    Forks = 2,

    /// <summary>A task completion source is made.</summary>
    CompletionSources = 4,

    /// <summary>An await is configured.</summary>
    ConfiguredAwaits = 8,

    /// <summary>A cancellation source is made, or something is registered with a token.</summary>
    Cancellation = 16,

    /// <summary>Something is awaited.</summary>
    Awaits = 32,

    /// <summary>A variable is read or written by Interlocked or Volatile.</summary>
    Atomics = 64,
}

/// <summary>
/// The one walk over a member's operations that everything else stands on. It sorts operations into bodies and decides, per body,
/// whether the deeper flows have anything to do. The rules about sites, bodies and types share it.
/// </summary>
internal sealed class BodyScan
{
    private static readonly ConditionalWeakTable<IOperation, BodyScan> Scans = new();
    private readonly ThreadingModel _model;

    private BodyScan(IOperation root, ISymbol owner, ThreadingModel model, CancellationToken cancellation)
    {
        _model = model;
        Body = new Body(owner, root, parent: null) { HasLockOperations = owner is IMethodSymbol method && LockModel.IsSynchronized(method) };
        if (owner is IMethodSymbol run && HostedServices.IsRun(run))
            NoteFork(Body);
        Walk(Body, cancellation);
        foreach (Body body in Body.SelfAndNested())
        {
            Evidence |= (body.HasLockOperations ? Evidence.Locks : Evidence.None) | (body.HasForks ? Evidence.Forks : Evidence.None);
            Evidence |= (body.HasAwaits ? Evidence.Awaits : Evidence.None) | (body.HasAtomics ? Evidence.Atomics : Evidence.None);
        }
    }

    /// <summary>The body of the member, with the lambdas and local functions in it.</summary>
    internal Body Body { get; }

    /// <summary>What in the member's bodies has to do with several threads.</summary>
    internal Evidence Evidence { get; private set; }

    /// <summary>The scan of the member that an operation belongs to.</summary>
    internal static BodyScan Of(IOperation operation, ISymbol owner, ThreadingModel model, CancellationToken cancellation)
    {
        operation = Nesting.RootOf(operation);
        if (Scans.TryGetValue(operation, out BodyScan? known))
            return known;
        var computed = new BodyScan(operation, owner, model, cancellation);
        return Scans.GetValue(operation, _ => computed);
    }

    // Depth first in source order, with a stack of our own: expressions nest deeper than the thread's stack allows.
    private void Walk(Body root, CancellationToken cancellation)
    {
        var pending = new Stack<(IOperation Operation, Body Body)>();
        var children = new List<IOperation>();
        pending.Push((root.Root, root));
        int visited = 0;
        while (pending.Count > 0)
        {
            if ((++visited & 1023) == 0)
                cancellation.ThrowIfCancellationRequested();
            (IOperation operation, Body body) = pending.Pop();
            body = Visit(operation, body);
            children.Clear();
            foreach (IOperation child in operation.ChildOperations)
                children.Add(child);
            for (int i = children.Count - 1; i >= 0; i--)
                pending.Push((children[i], body));
        }
    }

    private Body Visit(IOperation operation, Body body)
    {
        switch (operation.Kind)
        {
            case OperationKind.AnonymousFunction:
                if (((IAnonymousFunctionOperation)operation).Symbol is { IsAsync: true, ReturnsVoid: true })
                    body.Sites.Add(operation);
                return Enter(((IAnonymousFunctionOperation)operation).Symbol, operation, body);
            case OperationKind.LocalFunction:
                return Enter(((ILocalFunctionOperation)operation).Symbol, operation, body);
            case OperationKind.Invocation:
                NoteCall((IInvocationOperation)operation, body);
                body.Sites.Add(operation);
                break;
            case OperationKind.Lock:
                NoteLock(body);
                body.Sites.Add(operation);
                break;
            case OperationKind.ObjectCreation:
                NoteCreation((IObjectCreationOperation)operation, body);
                body.Sites.Add(operation);
                break;
            case OperationKind.Using or OperationKind.UsingDeclaration:
                NoteUsing(operation, body);
                body.Sites.Add(operation);
                break;
            case OperationKind.Conversion when LockModel.IsLockObject(((IConversionOperation)operation).Operand.Type):
                body.Sites.Add(operation);
                break;
            case OperationKind.EventAssignment:
                if (ThreadedEvents.IsFork((IEventAssignmentOperation)operation))
                    NoteFork(body);
                body.Sites.Add(operation);
                break;
            case OperationKind.Invalid or OperationKind.None when UnboundCalls.IsUnknown(operation):
                NoteUnbound(operation, body);
                break;
            case OperationKind.Await:
                body.HasForksOrJoins = true;
                body.HasAwaits = true;
                body.Sites.Add(operation);
                break;
            case OperationKind.Return when ((IReturnOperation)operation).ReturnedValue is { } returned && (_model.Types.IsTask(returned.Type) || Awaitables.IsSequence(returned.Type) || UnboundCalls.Is(Operand.Unwrap(returned))):
            case OperationKind.Interpolation when _model.Types.IsTask(Operand.Unwrap(((IInterpolationOperation)operation).Expression).Type):
            case OperationKind.Binary when IsOfTask((IBinaryOperation)operation):
            case OperationKind.IsPattern when _model.Types.IsTask(Operand.Unwrap(((IIsPatternOperation)operation).Value).Type):
                body.Sites.Add(operation);
                break;
            case OperationKind.LocalReference when !SymbolEqualityComparer.Default.Equals(((ILocalReferenceOperation)operation).Local.ContainingSymbol, body.Symbol):
            case OperationKind.ParameterReference when !SymbolEqualityComparer.Default.Equals(((IParameterReferenceOperation)operation).Parameter.ContainingSymbol, body.Symbol):
            case OperationKind.MethodReference:
            case OperationKind.FieldReference:
            case OperationKind.PropertyReference:
            case OperationKind.SimpleAssignment:
            case OperationKind.CompoundAssignment:
            case OperationKind.CoalesceAssignment:
            case OperationKind.Increment:
            case OperationKind.Decrement:
            case OperationKind.VariableDeclarator:
            case OperationKind.Loop:
                body.Sites.Add(operation);
                break;
        }

        return body;
    }

    private bool IsOfTask(IBinaryOperation operation) =>
        operation.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
        && (_model.Types.IsTask(Operand.Unwrap(operation.LeftOperand).Type) || _model.Types.IsTask(Operand.Unwrap(operation.RightOperand).Type));

    private static Body Enter(ISymbol symbol, IOperation operation, Body outer)
    {
        var nested = new Body(symbol, operation, outer);
        outer.Nested.Add(nested);
        return nested;
    }

    private void NoteCall(IInvocationOperation call, Body body)
    {
        if (_model.Locks.EffectOf(call) is { } effect)
            NoteEffect(effect, body);

        if (_model.Threads.IsFork(call) || _model.Joins.IsJoin(call) || _model.Threads.Own.IsCall(call))
            NoteFork(body);
        body.HasAtomics |= _model.Atomics.Of(call) is not null || call.TargetMethod is { Name: "MemoryBarrier", ContainingType.Name: "Interlocked" or "Thread" };
        if (KnownTypes.Is(call.TargetMethod.ContainingType, _model.Types.Interlocked) || UserScopes.IsEnter(call) || UserScopes.EffectOfOwn(call) is not null || HandleWaits.MayTakeAny(call)
            || _model.MonitorSignals.Of(call) is not null)
            NoteLock(body);
        body.TakesOwnLocks |= UserScopes.IsEnter(call);
        if (BegunCall.MayBe(call))
            Evidence |= Evidence.Forks;
        if (Awaits.IsConfiguring(call))
            Evidence |= Evidence.ConfiguredAwaits;
        if (_model.CancellationSources.IsMaker(call.TargetMethod))
            Evidence |= Evidence.Cancellation;
    }

    private static void NoteEffect(LockEffect effect, Body body)
    {
        NoteLock(body);
        body.TakesPermits |= effect is { Mode: LockMode.Counting, Action: not LockAction.Release };
        body.TakesLocksByCall |= effect is { Mode: not LockMode.Counting, Action: not LockAction.Release };
    }

    private void NoteCreation(IObjectCreationOperation creation, Body body)
    {
        if (creation.Constructor is { } constructor && _model.Threads.IsFork(constructor))
            NoteFork(body);
        if (_model.CompletionSources.Is(creation.Type))
            Evidence |= Evidence.CompletionSources;
        if (_model.CancellationSources.IsSource(creation.Type))
            Evidence |= Evidence.Cancellation;
    }

    private void NoteUnbound(IOperation operation, Body body)
    {
        body.HasUnbound = true;
        if (UnboundCalls.Is(operation) || operation.Syntax is ElementAccessExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } || UnboundCalls.AsksForState(operation))
            body.Sites.Add(operation);
        if (!UnboundCalls.Is(operation))
            return;
        body.HasAtomics |= AtomicCalls.TypeNamedBy(operation) is "Interlocked" or "Volatile" or "ImmutableInterlocked";
        string? called = UnboundCalls.NameOf(operation);
        if (called == "CreateLinkedTokenSource" || _model.CancellationSources.IsSource(operation.Type))
            Evidence |= Evidence.Cancellation;
        if (called == "ConfigureAwait")
            Evidence |= Evidence.ConfiguredAwaits;
        if (UserScopes.ReceiverOfUnresolved(operation) is var (_, name) && UserScopes.EffectOfUnresolved(name) is not null)
            NoteLock(body);
        if (_model.Locks.EffectOfUnbound(operation) is { } effect)
            NoteEffect(effect, body);
        if (UnboundForks.KindOf(operation, _model.Threads) is not null || UnboundForks.IsWait(operation))
            NoteFork(body);
    }

    private static void NoteUsing(IOperation operation, Body body)
    {
        if (!UserScopes.IsOpenedBy(operation is IUsingOperation region ? region.Resources : ((IUsingDeclarationOperation)operation).DeclarationGroup))
            return;
        body.HasLockOperations = true;
        body.TakesOwnLocks = true;
    }

    private static void NoteLock(Body body) => body.HasLockOperations = true;

    private static void NoteFork(Body body)
    {
        body.HasForksOrJoins = true;
        body.HasForks = true;
    }
}
