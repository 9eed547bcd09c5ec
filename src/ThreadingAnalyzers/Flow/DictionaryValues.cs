using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Changes of objects that are the values of a concurrent dictionary, which guards its own structure and not them.</summary>
internal static class DictionaryValues
{
    /// <summary>The references to a value that a use gives, where the value's content is changed, with the operation that does so.</summary>
    internal static IEnumerable<(IOperation Reference, IOperation Change)> ChangedBy(ConcurrentUse use, ThreadingModel model) =>
        from reference in ReferencesTo(use)
        let change = ChangeOf(reference, model)
        where change is not null
        select (reference, change);

    private static IEnumerable<IOperation> ReferencesTo(ConcurrentUse use)
    {
        switch (use.Action)
        {
            case ConcurrentAction.Get:
            case ConcurrentAction.GetOrAdd:
                return LocalOf(use.Operation, use.Body) is { } local ? References(local, use.Body) : [use.Operation];
            case ConcurrentAction.TryGet when use.Call.Argument(1) is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var found } } && use.Body.Locals.Of(found) is null && !IsAssigned(found, use.Body):
                return References(found, use.Body);
            case ConcurrentAction.AddOrUpdate when use.Call.Argument(2) is { } update && update.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault() is { Symbol.Parameters: [_, var old, ..] } lambda:
                return lambda.Body.DescendantsAndSelf().Where(part => part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, old));
            default:
                return [];
        }
    }

    // var list = d.GetOrAdd(…), and list stands for nothing else.
    private static ILocalSymbol? LocalOf(IOperation value, Body body)
    {
        IOperation? parent = Operand.ParentOf(value);
        if (parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } && body.Locals.Of(local) is not null)
            return local;
        return null;
    }

    private static bool IsAssigned(ILocalSymbol local, Body body) => body.Sites.Exists(site => site is IAssignmentOperation { Target: ILocalReferenceOperation target } && SymbolEqualityComparer.Default.Equals(target.Local, local));

    private static IEnumerable<IOperation> References(ILocalSymbol local, Body body) =>
        body.Root.DescendantsAndSelf().Where(part => part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local));

    private static IOperation? ChangeOf(IOperation reference, ThreadingModel model)
    {
        if (model.UnsafeObjects.FamilyOf(reference.Type) is ObjectFamily.Collection or ObjectFamily.CollectionInterface or ObjectFamily.Text)
            return model.Content.UseOf(reference) is { Changes: true, Operation: var change } ? change : null;
        return reference.Parent is IFieldReferenceOperation or IPropertyReferenceOperation { Property.SetMethod.IsInitOnly: false, Arguments.IsEmpty: true } && IsStepOf(reference.Parent) ? reference.Parent.Parent : null;
    }

    // value.Count++ and value.Total += x
    private static bool IsStepOf(IOperation member) =>
        member is IMemberReferenceOperation { Instance.Type.IsReferenceType: true, Type.TypeKind: not TypeKind.Delegate }
        && (member.Parent is IIncrementOrDecrementOperation || (member.Parent is ICompoundAssignmentOperation compound && compound.Target == member));
}
