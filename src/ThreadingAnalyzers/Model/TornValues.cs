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
        { Name: "Guid" or "Int128" or "UInt128" or "DateTimeOffset" or "Memory" or "ReadOnlyMemory" or "ArraySegment", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => true,
        { Name: "BigInteger" or "Complex", ContainingNamespace: { Name: "Numerics", ContainingNamespace.Name: "System" } } => true,
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.Length > 1,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => true,
        INamedTypeSymbol { TypeKind: TypeKind.Struct } structure => FieldsOf(structure) is { Length: > 0 } fields && (fields.Length > 1 || IsLarge(fields[0].Type)),
        _ => false,
    };

    /// <summary>Whether a value of the type takes two steps on 32-bit processors.</summary>
    internal static bool CanTearOn32Bit(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_DateTime }
        || type is { Name: "TimeSpan", ContainingNamespace.Name: "System" };

    // A structure around one value. That it holds itself, at some depth, is an error that an editor may show for a while.
    private static bool IsLarge(ITypeSymbol type) => type.TypeKind != TypeKind.Struct || type.SpecialType != SpecialType.None || !type.Locations.Any(static location => location.IsInSource) ? CanTear(type)
        : FieldsOf((INamedTypeSymbol)type).Length > 1;

    // Reference assemblies hide the fields of a structure behind a _dummy or two, which say nothing about their number.
    private static IFieldSymbol[] FieldsOf(INamedTypeSymbol structure) => structure.GetMembers().OfType<IFieldSymbol>()
        .Where(static field => field is { IsStatic: false, IsConst: false } && !field.Name.StartsWith("_dummy", StringComparison.Ordinal))
        .ToArray();
}
