using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// One executable body: a member, an initializer, a lambda or a local function. Holds the operations that rules ask about, in source order,
/// and computes its control-flow graph and lock flow when somebody first asks.
/// </summary>
internal sealed class Body(ISymbol symbol, IOperation root, Body? parent)
{
    private ControlFlowGraph? _graph;
    private LockFlow? _locks;
    private LocalValues? _locals;

    /// <summary>The member, lambda or local function that runs this body.</summary>
    internal ISymbol Symbol { get; } = symbol;

    /// <summary>The operation at the top: a method body, an initializer, an anonymous function or a local function.</summary>
    internal IOperation Root { get; } = root;

    /// <summary>The body that this one is written in, or null for members and initializers.</summary>
    internal Body? Parent { get; } = parent;

    internal List<Body> Nested { get; } = [];

    /// <summary>The operations that some rule or analysis may ask about.</summary>
    internal List<IOperation> Sites { get; } = [];

    /// <summary>Whether a lock or permit is taken or given back here: the gate of the lock flow.</summary>
    internal bool HasLockOperations { get; set; }

    /// <summary>Whether a semaphore's permit is taken here.</summary>
    internal bool TakesPermits { get; set; }

    /// <summary>Whether a lock is taken here by a call, and not by the lock statement alone.</summary>
    internal bool TakesLocksByCall { get; set; }

    /// <summary>Whether a lock of the user's own is taken here.</summary>
    internal bool TakesOwnLocks { get; set; }

    /// <summary>Whether a thread, task, timer or parallel loop is started or waited for here: the gate of the fork–join flow.</summary>
    internal bool HasForksOrJoins { get; set; }

    /// <summary>Whether other threads are started or waited for here, other than by await.</summary>
    internal bool HasForks { get; set; }

    /// <summary>Whether something is awaited here.</summary>
    internal bool HasAwaits { get; set; }

    /// <summary>Whether a variable is read or written by Interlocked or Volatile here.</summary>
    internal bool HasAtomics { get; set; }

    /// <summary>Whether something here is unknown to the compiler.</summary>
    internal bool HasUnbound { get; set; }

    internal bool IsWorthARule => Sites.Count > 0;

    internal IMethodSymbol? Method => Symbol as IMethodSymbol;

    /// <summary>Whether this is an initializer, or the code of a constructor itself.</summary>
    internal bool IsConstruction => Parent is null && Symbol is not IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) };

    internal bool IsAsync => Method is { IsAsync: true };

    /// <summary>Whether the body runs piece by piece, as its values are asked for.</summary>
    internal bool IsIterator => Method?.ReturnType.Name is "IEnumerable" or "IEnumerator" or "IAsyncEnumerable" or "IAsyncEnumerator"
        && Root.Syntax.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static node => node is YieldStatementSyntax);

    internal Body Outermost => Parent is null ? this : Parent.Outermost;

    /// <summary>Locals of this body and the bodies around it that have one value, and what that value is.</summary>
    internal LocalValues Locals => Parent?.Locals ?? (_locals ??= new LocalValues(this));

    /// <summary>This body and all bodies inside it.</summary>
    internal IEnumerable<Body> SelfAndNested() => Nested.Count == 0 ? [this] : WithNested();

    private IEnumerable<Body> WithNested()
    {
        var pending = new Stack<Body>();
        pending.Push(this);
        while (pending.Count > 0)
        {
            Body body = pending.Pop();
            yield return body;
            foreach (Body nested in body.Nested)
                pending.Push(nested);
        }
    }

    /// <summary>This body and the bodies that it is written in.</summary>
    internal IEnumerable<Body> SelfAndOuter()
    {
        for (Body? body = this; body is not null; body = body.Parent)
            yield return body;
    }

    /// <summary>The control-flow graph, or null where the compiler cannot build one.</summary>
    internal ControlFlowGraph? Graph(CancellationToken cancellation) => _graph ??= Parent is null ? GraphOfRoot(cancellation) : GraphInParent(cancellation);

    /// <summary>Which locks are held where. Computed once, whoever asks first; a cancelled computation leaves nothing behind.</summary>
    internal LockFlow? LockFlow(ThreadingModel model, CancellationToken cancellation)
    {
        if (_locks is null && HasLockOperations && Graph(cancellation) is { } graph)
        {
            LockFlow computed = Flow.LockFlow.Compute(this, graph, model, cancellation);
            Interlocked.CompareExchange(ref _locks, computed, null);
        }

        return _locks;
    }

    /// <summary>Which locks are held where if the body begins with one: whoever runs it has taken it before. Not kept, since hardly anybody asks.</summary>
    internal LockFlow? LockFlowHolding(LockKey key, ThreadingModel model, CancellationToken cancellation) =>
        Graph(cancellation) is { } graph ? Flow.LockFlow.Compute(this, graph, model, cancellation, key) : null;

    private ControlFlowGraph? GraphOfRoot(CancellationToken cancellation) => Root switch
    {
        IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellation),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, cancellation),
        IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellation),
        IFieldInitializerOperation field => ControlFlowGraph.Create(field, cancellation),
        IPropertyInitializerOperation property => ControlFlowGraph.Create(property, cancellation),
        _ => null,
    };

    private ControlFlowGraph? GraphInParent(CancellationToken cancellation)
    {
        if (Parent!.Graph(cancellation) is not { } outer)
            return null;
        if (Root is ILocalFunctionOperation local)
            return outer.LocalFunctions.Contains(local.Symbol, SymbolEqualityComparer.Default) ? outer.GetLocalFunctionControlFlowGraph(local.Symbol, cancellation) : null;

        IFlowAnonymousFunctionOperation? lambda = outer.Blocks
            .SelectMany(static block => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
            .SelectMany(static operation => operation.DescendantsAndSelf())
            .OfType<IFlowAnonymousFunctionOperation>()
            .FirstOrDefault(candidate => candidate.Syntax == Root.Syntax);
        return lambda is null ? null : outer.GetAnonymousFunctionControlFlowGraph(lambda, cancellation);
    }
}
