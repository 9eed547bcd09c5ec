using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a body itself says of the locks that are held when it begins.</summary>
internal static class CallerLocks
{
    private static readonly string[] Suffixes =
        ["NoLock", "NoLocking", "Locked", "UnderLock", "WithLock", "InLock", "InsideLock", "WithinLock", "WithoutLock", "WithoutLocking", "WithoutTakingLock", "WithoutTakingTheLock", "Unlocked", "LockHeld", "HoldingLock", "Unsynchronized", "NotThreadSafe", "Unsafe"];

    private static readonly string[] Prefixes = ["Unsafe", "Unsynchronized", "Unlocked", "NonAtomic"];

    private static readonly string[] Verbs = ["Enter", "TryEnter", "Acquire", "TryAcquire", "Lock", "TryLock", "Take", "Obtain", "Wait", "Begin", "Get"];
    private static readonly string[] Nouns = ["Lock", "Mutex", "Gate", "Semaphore", "Critical", "Exclusive", "Monitor"];

    private static readonly string[] Participles = ["Held", "Taken", "Owned", "Acquired", "Entered", "Hold"];

    /// <summary>Whether the name says that callers hold the lock, or a contract that names a lock nobody here can see.</summary>
    internal static bool AreAnnounced(Body body) => body.Outermost.Method is { } method
        && (Array.Exists(Suffixes, suffix => method.Name.EndsWith(suffix, StringComparison.Ordinal)) || Array.Exists(Prefixes, prefix => method.Name.StartsWith(prefix, StringComparison.Ordinal)) || IsCoreOfLocked(method, body.Outermost) || GuardContract.OfCallersOf(method) is { } contract && contract.GuardOf(OwnerOf(method)) is null);

    // The inner half of a method that takes the lock, perhaps in a base class; one that takes it itself is the inner half of something else, and of a private one the callers are seen.
    private static bool IsCoreOfLocked(IMethodSymbol method, Body body) => method.Name.EndsWith("Core", StringComparison.Ordinal) && method.DeclaredAccessibility != Accessibility.Private && !body.HasLockOperations;

    /// <summary>The lock that callers hold by contract: <c>[RequiresLock("_gate")]</c>.</summary>
    internal static IEnumerable<LockKey> RequiredBy(Body body)
    {
        if (body.Parent is null && body.Method is { } method && GuardContract.OfCallersOf(method) is { } contract && contract.GuardOf(OwnerOf(method)) is { } guard)
            yield return new LockKey(guard, LockNames.PrimitiveOf(guard) ?? LockPrimitive.Monitor, LockMode.Exclusive);
    }

    private static AccessPath OwnerOf(IMethodSymbol method) => method.IsStatic ? AccessPath.OfStatic(method) : AccessPath.This.Append(System.Collections.Immutable.ImmutableArray.Create<ISymbol>(method))!;

    /// <summary>Whether, before this place, the body calls a method of its own that by its name takes a lock nobody knows: <c>EnterWriteLock(); try { … }</c>.</summary>
    internal static bool AreTakenByOwnMethod(Body body, SyntaxNode place) => body.SelfAndOuter().Any(outer => outer.Sites.OfType<IInvocationOperation>().Any(call =>
        call.Instance is null or IInstanceReferenceOperation && call.Syntax.SpanStart < place.SpanStart && !Framework.Owns(call.TargetMethod.ContainingType) && TakesLock(call.TargetMethod.Name)
        && OwnLockMethods.Of(call.TargetMethod) is null && !OwnLockMethods.TakesNone(call.TargetMethod, TakesLock)));

