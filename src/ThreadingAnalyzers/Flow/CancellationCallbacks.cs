using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a type registers with cancellation tokens: whoever cancels runs it, on a thread of its own and at any time.</summary>
internal static class CancellationCallbacks
{
    /// <summary>Whether a type registers anything. Cheap.</summary>
    internal static bool AreIn(TypeSummary summary) => summary.ConcernedBodies.Any(static body => body.Sites.Exists(static site => IsRegistration(site)));

    /// <summary>The registration whose callback is a method, or calls it; null where there is none.</summary>
    internal static IInvocationOperation? Calling(IMethodSymbol method, TypeSummary summary) => summary.ConcernedBodies.SelectMany(static body => body.Sites).OfType<IInvocationOperation>()
        .FirstOrDefault(site => IsRegistration(site) && site.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part => Names(part, method))));

    private static bool IsRegistration(IOperation site) =>
        site is IInvocationOperation { TargetMethod: { Name: "Register" or "UnsafeRegister", ContainingType: { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } } };

    private static bool Names(IOperation part, IMethodSymbol method) => part switch
    {
        IMethodReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, method.OriginalDefinition),
        IInvocationOperation call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition),
        _ => false,
    };
}
