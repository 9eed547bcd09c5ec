using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>Finds how a collection that is an element of a guarded one gets out of the lock under which it is changed: <c>lock (_gate) return _groups[key];</c></summary>
internal static class ElementEscapes
{
    /// <summary>The ways out, where other members change such elements under the lock.</summary>
    internal static IEnumerable<(TableAccess Access, Escape Escape)> In(InferredGuard guard, TypeContext type)
    {
        List<TableAccess> lookups = type.Summary.AccessTable.Of(guard.Location).Where(access => access is { IsExempt: false, Effect: AccessEffect.Lookup } && access.Holds(guard.Lock)).ToList();
        List<TableAccess> changing = lookups.FindAll(access => ElementsOf(access).Any(element => type.Model.Content.UseOf(element).Changes));
        return from access in lookups
               where changing.Exists(change => !ReferenceEquals(change.Member, access.Member))
               from element in ElementsOf(access)
               let escape = EscapeOf(element, access, guard.Lock, type)
               where escape is not null
               select (access, escape);
    }

    // The element itself, or what names it: _groups[key], _groups.TryGetValue(key, out var group)
    private static IEnumerable<IOperation> ElementsOf(TableAccess access) => access.Content.Operation switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true } element => [element],
        IInvocationOperation { TargetMethod.Name: "TryGetValue" } call when call.Arguments.Select(static argument => OutLocal(argument)).FirstOrDefault(static local => local is not null) is { } local =>
            AccessFinder.ToOwn(local, access.Access.Body).Select(static use => use.Reference),
        _ => [],
    };

    // var group = _groups[key];
    private static IEnumerable<IOperation> UsesOf(IOperation element, TableAccess access) =>
        Operand.ParentOf(element) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } ? AccessFinder.ToOwn(local, access.Access.Body).Select(static use => use.Reference) : [element];

    // lock (_gate) { _groups.TryGetValue(key, out group); } foreach (var item in group) …
    private static bool IsUsedOutside(IOperation use, TableAccess access, TypeContext type) => use is ILocalReferenceOperation && use.Syntax.SpanStart > access.Access.Reference.Syntax.SpanStart
        && type.Model.Content.UseOf(use).Use is ContentUse.Enumeration or ContentUse.Read or ContentUse.Change && type.Summary.HeldLocks.At(access.Access.Body, use.Syntax) is { IsEmpty: true };

    // Who takes the element out of the collection has it alone.
    private static bool IsTakenOut(TableAccess access, TypeContext type) => type.Summary.AccessTable.Of(access.Access.Location).Any(other => ReferenceEquals(other.Member, access.Member) && other.Changes);

    private static ILocalSymbol? OutLocal(IArgumentOperation argument) => argument is not { Parameter.RefKind: RefKind.Out } ? null : Operand.Unwrap(argument.Value) switch
    {
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
        ILocalReferenceOperation named => named.Local,
        _ => null,
    };

    private static Escape? EscapeOf(IOperation element, TableAccess access, AccessPath gate, TypeContext type)
    {
        if (type.Model.UnsafeObjects.FamilyOf(element.Type) is not (ObjectFamily.Collection or ObjectFamily.CollectionInterface))
            return null;
        if (UsesOf(element, access).FirstOrDefault(use => IsUsedOutside(use, access, type)) is { } outside && !IsTakenOut(access, type))
            return StatedIntent.Excuses(outside.Syntax) ? null : new(EscapeKind.Local, outside.Syntax);
        ContentAccess content = type.Model.Content.UseOf(element);
        return content.Use is ContentUse.None or ContentUse.View && Escapes.ConsumerOf(content.Operation) is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } returned } && Escapes.IsReturnedToStrangers(access, gate, type)
            ? new(Escapes.KindOf(content), returned.Syntax)
            : null;
    }
}
