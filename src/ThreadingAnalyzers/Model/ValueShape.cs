using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>How the value of a variable is stored, as far as other threads notice.</summary>
internal static class ValueShape
{
    /// <summary>The type of a field, property, local or parameter.</summary>
    internal static ITypeSymbol? TypeOf(ISymbol variable) => variable switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    /// <summary>Whether a variable of a type can be null: a class, a nullable value, and what the compiler does not know, which is mostly a class.</summary>
    internal static bool CanBeNull(ITypeSymbol type) => type.IsReferenceType || type.TypeKind == TypeKind.Error || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>Whether the variable only says yes or no.</summary>
    internal static bool IsFlag(ISymbol variable) => TypeOf(variable)?.SpecialType == SpecialType.System_Boolean;

    /// <summary>Whether every access to the variable is a volatile one.</summary>
    internal static bool IsVolatile(ISymbol variable) => variable is IFieldSymbol { IsVolatile: true };

    /// <summary>Whether a value has several parts, so that it is not read and written in one step on any machine.</summary>
    internal static bool IsTearing(ISymbol variable) => TypeOf(variable) is INamedTypeSymbol { TypeKind: TypeKind.Struct } type && PartsOf(type) > 1;

    private static int PartsOf(INamedTypeSymbol type) => type switch
    {
        { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } or { SpecialType: SpecialType.System_Decimal } => 2,
        { IsTupleType: true } => type.TupleElements.Length,
        { SpecialType: not SpecialType.None } => 1,
        { Name: "Guid", ContainingNamespace.Name: nameof(System) } => 2,
        // What the framework's structs consist of is not told; most of those that fields hold are one word.
        _ when type.DeclaringSyntaxReferences.IsEmpty => 1,
        _ => type.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic).Sum(static field => field.Type is INamedTypeSymbol { TypeKind: TypeKind.Struct } part ? PartsOf(part) : 1),
    };
}
