using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What a call does to a lock or permit.</summary>
internal enum LockAction
{
    /// <summary>Takes it; when the call returns it is held.</summary>
    Acquire,

    /// <summary>Takes it if the call's result, or its <c>ref bool</c> argument, says so.</summary>
    TryAcquire,

    /// <summary>Takes it and returns a scope whose Dispose gives it back.</summary>
    OpenScope,

    /// <summary>Gives it back.</summary>
    Release,
}

/// <summary>The synchronization primitive behind an effect.</summary>
internal enum LockPrimitive
{
    Monitor,
    Lock,
    Mutex,
    Semaphore,
    SemaphoreSlim,
    ReaderWriterLock,
    SpinLock,

    /// <summary>A scope of the user's own: <c>using (gate.Enter())</c>.</summary>
    Scope,

    /// <summary>A lock of the user's own that the options name.</summary>
    Declared,
}

/// <summary>How a lock is shared while it is held.</summary>
internal enum LockMode
{
    Exclusive,
    Shared,
    Upgradeable,

    /// <summary>A permit of a semaphore.</summary>
    Counting,
}

/// <summary>One row of the table: what a member does.</summary>
internal sealed record LockRow(LockAction Action, LockPrimitive Primitive, LockMode Mode, bool TargetIsArgument = false);

/// <summary>What a particular call does, to which object.</summary>
/// <param name="Row">The table's row.</param>
/// <param name="Action">The row's action, refined by the overload called.</param>
/// <param name="Target">The lock object's expression.</param>
/// <param name="TakenFlag">The <c>ref bool</c> argument that receives whether the lock was taken.</param>
/// <param name="IsAsync">Whether the lock is held only once the call's result has been awaited.</param>
internal sealed record LockEffect(LockRow Row, LockAction Action, IOperation Target, IOperation? TakenFlag, bool IsAsync)
{
    internal LockPrimitive Primitive => Row.Primitive;

    internal LockMode Mode => Row.Mode;
}

/// <summary>An object that some code takes as a lock, or tries to.</summary>
internal sealed record LockedObject(IOperation Expression, LockPrimitive Primitive);

/// <summary>Which calls take and give back which locks.</summary>
internal sealed class LockModel(Compilation compilation, UserOptions options)
{
    // The oldest host has no name for it.
    private const int CSharp13 = 1300;
    private readonly ApiTable<LockRow> _table = new(Rows().Concat(DeclaredRows(options)));
    private readonly INamedTypeSymbol? _semaphore = compilation.GetTypeByMetadataName("System.Threading.Semaphore");
    private readonly INamedTypeSymbol? _monitor = compilation.GetTypeByMetadataName("System.Threading.Monitor");
    private readonly INamedTypeSymbol? _mutex = compilation.GetTypeByMetadataName("System.Threading.Mutex");
    private readonly INamedTypeSymbol? _lock = compilation.GetTypeByMetadataName("System.Threading.Lock");

    private static readonly HashSet<string> TakingNames = NamesOf(LockAction.Acquire);
    private static readonly HashSet<string> ReleasingNames = NamesOf(LockAction.Release);

    /// <summary>The names without which no code takes or gives back a lock.</summary>
    internal static IEnumerable<string> Words => Rows().Select(static row => row.Row.TargetIsArgument ? "Monitor" : row.Member);

    /// <summary>The names of the members by which a primitive is, in a mode, taken (for certain or perhaps, or as a scope) or given back.</summary>
    internal ImmutableHashSet<string> MembersOf(LockPrimitive primitive, LockMode mode, LockAction action) => Rows().Concat(DeclaredRows(options))
        .Where(row => (row.Row.Primitive == primitive && row.Row.Mode == mode) || (primitive == LockPrimitive.Mutex && row.Member == "WaitOne"))
        .Where(row => (row.Row.Action == LockAction.Release) == (action == LockAction.Release))
        .Select(static row => row.Member)
        .ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>The lock that a <c>lock</c> statement or a call takes or tries to take, or null for anything else.</summary>
    internal LockedObject? ObjectTakenBy(IOperation operation) => operation switch
    {
        ILockOperation region => new(region.LockedValue, KnownTypes.Is(region.LockedValue.Type, _lock) ? LockPrimitive.Lock : LockPrimitive.Monitor),
        IInvocationOperation call when EffectOf(call) is { Action: not LockAction.Release } effect => new(effect.Target, effect.Primitive),
        _ => null,
    };

