using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Locks of the user's own that follow the shape <c>using (_gate.Enter())</c> or <c>using (await _gate.LockAsync())</c>: a member of this
/// object or of the type hands out something to dispose.
/// </summary>
internal static class UserScopes
{
    /// <summary>Whether a call may open such a scope: on a field or property, with a type of the user's own or of a library behind it.</summary>
    internal static bool IsOpening(IInvocationOperation call) =>
        call.Instance is { } instance
        && Operand.Unwrap(instance) is IFieldReferenceOperation or IPropertyReferenceOperation
        && !IsFramework(call.TargetMethod.ContainingType);

    private static bool IsFramework(INamedTypeSymbol type)
    {
        INamespaceSymbol space = type.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space.Name == nameof(System);
    }
}
