using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What makes a task of a delegate, without looking into what the delegate returns.</summary>
internal enum TaskMaker
{
    /// <summary>Starts the delegate.</summary>
    Start,

    /// <summary>Runs the delegate when another task has ended.</summary>
    Continuation,

    /// <summary>Makes a task that somebody will start.</summary>
    Cold,
}

/// <summary>One row of the table.</summary>
internal sealed record TaskMakerRow(TaskMaker Maker);

/// <summary>
/// Tasks that end when their delegate returns, although the delegate is asynchronous and returns at its first await. <c>Task.Run</c> waits for the
/// task that its delegate returns; the older members give a task within a task.
/// </summary>
internal sealed class NestedTasks(KnownTypes types)
{
    private readonly ApiTable<TaskMakerRow> _table = new(Rows());

    /// <summary>How an operation makes a task; null where it makes none of this sort.</summary>
    internal TaskMaker? MakerOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => _table.Find(call.TargetMethod)?.Maker,
        IObjectCreationOperation { Constructor: { } constructor } => _table.Find(constructor)?.Maker,
        _ => null,
    };

    /// <summary>Whether a call that does not bind makes a task of an async lambda in this way.</summary>
    internal bool IsUnboundMaker(IOperation operation) =>
        UnboundCall.Of(operation) is { } call
        && (call.Method is { } method ? _table.Find(method)?.Maker is TaskMaker.Start or TaskMaker.Continuation : call.Name == "ContinueWith")
        && operation.ChildOperations.Any(static child => Operand.Unwrap(child) is IAnonymousFunctionOperation { Symbol.IsAsync: true });

    /// <summary>Whether a call asks for a thread of its own, and gives it to asynchronous code, which leaves that thread at its first await. A scheduler of somebody's own may go back to it.</summary>
    internal static bool WastesThread(IInvocationOperation call) => call.Arguments.Any(AsksForThread) && call.Arguments.Any(IsAsynchronous)
        && !call.Arguments.Any(static argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Type.Name: "TaskScheduler" } && Operand.Unwrap(argument.Value) is not IPropertyReferenceOperation { Property.Name: "Default" });

    private static bool AsksForThread(IArgumentOperation argument) =>
        argument is { Parameter.Type.Name: nameof(TaskCreationOptions), Value.ConstantValue: { HasValue: true, Value: int options } } && (options & (int)TaskCreationOptions.LongRunning) != 0;

    private static bool IsAsynchronous(IArgumentOperation argument) => Operand.Unwrap(argument.Value) is IDelegateCreationOperation
    {
        Target: IAnonymousFunctionOperation { Symbol.IsAsync: true } or IMethodReferenceOperation { Method.IsAsync: true },
    };

    /// <summary>Whether a type is that of a task whose result is a task.</summary>
    internal bool IsNested(ITypeSymbol? type) => type is INamedTypeSymbol { TypeArguments: [var inner] } && types.IsTaskClass(type) && types.IsTaskClass(inner);

    /// <summary>Whether a type is that of a task.</summary>
    internal bool IsTask(ITypeSymbol type) => types.IsTaskClass(type);

    private static IEnumerable<(string Type, string Member, TaskMakerRow Row)> Rows()
    {
        TaskMakerRow start = new(TaskMaker.Start), continuation = new(TaskMaker.Continuation), cold = new(TaskMaker.Cold);
        foreach (string type in new[] { "System.Threading.Tasks.Task", "System.Threading.Tasks.Task`1" })
        {
            yield return (type, "ContinueWith", continuation);
            yield return (type, ".ctor", cold);
        }

        foreach (string type in new[] { "System.Threading.Tasks.TaskFactory", "System.Threading.Tasks.TaskFactory`1" })
        {
            yield return (type, "StartNew", start);
            yield return (type, "ContinueWhenAll", continuation);
            yield return (type, "ContinueWhenAny", continuation);
        }
    }
}
