using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
internal sealed record AtomicCall(IOperation Call, AtomicAction Action, IOperation Target, IOperation? Value, IOperation? Comparand)
{
    /// <summary>The name of the method that is called: <c>Exchange</c>.</summary>
    internal string Method => Call is IInvocationOperation bound ? bound.TargetMethod.Name : UnboundCalls.NameOf(Call) ?? string.Empty;

    /// <summary>Its name with that of its type: <c>Interlocked.Exchange</c>.</summary>
    internal string Name => Call is IInvocationOperation bound ? bound.TargetMethod.ContainingType.Name + "." + Method : AtomicCalls.TypeNamedBy(Call) + "." + Method;

    /// <summary>Whether nobody looks at what the call gives.</summary>
    internal bool IsResultIgnored => Operand.ParentOf(Call) is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>Whether the variable has another value after the call.</summary>
    internal bool Writes => Action != AtomicAction.Read;
}

/// <summary>One row of the table.</summary>
internal sealed record AtomicRow(AtomicAction Action);

/// <summary>The calls of Interlocked, Volatile and ImmutableInterlocked, also those that do not bind because the type of the variable is not known.</summary>
internal sealed class AtomicCalls
{
    private static readonly Dictionary<(string Type, string Member), AtomicRow> ByName = Rows().ToDictionary(static row => (row.Type.Substring(row.Type.LastIndexOf('.') + 1), row.Member), static row => row.Row);
    private readonly ApiTable<AtomicRow> _table = new(Rows());

    /// <summary>The names without which no code makes such a call.</summary>
    internal static IEnumerable<string> Words => ["Interlocked", "Volatile", "ImmutableInterlocked", "VolatileRead", "VolatileWrite"];

    /// <summary>What a call does atomically; null for any other call.</summary>
    internal AtomicCall? Of(IOperation operation)
    {
        if (operation is IInvalidOperation)
            return OfUnbound(operation);
        if (operation is not IInvocationOperation call || _table.Find(call.TargetMethod) is not { } row || ArgumentOf(call, 0) is not { } target)
            return null;
        return new AtomicCall(call, row.Action, target, ArgumentOf(call, 1), row.Action == AtomicAction.CompareExchange ? ArgumentOf(call, 2) : null);
    }

    /// <summary>Whether a call sets its variable to null.</summary>
    internal bool SetsNull(IOperation call) => Of(call) is { Writes: true, Value: { } value } && (NullChecks.IsNull(value) || value.Syntax.ToString() == "null");

    /// <summary>The name of the type on which a call is written that does not bind; null where it is written on none.</summary>
    internal static string? TypeNamedBy(IOperation call) => call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var type } } ? null : type switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax qualified => qualified.Name.Identifier.ValueText,
        _ => null,
    };

    private static AtomicCall? OfUnbound(IOperation call)
    {
        if (TypeNamedBy(call) is not { } type || UnboundCalls.NameOf(call) is not { } name || !ByName.TryGetValue((type, name), out AtomicRow row) || PassedTo(call, 0) is not { } target
            || target.Syntax.Parent is not ArgumentSyntax { RefKindKeyword.RawKind: not 0 })
        {
            return null;
        }

        return new AtomicCall(call, row.Action, target, PassedTo(call, 1), row.Action == AtomicAction.CompareExchange ? PassedTo(call, 2) : null);
    }

    private static IOperation? PassedTo(IOperation call, int position) => UnboundCalls.ArgumentOf(call, position) is { } passed ? Operand.Unwrap(passed) : null;

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