    /// <summary>Whether a type is the one of which <c>lock</c> takes not the monitor, but the lock that it is.</summary>
    internal static bool IsLockObject(ITypeSymbol? type) => type is { Name: "Lock", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: nameof(System) } };

    /// <summary>Whether the framework has such a type.</summary>
    internal bool HasLockType => _lock is not null;

    /// <summary>Whether the language of a file takes, for such a type, the lock that it is, which it does from C# 13 on.</summary>
    internal static bool LanguageLocks(SyntaxTree tree) => (int)((CSharpParseOptions)tree.Options).LanguageVersion >= CSharp13;

    /// <summary>Whether an attribute makes a method hold the lock of its instance or type.</summary>
    internal static bool IsSynchronized(IMethodSymbol method) => (method.MethodImplementationFlags & MethodImplAttributes.Synchronized) != 0;

    /// <summary>What the call does to a lock, or null where it has no effect on one.</summary>
    internal LockEffect? EffectOf(IInvocationOperation call)
    {
        if (_table.Find(call.TargetMethod) is not { } row)
            return null;
        if (row.Primitive == LockPrimitive.Semaphore && !HasWaitablePermit(call.Instance?.Type, ref row))
            return null;

        IOperation? target = row.TargetIsArgument || (row.Primitive == LockPrimitive.Declared && call.Instance is null) ? ArgumentAt(call, 0) : call.Instance;
        return target is null ? null : new LockEffect(row, ActionOf(call, row), target, TakenFlag(call), IsAwaitable(call));
    }

    /// <summary>What a call that does not bind does to a lock, by the type of its receiver and its name: <c>_gate.WaitAsync(token)</c>, where it is not known what the token is.</summary>
    internal LockEffect? EffectOfUnbound(IOperation operation)
    {
        while (operation is IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } } && operation.ChildOperations.FirstOrDefault() is { } configured)
            operation = configured;
        if (operation is not IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } } || operation.ChildOperations.FirstOrDefault() is not { } receiver || receiver.Syntax != called.Expression)
            return null;
        string name = called.Name.Identifier.ValueText;
        bool isOfMonitor = receiver.Kind == OperationKind.None && called.Expression.ToString() is "Monitor" or "System.Threading.Monitor";
        if ((isOfMonitor ? _monitor : receiver.Type as INamedTypeSymbol) is not { } type || (_table.Find(type.OriginalDefinition, name) ?? (name == "WaitOne" ? TakenBy(type, name) : null)) is not { } row)
            return null;
        IOperation? target = isOfMonitor ? operation.ChildOperations.ElementAtOrDefault(1) : receiver;
        // The argument may be a time limit, or a token.
        LockAction action = row.Action == LockAction.Acquire && name.StartsWith("Wait", StringComparison.Ordinal) ? LockAction.TryAcquire : row.Action;
        return target is null ? null : new LockEffect(row, action, target, TakenFlag: null, name.EndsWith("Async", StringComparison.Ordinal));
    }

    /// <summary>Whether a name is one of those that take a lock for certain.</summary>
    internal static bool IsTakingName(string member) => TakingNames.Contains(member);

    /// <summary>Whether a name is one of those that give a lock back.</summary>
    internal static bool IsReleasingName(string member) => ReleasingNames.Contains(member);

    /// <summary>What the member of a type that has this name does, if it takes a lock: known by names, where no call is at hand. A monitor may be any object's.</summary>
    internal LockRow? TakenBy(ITypeSymbol type, string member)
    {
        if (member == "WaitOne")
            return KnownTypes.Is(type, _mutex) ? new(LockAction.Acquire, LockPrimitive.Mutex, LockMode.Exclusive) : KnownTypes.Is(type, _semaphore) ? new(LockAction.Acquire, LockPrimitive.Semaphore, LockMode.Counting) : null;
        if (type.OriginalDefinition is INamedTypeSymbol named && _table.Find(named, member) is { Primitive: not LockPrimitive.Declared } row)
            return row;
        return member == "Enter" && type.IsReferenceType ? new(LockAction.Acquire, LockPrimitive.Monitor, LockMode.Exclusive) : null;
    }

    /// <summary>
    /// Whether a call turns the read lock of the old reader–writer lock into the write lock. Giving back either mode ends it, so it counts as a
    /// lock beside the two.
    /// </summary>
    internal static bool IsUpgrade(IInvocationOperation call) => IsOfOldLock(call, "UpgradeToWriterLock");

    /// <summary>Whether a call takes such an upgrade back.</summary>
    internal static bool IsDowngrade(IInvocationOperation call) => IsOfOldLock(call, "DowngradeFromWriterLock");

    private static bool IsOfOldLock(IInvocationOperation call, string member) =>
        call.TargetMethod.Name == member && call.TargetMethod.ContainingType is { Name: "ReaderWriterLock", ContainingNamespace.Name: "Threading" };

    /// <summary>The lock that an expression asks about, if it asks whether this thread holds it.</summary>
    internal static (IOperation Target, LockPrimitive Primitive, LockMode Mode)? HeldTestOf(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "IsEntered", ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } }, Arguments: [{ Value: var target }] } =>
            (target, LockPrimitive.Monitor, LockMode.Exclusive),
        IPropertyReferenceOperation { Property: { ContainingNamespace.Name: "Threading" } property, Instance: { } instance } => (property.ContainingType.Name, property.Name) switch
        {
            ("ReaderWriterLockSlim", "IsReadLockHeld") or ("ReaderWriterLock", "IsReaderLockHeld") => (instance, LockPrimitive.ReaderWriterLock, LockMode.Shared),
            ("ReaderWriterLockSlim", "IsWriteLockHeld") or ("ReaderWriterLock", "IsWriterLockHeld") => (instance, LockPrimitive.ReaderWriterLock, LockMode.Exclusive),
            ("ReaderWriterLockSlim", "IsUpgradeableReadLockHeld") => (instance, LockPrimitive.ReaderWriterLock, LockMode.Upgradeable),
            ("Lock", "IsHeldByCurrentThread") => (instance, LockPrimitive.Lock, LockMode.Exclusive),
            ("SpinLock", "IsHeldByCurrentThread" or "IsHeld") => (instance, LockPrimitive.SpinLock, LockMode.Exclusive),
            _ => null,
        },
        _ => null,
    };

    // WaitHandle.WaitOne takes a permit of a Semaphore, owns a Mutex, and does neither for an event.
    private bool HasWaitablePermit(ITypeSymbol? type, ref LockRow row)
    {
        if (KnownTypes.Is(type, _semaphore))
            return true;
        if (!KnownTypes.Is(type, _mutex))
            return false;
        row = new LockRow(row.Action, LockPrimitive.Mutex, LockMode.Exclusive);
        return true;
    }

    private static HashSet<string> NamesOf(LockAction action) => [.. Rows().Where(row => row.Row.Action == action).Select(static row => row.Member)];

    private static LockAction ActionOf(IInvocationOperation call, LockRow row)
    {
        if (row.Action != LockAction.Acquire)
            return row.Action;
        bool hasResult = call.TargetMethod.ReturnType is { SpecialType: SpecialType.System_Boolean } or INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Boolean }] };
        return hasResult && IsTimed(call.TargetMethod) ? LockAction.TryAcquire : LockAction.Acquire;
    }

    private static bool IsTimed(IMethodSymbol method) =>
        method.Parameters.Any(static parameter => parameter.Type.SpecialType == SpecialType.System_Int32 || parameter.Type.Name == nameof(TimeSpan));

    private static bool IsAwaitable(IInvocationOperation call) => call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal);

    private static IOperation? TakenFlag(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(static argument => argument.Parameter is { RefKind: RefKind.Ref, Type.SpecialType: SpecialType.System_Boolean })?.Value;

    private static IOperation? ArgumentAt(IInvocationOperation call, int ordinal) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value;

    private static IEnumerable<(string Type, string Member, LockRow Row)> DeclaredRows(UserOptions options) =>
        options.Rows(OptionKeys.LockAcquireMethods, new LockRow(LockAction.Acquire, LockPrimitive.Declared, LockMode.Exclusive))
            .Concat(options.Rows(OptionKeys.LockScopeMethods, new LockRow(LockAction.OpenScope, LockPrimitive.Declared, LockMode.Exclusive)))
            .Concat(options.Rows(OptionKeys.LockReleaseMethods, new LockRow(LockAction.Release, LockPrimitive.Declared, LockMode.Exclusive)));

    private static IEnumerable<(string Type, string Member, LockRow Row)> Rows()
    {
        const string Threading = "System.Threading.";
        yield return (Threading + "Monitor", "Enter", new(LockAction.Acquire, LockPrimitive.Monitor, LockMode.Exclusive, TargetIsArgument: true));
        yield return (Threading + "Monitor", "TryEnter", new(LockAction.TryAcquire, LockPrimitive.Monitor, LockMode.Exclusive, TargetIsArgument: true));
        yield return (Threading + "Monitor", "Exit", new(LockAction.Release, LockPrimitive.Monitor, LockMode.Exclusive, TargetIsArgument: true));

        yield return (Threading + "Lock", "Enter", new(LockAction.Acquire, LockPrimitive.Lock, LockMode.Exclusive));
        yield return (Threading + "Lock", "TryEnter", new(LockAction.TryAcquire, LockPrimitive.Lock, LockMode.Exclusive));
        yield return (Threading + "Lock", "EnterScope", new(LockAction.OpenScope, LockPrimitive.Lock, LockMode.Exclusive));
        yield return (Threading + "Lock", "Exit", new(LockAction.Release, LockPrimitive.Lock, LockMode.Exclusive));

        yield return (Threading + "SemaphoreSlim", "Wait", new(LockAction.Acquire, LockPrimitive.SemaphoreSlim, LockMode.Counting));
        yield return (Threading + "SemaphoreSlim", "WaitAsync", new(LockAction.Acquire, LockPrimitive.SemaphoreSlim, LockMode.Counting));
        yield return (Threading + "SemaphoreSlim", "Release", new(LockAction.Release, LockPrimitive.SemaphoreSlim, LockMode.Counting));
        yield return (Threading + "WaitHandle", "WaitOne", new(LockAction.Acquire, LockPrimitive.Semaphore, LockMode.Counting));
        yield return (Threading + "Semaphore", "Release", new(LockAction.Release, LockPrimitive.Semaphore, LockMode.Counting));
        yield return (Threading + "Mutex", "ReleaseMutex", new(LockAction.Release, LockPrimitive.Mutex, LockMode.Exclusive));

        yield return (Threading + "SpinLock", "Enter", new(LockAction.Acquire, LockPrimitive.SpinLock, LockMode.Exclusive));
        yield return (Threading + "SpinLock", "TryEnter", new(LockAction.TryAcquire, LockPrimitive.SpinLock, LockMode.Exclusive));
        yield return (Threading + "SpinLock", "Exit", new(LockAction.Release, LockPrimitive.SpinLock, LockMode.Exclusive));

        foreach ((string name, LockMode mode) in new[] { ("ReadLock", LockMode.Shared), ("WriteLock", LockMode.Exclusive), ("UpgradeableReadLock", LockMode.Upgradeable) })
        {
            yield return (Threading + "ReaderWriterLockSlim", "Enter" + name, new(LockAction.Acquire, LockPrimitive.ReaderWriterLock, mode));
            yield return (Threading + "ReaderWriterLockSlim", "TryEnter" + name, new(LockAction.TryAcquire, LockPrimitive.ReaderWriterLock, mode));
            yield return (Threading + "ReaderWriterLockSlim", "Exit" + name, new(LockAction.Release, LockPrimitive.ReaderWriterLock, mode));
        }

        foreach ((string name, LockMode mode) in new[] { ("ReaderLock", LockMode.Shared), ("WriterLock", LockMode.Exclusive) })
        {
            yield return (Threading + "ReaderWriterLock", "Acquire" + name, new(LockAction.Acquire, LockPrimitive.ReaderWriterLock, mode));
            yield return (Threading + "ReaderWriterLock", "Release" + name, new(LockAction.Release, LockPrimitive.ReaderWriterLock, mode));
        }
    }
}
