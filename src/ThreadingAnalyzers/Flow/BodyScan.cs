using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The one walk over a member's operations that everything else stands on. It sorts operations into bodies and decides, per body,
/// whether the deeper flows have anything to do. Families share it: the compiler hands all of them the same operations.
/// </summary>
internal sealed class BodyScan
{
    private static readonly ConditionalWeakTable<IOperation, BodyScan> Scans = new();
    private readonly ThreadingModel _model;

    private BodyScan(ImmutableArray<IOperation> blocks, ISymbol owner, ThreadingModel model, CancellationToken cancellation)
    {
        _model = model;
        Owner = owner;
        foreach (IOperation root in blocks.Select(RootOf).Distinct())
        {
            var body = new Body(owner, root, parent: null);
            Roots.Add(body);
            Walk(body, cancellation);
        }
    }

    /// <summary>The member whose code was scanned.</summary>
    internal ISymbol Owner { get; }

    /// <summary>A member has one body, and one more for each initializer of an optional parameter.</summary>
    internal List<Body> Roots { get; } = [];

    /// <summary>Whether any body of the member takes locks, starts threads, or uses atomic operations.</summary>
    internal bool HasConcurrency { get; private set; }

    internal static BodyScan Of(ImmutableArray<IOperation> blocks, ISymbol owner, ThreadingModel model, CancellationToken cancellation)
    {
        if (Scans.TryGetValue(blocks[0], out BodyScan? known))
            return known;
        var computed = new BodyScan(blocks, owner, model, cancellation);
        return Scans.GetValue(blocks[0], _ => computed);
    }

    private static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
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
            case OperationKind.Using when UserScopes.IsOpenedBy(((IUsingOperation)operation).Resources):
            case OperationKind.UsingDeclaration when UserScopes.IsOpenedBy(((IUsingDeclarationOperation)operation).DeclarationGroup):
                body.HasLockOperations = true;
                break;
            case OperationKind.Await:
                body.HasForksOrJoins = true;
                body.Sites.Add(operation);
                break;
            case OperationKind.LocalReference when !SymbolEqualityComparer.Default.Equals(((ILocalReferenceOperation)operation).Local.ContainingSymbol, body.Symbol):
            case OperationKind.ParameterReference when !SymbolEqualityComparer.Default.Equals(((IParameterReferenceOperation)operation).Parameter.ContainingSymbol, body.Symbol):
            case OperationKind.FieldReference:
            case OperationKind.PropertyReference:
            case OperationKind.SimpleAssignment:
            case OperationKind.CompoundAssignment:
            case OperationKind.CoalesceAssignment:
            case OperationKind.Increment:
            case OperationKind.Decrement:
            case OperationKind.VariableDeclarator:
            case OperationKind.EventAssignment:
            case OperationKind.Loop:
                body.Sites.Add(operation);
                break;
        }

        return body;
    }

    private static Body Enter(ISymbol symbol, IOperation operation, Body outer)
    {
        var nested = new Body(symbol, operation, outer);
        outer.Nested.Add(nested);
        return nested;
    }

    private void NoteCall(IInvocationOperation call, Body body)
    {
        if (_model.Locks.EffectOf(call) is not null)
            NoteLock(body);
        if (_model.Threads.IsFork(call) || _model.Joins.IsJoin(call))
            NoteFork(body);
        if (KnownTypes.Is(call.TargetMethod.ContainingType, _model.Types.Interlocked) || UserScopes.IsEnter(call))
            NoteLock(body);
    }

    private void NoteCreation(IObjectCreationOperation creation, Body body)
    {
        if (creation.Constructor is { } constructor && _model.Threads.IsFork(constructor))
            NoteFork(body);
    }

    private void NoteLock(Body body)
    {
        body.HasLockOperations = true;
        HasConcurrency = true;
    }

    private void NoteFork(Body body)
    {
        body.HasForksOrJoins = true;
        HasConcurrency = true;
    }
}
