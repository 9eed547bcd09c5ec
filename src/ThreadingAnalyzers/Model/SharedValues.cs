using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Whether it matters which of two equal values one has.</summary>
internal static class SharedValues
{
    /// <summary>
    /// Whether objects of a type hold state of their own that changes: those who have different ones do not see each other's changes. Numbers, strings, types and
    /// delegates have none.
    /// </summary>
    internal static bool HasIdentity(ITypeSymbol? type, ThreadingModel model)
    {
        if (type is null or { IsValueType: true } or { SpecialType: SpecialType.System_String } or { TypeKind: TypeKind.Delegate or TypeKind.TypeParameter or TypeKind.Interface } || KnownTypes.Is(type, model.Types.Task) || model.Types.IsTask(type))
            return false;
        if (type.SpecialType == SpecialType.System_Object || model.UnsafeObjects.FamilyOf(type) is not null)
            return type.TypeKind != TypeKind.Array;
        if (type.ContainingNamespace?.ToString() is "System.Threading" or "System.Threading.Tasks" or "System.Collections.Concurrent")
            return true;
        return type.Locations.Any(static location => location.IsInSource) && IsMutable(type);
    }

    private static bool IsMutable(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().OfType<IFieldSymbol>().Any(static field => field is { IsStatic: false, IsConst: false, IsReadOnly: false } && !IsInitOnly(field)))
                return true;
        }

        return false;
    }

    private static bool IsInitOnly(IFieldSymbol field) => field.AssociatedSymbol is IPropertySymbol { SetMethod: null or { IsInitOnly: true } };
}
