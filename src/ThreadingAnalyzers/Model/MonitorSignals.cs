using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What a call does with the threads that wait on an object's monitor.</summary>
internal enum MonitorSignalKind
{
    /// <summary>Gives the lock back, waits for a pulse, and takes the lock again.</summary>
    Wait,

    /// <summary>Wakes one of the waiting threads.</summary>
    Pulse,

    /// <summary>Wakes all of them.</summary>
    PulseAll,
}

/// <summary>One row of the table: what a member does.</summary>
internal sealed record MonitorSignalRow(MonitorSignalKind Kind);

/// <summary>What a particular call does, on which object.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Gate">The object's expression.</param>
/// <param name="IsTimed">Whether a wait may end without a pulse.</param>
internal sealed record MonitorSignal(MonitorSignalKind Kind, IOperation Gate, bool IsTimed);

/// <summary>Which calls wait on an object's monitor, and which wake those that wait.</summary>
internal sealed class MonitorSignals
{
    private readonly ApiTable<MonitorSignalRow> _table = new(Rows());

    /// <summary>The names without which no code waits on a monitor.</summary>
    internal static IEnumerable<string> Words => Rows().Select(static row => row.Member);

    /// <summary>What the call does; null where it has nothing to do with waiting on a monitor.</summary>
    internal MonitorSignal? Of(IInvocationOperation call) =>
        call.TargetMethod.IsStatic && _table.Find(call.TargetMethod) is { } row && call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0) is { Value: var gate }
            ? new MonitorSignal(row.Kind, gate, call.Arguments.Any(IsTimeout))
            : null;

    // -1 means for ever.
    private static bool IsTimeout(IArgumentOperation argument) =>
        argument.Parameter is { Type: { } type }
        && (type.SpecialType == SpecialType.System_Int32 || type.Name == nameof(TimeSpan))
        && argument.Value.ConstantValue is not { HasValue: true, Value: -1 }
        && argument.Value is not IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" };

    private static IEnumerable<(string Type, string Member, MonitorSignalRow Row)> Rows()
    {
        const string Monitor = "System.Threading.Monitor";
        yield return (Monitor, "Wait", new(MonitorSignalKind.Wait));
        yield return (Monitor, "Pulse", new(MonitorSignalKind.Pulse));
        yield return (Monitor, "PulseAll", new(MonitorSignalKind.PulseAll));
    }
}
