using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Finds the accesses to fields, auto-properties and captured variables, and says what each does.</summary>
internal static class AccessFinder
{
    /// <summary>The accesses of a body that a <c>Sites</c> list shows: everything but a body's own locals and parameters.</summary>
    internal static IEnumerable<Access> In(Body body) => body.Sites.Select(site => Of(site, body)).Where(static access => access is not null).Concat(body.Sites.SelectMany(site => ThroughLocal(site, body)))!;

    // var map = _map; names a collection for which there is no other name.
    private static IEnumerable<Access> ThroughLocal(IOperation site, Body body) =>
        site is IVariableDeclaratorOperation { Symbol: var local } declarator && declarator.GetVariableInitializer() is { Value: var value }
        && Operand.Unwrap(value) is IFieldReferenceOperation { Field: { IsReadOnly: true, Type: { IsReferenceType: true, SpecialType: SpecialType.None } type } }
        && type.AllInterfaces.Any(static each => each.SpecialType == SpecialType.System_Collections_IEnumerable)
            ? ToOwn(local, body).Where(static access => access.Location.Root is not ILocalSymbol)
            : [];

    /// <summary>The accesses of a body to one of its own locals or parameters.</summary>
    internal static IEnumerable<Access> ToOwn(ISymbol variable, Body body) =>
        Nesting.OwnOperations(body.Root)
            .Where(operation => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), variable))
            .Select(operation => Of(operation, body))
            .Where(static access => access is not null)!;

    private static Access? Of(IOperation reference, Body body)
    {
        // var me = this; names the object itself, which is no place in it.
        if (SharedLocations.LocationOf(reference) is null || AccessPath.Of(reference, body.Locals.Resolve) is not { Last: not null } path || SharedLocations.IsPerThread(path))
            return null;
        (AccessKind kind, IOperation operation) = Classify(reference, path, body);
        return new Access(path, kind, reference, operation, body);
    }

    private static (AccessKind Kind, IOperation Operation) Classify(IOperation reference, AccessPath path, Body body) => reference.Parent switch
    {
        IIncrementOrDecrementOperation increment => (AccessKind.ReadModifyWrite, increment),
        ICompoundAssignmentOperation compound when compound.Target == reference => (AccessKind.ReadModifyWrite, compound),
        ICoalesceAssignmentOperation coalesce when coalesce.Target == reference => (AccessKind.ReadModifyWrite, coalesce),
        ISimpleAssignmentOperation { IsRef: false } assignment when assignment.Target == reference =>
            (ReadModifyWrite.IsOneOf(assignment, path, body) ? AccessKind.ReadModifyWrite : AccessKind.Write, assignment),
        IArgumentOperation { Parameter.RefKind: RefKind.Out } argument => (AccessKind.Write, argument),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref } argument => (AccessKind.Atomic, argument),
        ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple when deconstruction.Target == tuple => (AccessKind.Write, deconstruction),
        IAddressOfOperation address => (AccessKind.Atomic, address),
        IInvalidOperation when reference.Syntax.Parent is ArgumentSyntax { RefKindKeyword.RawKind: var passed and not 0 } => (passed == (int)SyntaxKind.OutKeyword ? AccessKind.Write : AccessKind.Atomic, reference),
        _ => (AccessKind.Read, reference),
    };
}
