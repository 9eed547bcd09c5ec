using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A read or write of an element of an array that a field or property holds.</summary>
/// <param name="Element">The element.</param>
/// <param name="Array">The reference to the field or property.</param>
/// <param name="Kind">What happens to the element.</param>
/// <param name="Body">Where.</param>
internal readonly record struct ElementAccess(IArrayElementReferenceOperation Element, IOperation Array, AccessKind Kind, Body Body)
{
    /// <summary>The element accesses of a body, in source order.</summary>
    internal static IEnumerable<ElementAccess> In(Body body) =>
        from site in body.Sites
        where SharedLocations.LocationOf(site) is IFieldSymbol or IPropertySymbol
        let element = Operand.ParentOf(site) as IArrayElementReferenceOperation
        where element is not null && Operand.Unwrap(element.ArrayReference) == site
        select new ElementAccess(element, site, KindOf(element), body);

    private static AccessKind KindOf(IArrayElementReferenceOperation element) => element.Parent switch
    {
        IIncrementOrDecrementOperation => AccessKind.ReadModifyWrite,
        ICompoundAssignmentOperation compound when compound.Target == element => AccessKind.ReadModifyWrite,
        ICoalesceAssignmentOperation coalesce when coalesce.Target == element => AccessKind.ReadModifyWrite,
        ISimpleAssignmentOperation { IsRef: false } assignment when assignment.Target == element => AccessKind.Write,
        IArgumentOperation { Parameter.RefKind: RefKind.Out } => AccessKind.Write,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref } or IAddressOfOperation => AccessKind.Atomic,
        _ => AccessKind.Read,
    };
}
