using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether two names of locks are certainly two locks.</summary>
internal static class DistinctLocks
{
    /// <summary>Whether both are objects that this type makes for itself, each its own.</summary>
    internal static bool AreTwo(AccessPath one, AccessPath other, AssignedValues values)
    {
        if (one.Equals(other) || SymbolEqualityComparer.Default.Equals(one.Last, other.Last))
            return false;
        return IsOwnObject(one, values) && IsOwnObject(other, values);
    }

    // A field that only ever gets new objects. A property with code may return another lock's field, a parameter anybody's.
    private static bool IsOwnObject(AccessPath path, AssignedValues values) => path.Last switch
    {
        null or ITypeSymbol => true,
        IFieldSymbol { Type.IsValueType: true } => true,
        IFieldSymbol or IPropertySymbol => path.Members.Length <= 1 && values.Of(path.Last) is { Count: > 0 } all && all.All(static value => Operand.Unwrap(value) is IObjectCreationOperation or IArrayCreationOperation),
        ILocalSymbol => true,
        _ => false,
    };
}
