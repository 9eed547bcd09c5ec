using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Values that are written and read in several steps, so that a reader can get half of one and half of another.</summary>
internal static class TornValues
{
    /// <summary>Whether a value of the type is larger than any processor moves at once.</summary>
    internal static bool CanTear(ITypeSymbol? type) => type switch
    {
        { SpecialType: SpecialType.System_Decimal } => true,
        { SpecialType: not SpecialType.None } or null => false,
        { Name: "Guid" or "Int128" or "UInt128" or "DateTimeOffset" or "BigInteger" or "CancellationTokenRegistration", ContainingNamespace.Name: "System" } => true,
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.Length > 1,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => true,
        INamedTypeSymbol { TypeKind: TypeKind.Struct } structure => FieldsOf(structure) > 1,
        _ => false,
    };

    /// <summary>Whether a value of the type takes two steps on 32-bit processors.</summary>
    internal static bool CanTearOn32Bit(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_DateTime }
        || type is { Name: "TimeSpan", ContainingNamespace.Name: "System" };

    private static int FieldsOf(INamedTypeSymbol structure) => structure.GetMembers().Count(static member => member is IFieldSymbol { IsStatic: false, IsConst: false });
}
