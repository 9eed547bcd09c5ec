using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>Finds locks that exclude nobody: each call that takes one has made it for itself.</summary>
internal sealed class UnsharedLocks(ThreadingModel model)
{
    /// <summary>The code that makes the lock object of a site each time, or null.</summary>
    internal SyntaxNode? CreationFor(LockSite site)
    {
        if (site.Locked.Primitive == LockPrimitive.Scope)
            return null;
        if (!IsOfSystem(site.Locked.Primitive) && FreshObjects.MadeBy(site.Locked.Expression) is { } creation)
            return creation;
        if (site.Expression is not ILocalReferenceOperation { Local: var local } || !IsKeptTo(local, site.Body))
            return null;
        if (CreationOf(local, site.Body) is { } made)
            return IsOfSystem(site.Locked.Primitive) && HasName(made) ? null : made.Syntax;
        // var gate = Gate; where Gate is new SemaphoreSlim(1, 1) on every get
        return !IsOfSystem(site.Locked.Primitive) && site.Body.Locals.Of(local) is { } given && Operand.Unwrap(given) is IPropertyReferenceOperation ? FreshObjects.MadeBy(given) : null;
    }

    private static bool IsOfSystem(LockPrimitive primitive) => primitive is LockPrimitive.Mutex or LockPrimitive.Semaphore;

    // Named ones are shared with other processes.
    private static bool HasName(IObjectCreationOperation creation) => creation.Arguments.Any(static argument => argument.Value.Type?.SpecialType == SpecialType.System_String);

    // A semaphore without permits is a signal, or a way to wait for some time.
    private static IObjectCreationOperation? CreationOf(ILocalSymbol local, Body body)
    {
        if (body.Locals.Of(local) is not { } value || Operand.Unwrap(value) is not IObjectCreationOperation creation)
            return null;
        return creation.Arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: 0 }) ? null : creation;
    }

    // Every mention of the local takes or gives back the lock, in the function that declares it: nobody else can come to know the object.
    private bool IsKeptTo(ILocalSymbol local, Body body) => SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol)
        && MentionsIn(body.Outermost.Root, local).All(mention => IsLockUse(mention.Operation) && !mention.IsNested);

    private static IEnumerable<(IOperation Operation, bool IsNested)> MentionsIn(IOperation root, ILocalSymbol local)
    {
        foreach (IOperation operation in root.DescendantsAndSelf())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
                yield return (operation, !SymbolEqualityComparer.Default.Equals(FunctionOf(operation), FunctionDeclaring(local)));
        }
    }

    private static ISymbol? FunctionOf(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda)
                return lambda.Symbol;
            if (parent is ILocalFunctionOperation function)
                return function.Symbol;
        }

        return null;
    }

    private static ISymbol? FunctionDeclaring(ILocalSymbol local) =>
        local.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction } function ? function : null;

    private bool IsLockUse(IOperation mention) => Operand.ParentOf(mention) switch
    {
        ILockOperation => true,
        ISimpleAssignmentOperation assignment => Operand.Unwrap(assignment.Target) == mention,
        IInvocationOperation call => Operand.Unwrap(call.Instance!) == mention && (model.Locks.EffectOf(call) is not null || call.TargetMethod.Name == nameof(IDisposable.Dispose)),
        IArgumentOperation { Parent: IInvocationOperation call } => model.Locks.EffectOf(call) is { Target: var target } && Operand.Unwrap(target) == mention,
        _ => false,
    };
}
