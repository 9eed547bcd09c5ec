using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What an atomic call does with its variable.</summary>
internal enum AtomicAction
{
    /// <summary>Reads it.</summary>
    Read,

    /// <summary>Writes it.</summary>
    Write,

    /// <summary>Computes a new value from the old one in one step.</summary>
    Change,

    /// <summary>Writes it and gives the old value.</summary>
    Exchange,

    /// <summary>Writes it where it still has a certain value.</summary>
    CompareExchange,
}

/// <summary>A call that works on a variable in one step.</summary>
/// <param name="Call">The call.</param>
/// <param name="Action">What it does.</param>
/// <param name="Target">The variable that is passed by reference.</param>
/// <param name="Value">What is written, if the call is given it.</param>
/// <param name="Comparand">The value that it must have, if the call asks for one.</param>
internal sealed record AtomicCall(IInvocationOperation Call, AtomicAction Action, IOperation Target, IOperation? Value, IOperation? Comparand)
{
    /// <summary>Whether nobody looks at what the call gives.</summary>
    internal bool IsResultIgnored => Operand.ParentOf(Call) is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>Whether the variable has another value after the call.</summary>
    internal bool Writes => Action != AtomicAction.Read;
}

/// <summary>One row of the table.</summary>
internal sealed record AtomicRow(AtomicAction Action);

/// <summary>The calls of Interlocked, Volatile and ImmutableInterlocked.</summary>
internal sealed class AtomicCalls(Compilation compilation)
{
    private readonly ApiTable<AtomicRow> _table = new(compilation, Rows());

    /// <summary>The names without which no code makes such a call.</summary>
    internal static IEnumerable<string> Words => ["Interlocked", "Volatile", "ImmutableInterlocked", "VolatileRead", "VolatileWrite"];

    /// <summary>What a call does atomically; null for any other call.</summary>
    internal AtomicCall? Of(IOperation operation)
    {
        if (operation is not IInvocationOperation call || _table.Find(call.TargetMethod) is not { } row || ArgumentOf(call, 0) is not { } target)
            return null;
        return new AtomicCall(call, row.Action, target, ArgumentOf(call, 1), row.Action == AtomicAction.CompareExchange ? ArgumentOf(call, 2) : null);
    }

    /// <summary>Whether a call sets its variable to null, also one that does not bind because the variable's type is not known.</summary>
    internal bool SetsNull(IOperation call) => Of(call) is { } atomic
        ? atomic is { Writes: true, Value: { } value } && NullChecks.IsNull(value)
        : call is IInvalidOperation && UnboundCalls.NameOf(call) is "Exchange" or "CompareExchange" && call.Syntax.ToString().StartsWith("Interlocked.", StringComparison.Ordinal)
            && UnboundCalls.ArgumentOf(call, 1) is { } passed && (NullChecks.IsNull(passed) || passed.Syntax.ToString() == "null");

    private static IOperation? ArgumentOf(IInvocationOperation call, int ordinal) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal) is { } argument ? Operand.Unwrap(argument.Value) : null;

    private static IEnumerable<(string Type, string Member, AtomicRow Row)> Rows()
    {
        AtomicRow read = new(AtomicAction.Read), write = new(AtomicAction.Write), change = new(AtomicAction.Change);
        AtomicRow exchange = new(AtomicAction.Exchange), compareExchange = new(AtomicAction.CompareExchange);
        const string Interlocked = "System.Threading.Interlocked", Immutable = "System.Collections.Immutable.ImmutableInterlocked";
        foreach (string member in new[] { "Increment", "Decrement", "Add", "And", "Or" })
            yield return (Interlocked, member, change);
        yield return (Interlocked, "Read", read);
        yield return (Interlocked, "Exchange", exchange);
        yield return (Interlocked, "CompareExchange", compareExchange);
        yield return ("System.Threading.Volatile", "Read", read);
        yield return ("System.Threading.Volatile", "Write", write);
        yield return ("System.Threading.Thread", "VolatileRead", read);
        yield return ("System.Threading.Thread", "VolatileWrite", write);
        foreach (string member in new[] { "Update", "AddOrUpdate", "GetOrAdd", "TryAdd", "TryRemove", "TryUpdate", "Enqueue", "TryDequeue", "Push", "TryPop" })
            yield return (Immutable, member, change);
        yield return (Immutable, "InterlockedExchange", exchange);
        yield return (Immutable, "InterlockedCompareExchange", compareExchange);
    }
}
