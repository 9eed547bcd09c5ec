using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Tells expressions that start work, and give its task, from those that give a task which has ended or which is somebody else's.</summary>
internal sealed class FreshTasks(KnownTypes types)
{
    private static readonly HashSet<string> Ended = new(StringComparer.Ordinal) { "FromResult", "FromException", "FromCanceled", "Preserve" };

    /// <summary>The calls that start work among the branches of a value of task type.</summary>
    internal IEnumerable<IInvocationOperation> In(IOperation value) => ValueBranches.Of(value).Select(Started).Where(static call => call is not null)!;

    /// <summary>Those calls, and those that do not bind and promise a task by their names.</summary>
    internal IEnumerable<IOperation> PromisedIn(IOperation value) => ValueBranches.Of(value).Select(branch => Started(branch) ?? UnboundIn(branch)).Where(static call => call is not null)!;

    private static IOperation? UnboundIn(IOperation value) => UnboundCall.Of(Operand.Unwrap(value)) switch
    {
        { Name: "ConfigureAwait" or "AsTask", Instance: { } task } => UnboundIn(task),
        { IsNamedAsync: true } => Operand.Unwrap(value),
        _ => null,
    };

    /// <summary>The call behind an expression if that starts work and gives its task; null if it does not.</summary>
    internal IInvocationOperation? Started(IOperation value) => Operand.Unwrap(value) switch
    {
        IInvocationOperation { TargetMethod.Name: "AsTask" or "ConfigureAwait", Instance: { } task } => Started(task),
        IInvocationOperation call when types.IsTask(call.Type) && !Ended.Contains(call.TargetMethod.Name) => call,
        IObjectCreationOperation { Arguments: [{ Value: var inner }] } wrapped when types.IsValueTask(wrapped.Type) && types.IsTask(inner.Type) => Started(inner),
        IConditionalAccessOperation { WhenNotNull: var inner } => Started(inner),
        _ => null,
    };
}
