using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>What attributes say of types and members besides the lock that guards them. They are known by their names alone, in any namespace.</summary>
internal static class StatedAttributes
{
    /// <summary>Whether threads may use objects of the type at the same time, or never see them change.</summary>
    internal static bool AreSafe(ITypeSymbol type) => Has(type, "ThreadSafe") || Has(type, "Immutable");

    /// <summary>Whether only one thread uses a field or property, or the object that it belongs to: <c>[ThreadConfined]</c>, <c>[NotThreadSafe]</c>.</summary>
    internal static bool AreForOneThread(ISymbol location) =>
        Has(location, "ThreadConfined") || (!location.IsStatic && location.ContainingType is { } type && location is IFieldSymbol or IPropertySymbol && (Has(type, "ThreadConfined") || Has(type, "NotThreadSafe")));

    /// <summary>Whether a method runs the delegate that it is given before it returns.</summary>
    internal static bool RunAtOnce(IMethodSymbol method) =>
        Has(method, "InvokesImmediately") || (!method.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty && method.OriginalDefinition.Parameters.Any(static parameter => Has(parameter, "InvokesImmediately")));

    /// <summary>Whether a member is the view that a debugger shows in place of the object: <c>[DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]</c>.</summary>
    internal static bool AreForDebugger(ISymbol member)
    {
        ISymbol shown = (member as IMethodSymbol)?.AssociatedSymbol ?? member;
        return shown is IPropertySymbol && Has(shown, "DebuggerBrowsable")
            && shown.GetAttributes().Any(static attribute => attribute is { AttributeClass.Name: "DebuggerBrowsableAttribute", ConstructorArguments: [{ Value: 3 }] });
    }

    // Attributes of other assemblies are costly to read, and most of these are not even there.
    private static bool Has(ISymbol symbol, string name) => !symbol.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty
        && symbol.OriginalDefinition.GetAttributes().Any(attribute => attribute.AttributeClass is { } type && (type.Name == name || (type.Name.Length == name.Length + 9 && type.Name.StartsWith(name, StringComparison.Ordinal) && type.Name.EndsWith("Attribute", StringComparison.Ordinal))));
}