    /// <summary>Whether, before this place, the body announces to other threads what it is at, or puts up a barrier: it has a protocol of its own that needs no lock.</summary>
    internal static bool AreReplacedByProtocol(Body body, SyntaxNode place) => body.HasAtomics && body.Sites.OfType<IInvocationOperation>().Any(call =>
        call.Syntax.Span.End <= place.SpanStart && call.TargetMethod is { ContainingType: { Name: "Interlocked" or "Thread", ContainingNamespace.Name: "Threading" } } method
        && (method.Name.StartsWith("MemoryBarrier", StringComparison.Ordinal) || (method.Name == "Exchange" && call.Parent is IExpressionStatementOperation && IsStep(call.Arguments[1].Value))));

    // Interlocked.Exchange(ref _operation, (int)Operation.Add), Interlocked.Exchange(ref _tail, --tail): written for its barrier.
    private static bool IsStep(IOperation value) => value is IConversionOperation { IsImplicit: false, Operand.Type.TypeKind: TypeKind.Enum } or IIncrementOrDecrementOperation;

    /// <summary>Whether a name tells that a lock is held: <c>lockTaken</c>, <c>semaphoreHeld</c>, <c>isLockOwned</c>.</summary>
    internal static bool NamesHeldLock(string name) =>
        Array.Exists(Participles, end => name.EndsWith(end, StringComparison.Ordinal)) && Array.Exists(Nouns, noun => name.IndexOf(noun, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool TakesLock(string name)
    {
        bool begins = Array.Exists(Verbs, verb => name.StartsWith(verb, StringComparison.Ordinal));
        return begins && (Array.IndexOf(Verbs, name) >= 0 || Array.Exists(Nouns, noun => name.IndexOf(noun, StringComparison.Ordinal) > 0));
    }

    /// <summary>The locks of which the body asserts that this thread holds them: <c>Debug.Assert(Monitor.IsEntered(_gate))</c>.</summary>
    internal static IEnumerable<LockKey> AssertedIn(Body body) =>
        from call in body.Sites.OfType<IInvocationOperation>()
        where call.TargetMethod is { Name: "Assert" or "Requires" or "Assume" or "IsTrue" or "True" or "That", ReturnsVoid: true }
        from part in call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf())
        let test = LockModel.HeldTestOf(part)
        where test is not null
        let path = AccessPath.Of(test.Value.Target, body.Locals.Resolve)
        where path is not null
        select new LockKey(path, test.Value.Primitive, test.Value.Mode);

    /// <summary>The locks of which a method that the body calls asserts, by its name, that this thread holds them: <c>AssertLockHeld(_gate)</c>, <c>AssertMonitorStatus(_gate, held: true)</c>.</summary>
    internal static IEnumerable<LockKey> StatedIn(Body body) =>
        from site in body.Sites
        where (site is IInvocationOperation bound ? bound.TargetMethod.Name : UnboundCalls.NameOf(site)) is { } name && IsLockAssertion(name)
        let values = site is IInvocationOperation call ? call.Arguments.Select(static argument => argument.Value).ToList() : site.ChildOperations.ToList()
        where !values.Exists(static value => value.ConstantValue is { HasValue: true, Value: false })
        from value in values
        where value.ConstantValue is not { HasValue: true }
        let path = AccessPath.Of(value, body.Locals.Resolve)
        where path is not null
        select new LockKey(path, LockNames.PrimitiveOf(path) ?? LockPrimitive.Monitor, LockMode.Exclusive);

    private static bool IsLockAssertion(string name) => name.IndexOf("Assert", StringComparison.Ordinal) is >= 0 and var start && Array.Exists(Nouns, noun => name.IndexOf(noun, start, StringComparison.Ordinal) > 0);

    /// <summary>The object that the runtime locks around the whole method: <c>[MethodImpl(MethodImplOptions.Synchronized)]</c>.</summary>
    internal static IEnumerable<LockKey> BySignatureOf(Body body)
    {
        if (body.Parent is null && body.Method is { } method && (method.MethodImplementationFlags & MethodImplAttributes.Synchronized) != 0)
            yield return new LockKey(method.IsStatic ? AccessPath.OfType(method.ContainingType) : AccessPath.This, LockPrimitive.Monitor, LockMode.Exclusive);
    }
}
