using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Loops that nothing ends but the end of their thread.</summary>
internal static class EndlessLoops
{
    /// <summary>The first loop of a body that goes on for ever, or null.</summary>
    internal static ILoopOperation? In(Body body) => body.Sites.OfType<ILoopOperation>().FirstOrDefault(IsEndless);

    /// <summary>Whether a loop has no condition, and no way out but what it calls.</summary>
    internal static bool IsEndless(ILoopOperation loop) => Nesting.IsOpen(loop) && !loop.Body.Descendants().Any(part => LeavesLoop(part, loop));

    private static bool LeavesLoop(IOperation part, ILoopOperation loop) => part switch
    {
        IReturnOperation or IThrowOperation => true,
        IBranchOperation { BranchKind: BranchKind.Break } jump => SymbolEqualityComparer.Default.Equals(jump.Target, loop.ExitLabel),
        IBranchOperation { BranchKind: BranchKind.GoTo } => true,
        // Whoever stops the stream or cancels the token ends the loop by an exception.
        IInvocationOperation call => call.TargetMethod.Name is "ThrowIfCancellationRequested" or "Take" or "Exit" or "FailFast"
            || call.Arguments.Any(static argument => !argument.IsImplicit && argument.Parameter?.Type.Name == "CancellationToken"),
        _ => false,
    };
}
