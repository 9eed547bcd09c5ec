using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Who calls code, as seen by the work that it belongs to.</summary>
internal enum Side
{
    Unknown,

    /// <summary>A thread or task of its own.</summary>
    Thread,

    /// <summary>A timer, or a cancellation: it comes when it comes, whatever the work has done until then.</summary>
    Interruption,
}

/// <summary>Tells who calls a delegate by what it is given to.</summary>
internal static class Callers
{
    /// <summary>Who calls a delegate.</summary>
    internal static Side SideOf(IDelegateCreationOperation creation, ThreadingModel model) => Operand.ParentOf(creation) switch
    {
        IArgumentOperation { Parent: IInvocationOperation call } when IsInterruption(call) => Side.Interruption,
        IArgumentOperation { Parent: IInvocationOperation call } when model.Threads.IsFork(call) => Side.Thread,
        IArgumentOperation { Parent: IObjectCreationOperation { Constructor: { } constructor } } => constructor.ContainingType.Name == "Timer" ? Side.Interruption : model.Threads.IsFork(constructor) ? Side.Thread : Side.Unknown,
        IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event: { Name: "Elapsed" or "Tick" } } } => Side.Interruption,
        _ => Side.Unknown,
    };

    /// <summary>Whether an operation hands a method to a timer or a cancellation token.</summary>
    internal static bool Interrupts(IOperation site, IMethodSymbol method, ThreadingModel model)
    {
        IEnumerable<IOperation> delegates = site switch
        {
            IInvocationOperation call => call.Arguments.Select(static argument => argument.Value),
            IObjectCreationOperation creation => creation.Arguments.Select(static argument => argument.Value),
            IEventAssignmentOperation { Adds: true } subscription => [subscription.HandlerValue],
            _ => [],
        };
        return delegates.Any(value => Operand.Unwrap(value) is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var target } } creation
            && SymbolEqualityComparer.Default.Equals(target.OriginalDefinition, method.OriginalDefinition)
            && SideOf(creation, model) == Side.Interruption);
    }

    // token.Register(…), Task.Delay(limit).ContinueWith(…), a wait that times out.
    private static bool IsInterruption(IInvocationOperation call) => call.TargetMethod switch
    {
        { Name: "Register" or "UnsafeRegister", ContainingType.Name: "CancellationToken" } => true,
        { Name: "RegisterWaitForSingleObject", ContainingType.Name: "ThreadPool" } => true,
        { Name: "ContinueWith", ContainingType.Name: "Task" } => call.Instance is IInvocationOperation { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } },
        _ => false,
    };
}
