using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>What interfaces promise, and who keeps it.</summary>
internal static class InterfaceMembers
{
    /// <summary>Whether a member implements a member of an interface, by name or explicitly: others call it without naming it, and its signature is not its own.</summary>
    internal static bool AreImplementedBy(ISymbol member) =>
        member is IMethodSymbol { ExplicitInterfaceImplementations.IsEmpty: false } or IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false }
        || member.ContainingType.AllInterfaces
            .SelectMany(contract => contract.GetMembers(member.Name))
            .Any(promised => SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(promised), member));
}
