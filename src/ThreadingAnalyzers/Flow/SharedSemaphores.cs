using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Semaphores that several users take, and that each of them ends for the others.</summary>
internal static class SharedSemaphores
{
    /// <summary>The release with which a body that has taken a permit gives it back and then disposes the semaphore, as every other user of it will; null where it does not, or where only this body has the semaphore.</summary>
    internal static IOperation? ReleaseBefore(IOperation instance, Body body, ThreadingModel model)
    {
        if (instance is ILocalReferenceOperation local && !IsFromCollection(local.Local, body) && !IsTakenOut(instance, body))
            return null;
        AccessPath? path = AccessPath.Of(instance);
        bool takes = false;
        IOperation? release = null;
        foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>().Where(call => call.Syntax.SpanStart < instance.Syntax.SpanStart))
        {
            if (path is null || model.Locks.EffectOf(call) is not { Mode: LockMode.Counting } effect || !path.Equals(AccessPath.Of(effect.Target)))
                continue;
            if (effect.Action == LockAction.Release)
                release = call;
            else
                takes = true;
        }

        if (release is null && IsTakenOut(instance, body))
            return ReleasedEntry(instance, body, model);
        return (takes || IsKept(path, body)) && !IsConditional(instance) ? release : null;
    }

    // if (_gates.TryRemove(key, out var old)) old.Dispose(): whoever is the first to come back takes the entry out, and others wait for it still.
    private static bool IsTakenOut(IOperation instance, Body body) => instance is ILocalReferenceOperation { Local: var old } && instance.Syntax.Ancestors().OfType<IfStatementSyntax>().FirstOrDefault() is { } choice
        && body.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "TryRemove" } take && take.Syntax == choice.Condition && take.Arguments.Any(argument => argument.Parameter?.RefKind == RefKind.Out && IsLocal(argument.Value, old)))
        && !choice.Ancestors().TakeWhile(static node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax)).Any(static node => node is IfStatementSyntax or SwitchStatementSyntax or LockStatementSyntax);

    // The entry that this body has got from the same collection, taken and given back before.
    private static IOperation? ReleasedEntry(IOperation instance, Body body, ThreadingModel model)
    {
        List<(LockEffect Effect, IInvocationOperation Call)> earlier = body.Sites.OfType<IInvocationOperation>().Where(call => call.Syntax.SpanStart < instance.Syntax.SpanStart)
            .Select(call => (Effect: model.Locks.EffectOf(call)!, Call: call)).Where(static found => found.Effect is { Mode: LockMode.Counting, Target: ILocalReferenceOperation }).ToList();
        return earlier.Find(found => found.Effect.Action == LockAction.Release && IsFromCollection(((ILocalReferenceOperation)found.Effect.Target).Local, body)
            && earlier.Exists(other => other.Effect.Action != LockAction.Release && SymbolEqualityComparer.Default.Equals(((ILocalReferenceOperation)other.Effect.Target).Local, ((ILocalReferenceOperation)found.Effect.Target).Local))).Call;
    }

    // A semaphore that somebody passes, in a type that keeps semaphores by their keys, has been taken elsewhere.
    private static bool IsKept(AccessPath? path, Body body) => path is { Root: IParameterSymbol, Members.IsEmpty: true }
        && body.Outermost.Symbol.ContainingType is { } type && type.GetMembers().OfType<IFieldSymbol>().Any(static field => field.Type is INamedTypeSymbol { TypeArguments: [_, var kept] } && SemaphorePermits.IsSemaphore(kept))
        && !body.Sites.OfType<IInvocationOperation>().Any(static call => call.TargetMethod.Name is "TryRemove" or "Remove");

    // A count of users, or a look at the semaphore, may tell that this one is the last.
    private static bool IsConditional(IOperation instance)
    {
        for (IOperation? parent = instance.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation or ITryOperation); parent = parent.Parent)
        {
            if (parent is IConditionalOperation or ISwitchOperation or ILoopOperation or ILockOperation)
                return true;
        }

        return false;
    }

    private static bool IsFromCollection(ILocalSymbol local, Body body) => (body.Locals.Of(local) is { } value && Operand.Unwrap(value) switch
    {
        IInvocationOperation { TargetMethod.Name: "GetOrAdd" or "AddOrUpdate" } => true,
        IPropertyReferenceOperation { Property.IsIndexer: true } => true,
        _ => false,
    }) || body.Sites.OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name == "TryGetValue" && call.Arguments.Any(argument => argument.Parameter?.RefKind == RefKind.Out && IsLocal(argument.Value, local)));

    private static bool IsLocal(IOperation value, ILocalSymbol local) => SymbolEqualityComparer.Default.Equals(local, value switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
        _ => null,
    });
}
