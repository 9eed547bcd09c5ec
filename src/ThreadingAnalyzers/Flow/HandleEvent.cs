using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What is done with a thread or task.</summary>
internal enum HandleAction
{
    Start,

    /// <summary>Waits without a limit for its end.</summary>
    Join,

    /// <summary>Sets what can only be set before the start.</summary>
    Configure,

    /// <summary>Sets what can be set as long as the thread has not ended.</summary>
    Adjust,
}

/// <summary>A place where something is done with a thread or task, and what it has been through by then.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Operation">The call or assignment.</param>
/// <param name="Path">The variable.</param>
/// <param name="Before">The state before, all paths to here together.</param>
internal sealed record HandleEvent(HandleAction Action, IOperation Operation, AccessPath Path, HandleState Before);
