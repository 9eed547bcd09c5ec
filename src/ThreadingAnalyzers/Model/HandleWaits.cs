using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Waits for several handles at once, which may be locks or events.</summary>
internal static class HandleWaits
{
    /// <summary>Whether a call waits for several handles and may take any mutex or semaphore among them.</summary>
    internal static bool MayTakeAny(IInvocationOperation call) =>
        call.TargetMethod is { Name: "WaitAny" or "WaitAll" or "SignalAndWait", ContainingType: { Name: "WaitHandle", ContainingNamespace.Name: "Threading" } }
        && (Operand.Unwrap(call.Arguments[0].Value) is IParameterReferenceOperation || HasLocksAround(call.Syntax));

    // Where the type names neither, its handles are events.
    private static bool HasLocksAround(SyntaxNode call) =>
        call.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault()?.ToString() is not { } type || type.Contains("Mutex") || type.Contains("Semaphore");
}
