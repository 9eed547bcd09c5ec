using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>One row of the table: a member that waits, for a time at most, and tells whether it waited long enough.</summary>
/// <param name="IsLock">Whether success means that something is held.</param>
/// <param name="IsWork">Whether success means that some work has ended.</param>
internal sealed record TimedWaitRow(bool IsLock, bool IsWork = false);

/// <summary>Which calls may give up, and tell so by their result only.</summary>
internal sealed class TimedWaits
{
    private readonly ApiTable<TimedWaitRow> _signals = new(Rows());

    /// <summary>The name of what may give up and is in no other table: <c>BlockingCollection.TryAdd</c>.</summary>
    internal static IEnumerable<string> Words => ["TryAdd"];

    /// <summary>What a call that may give up waits for; null for any other call.</summary>
    internal TimedWaitRow? Of(IInvocationOperation call, LockModel locks)
    {
        if (locks.EffectOf(call) is { } effect)
            return effect is { Action: LockAction.TryAcquire, TakenFlag: null } && !IsEndless(call) ? new TimedWaitRow(IsLock: !IsSignal(call)) : null;
        return _signals.Find(call.TargetMethod) is { } row && ReturnsBool(call.TargetMethod) && IsFinite(call) && !IsPause(call) ? row : null;
    }

    /// <summary>Whether a wait comes back without the signal when its time is over.</summary>
    internal static bool GivesUp(IInvocationOperation call) => IsFinite(call);

    // A semaphore that starts without permits tells of events, and nobody holds it.
    private static bool IsSignal(IInvocationOperation call) => SemaphorePermits.IsSemaphore(call.Instance?.Type) && SemaphorePermits.InitialOf(AccessPath.Of(call.Instance)?.Last) == 0;

    // token.WaitHandle.WaitOne(delay) is a sleep that a cancellation cuts short: the end of its time is what it waits for.
    private static bool IsPause(IInvocationOperation call) =>
        call.Instance is { } handle && Operand.Unwrap(handle) is IPropertyReferenceOperation { Property: { Name: "WaitHandle", ContainingType.Name: nameof(CancellationToken) } };

    private static bool ReturnsBool(IMethodSymbol method) => method.ReturnType.SpecialType == SpecialType.System_Boolean;

    // TryEnter(-1) comes back with the lock or not at all.
    private static bool IsEndless(IInvocationOperation call) => call.Arguments.Any(static argument =>
        argument.Value.ConstantValue is { HasValue: true, Value: -1 } || argument.Value is IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } });

    // A timeout that is given, and that is neither for ever nor no wait at all.
    private static bool IsFinite(IInvocationOperation call) => call.Arguments.Any(static argument =>
        argument.Parameter is { Type: { } type }
        && (type.SpecialType == SpecialType.System_Int32 || type.Name == nameof(TimeSpan))
        && argument.Value.ConstantValue is not { HasValue: true, Value: <= 0 }
        && argument.Value is not IFieldReferenceOperation { Field.Name: "Zero" or "InfiniteTimeSpan" });

    private static IEnumerable<(string Type, string Member, TimedWaitRow Row)> Rows()
    {
        TimedWaitRow signal = new(IsLock: false);
        yield return ("System.Threading.WaitHandle", "WaitOne", signal);
        yield return ("System.Threading.WaitHandle", "WaitAll", signal);
        yield return ("System.Threading.ManualResetEventSlim", "Wait", signal);
        yield return ("System.Threading.CountdownEvent", "Wait", signal);
        yield return ("System.Threading.Barrier", "SignalAndWait", signal);
        yield return ("System.Threading.Monitor", "Wait", signal);
        yield return ("System.Threading.SpinWait", "SpinUntil", signal);
        foreach (string member in new[] { "Wait", "WaitAll" })
            yield return ("System.Threading.Tasks.Task", member, new(IsLock: false, IsWork: true));
    }
}
