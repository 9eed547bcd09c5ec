using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>Changes whose wording lets one believe that they happen in one step.</summary>
internal static class LooksAtomic
{
    /// <summary>Why a change looks atomic, although it reads and writes apart; null where it does not even look so.</summary>
    internal static string? Reason(Access access) => access.Kind != AccessKind.ReadModifyWrite || access.Operation is ICoalesceAssignmentOperation ? null : access.Location.Last switch
    {
        IFieldSymbol { IsVolatile: true } when IsComputed(access) => "the field is volatile because several threads use it, which orders the read and the write and does not join them",
        IFieldSymbol { Type: { } type } when IsImmutableChange(type, access) => "each version of an immutable collection is safe, and replacing one by the next is not",
        IPropertySymbol { Type: { } type } when IsImmutableChange(type, access) => "each version of an immutable collection is safe, and replacing one by the next is not",
        IFieldSymbol { Type.TypeKind: TypeKind.Delegate } when IsAccessor(access.Body) => "unlike those that the compiler makes, these accessors have no lock for what any thread may do, which is to subscribe or to leave",
        IFieldSymbol { Type.TypeKind: TypeKind.Delegate, IsStatic: true } when IsCombination(access) => "'+=' is atomic for events, and not for other delegates",
        _ => null,
    };

    /// <summary>Whether a body is an accessor of an event.</summary>
    internal static bool IsAccessor(Body body) => body.Outermost.Method is { MethodKind: MethodKind.EventAdd or MethodKind.EventRemove };

    private static bool IsComputed(Access access) => access.Operation is IIncrementOrDecrementOperation or ICompoundAssignmentOperation
        || (access.Operation is ISimpleAssignmentOperation { Value: var value } && (IsComputation(Operand.Unwrap(value)) || IsCopy(Operand.Unwrap(value), access.Body)));

    private static bool IsComputation(IOperation value) => value is IBinaryOperation or IUnaryOperation or IInvocationOperation or IObjectCreationOperation or IWithOperation;

    // var copy = new List<int>(_items); copy.Add(item); _items = copy;
    private static bool IsCopy(IOperation value, Body body) =>
        value is ILocalReferenceOperation { Local: var local } && body.Locals.Of(local) is { } made && Operand.Unwrap(made) is IObjectCreationOperation or IArrayCreationOperation or IInvocationOperation;

    private static bool IsImmutableChange(ITypeSymbol type, Access access) =>
        type.ContainingNamespace?.ToString() == "System.Collections.Immutable"
        && access.Operation is ISimpleAssignmentOperation { Value: var value } && Operand.Unwrap(value) is IInvocationOperation && !IsOnlyEmptied(access.Reference);

    /// <summary>Whether nothing but the empty collection is asked of an immutable one, whatever is in it: <c>_items.Clear()</c>.</summary>
    internal static bool IsOnlyEmptied(IOperation reference) => Operand.ParentOf(reference) is IInvocationOperation { TargetMethod: { Name: "Clear", Parameters.IsEmpty: true, ReturnsVoid: false } };

    private static bool IsCombination(Access access) => access.Operation is ICompoundAssignmentOperation
        || access.Operation is ISimpleAssignmentOperation { Value: var value } && Operand.Unwrap(value) is IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_Delegate };
}
