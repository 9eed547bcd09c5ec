using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Updates of array elements whose index comes out of the data: <c>_bins[samples[i]]++</c>. Threads that share out an array by position keep to their own elements;
/// two of them that go by what they find come to the same one.
/// </summary>
internal static class ScatteredUpdates
{
    private const int LongestChain = 6;

    /// <summary>The updates among the accesses of one location, each as an access that changes it.</summary>
    internal static List<Access> In(IEnumerable<Access> accesses) => accesses
        .Where(static access => access.Kind == AccessKind.Read)
        .Select(static access => UpdateBy(access) is { } update ? access with { Kind = AccessKind.ReadModifyWrite, Operation = update } : null)
        .OfType<Access>()
        .ToList();

    private static IOperation? UpdateBy(Access access)
    {
        if (Operand.ParentOf(access.Reference) is not IArrayElementReferenceOperation { Indices: [var index] } element || Operand.Unwrap(element.ArrayReference) != access.Reference)
            return null;
        bool isUpdate = element.Parent is IIncrementOrDecrementOperation || (element.Parent is ICompoundAssignmentOperation compound && compound.Target == element);
        return isUpdate && ComesOfData(index, access.Body.Locals, LongestChain) ? element.Parent : null;
    }

    private static bool ComesOfData(IOperation index, LocalValues locals, int chain) => chain > 0 && index.DescendantsAndSelf().Any(part => part switch
    {
        IArrayElementReferenceOperation => true,
        IPropertyReferenceOperation { Property.IsIndexer: true } => true,
        IConversionOperation { Operand.Type.SpecialType: SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal, Type.SpecialType: not (SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal) } => true,
        // The category of an item, one of a few.
        IMemberReferenceOperation { Type.TypeKind: TypeKind.Enum, Instance: ILocalReferenceOperation or IParameterReferenceOperation } => true,
        IInvocationOperation { TargetMethod: { Name: "GetHashCode" } or { Name: "Next", ContainingType.Name: nameof(Random) } } => true,
        ILocalReferenceOperation { Local: var local } => IsSmall(local.Type) || (locals.Of(local) is { } value && ComesOfData(value, locals, chain - 1)),
        IParameterReferenceOperation { Parameter.Type: var type } => IsSmall(type),
        _ => false,
    });

    // A letter or byte of what is counted.
    private static bool IsSmall(ITypeSymbol type) => type.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Char || type.TypeKind == TypeKind.Enum;
}
