using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Changes of objects that are the values of a concurrent dictionary, which guards its own structure and not them.</summary>
internal static class DictionaryValues
{
    /// <summary>The references to a value that a use gives, where the value's content is changed, with the operation that does so.</summary>
    internal static IEnumerable<(IOperation Reference, IOperation Change)> ChangedBy(ConcurrentUse use, ThreadingModel model) =>
        from reference in IsOwnOfThread(use, model) ? [] : ReferencesTo(use)
        let change = ChangeOf(reference, model)
        where change is not null
        select (reference, change);

    // _byThread[Thread.CurrentThread]: each thread has a value of its own.
    private static bool IsOwnOfThread(ConcurrentUse use, ThreadingModel model) => use.Call.Argument(0) is { } key && (model.ThreadBound.IsCurrentThread(key) || model.ThreadBound.IsIdOfCurrent(key));

    private static IEnumerable<IOperation> ReferencesTo(ConcurrentUse use)
    {
        switch (use.Action)
        {
            case ConcurrentAction.Get:
            case ConcurrentAction.GetOrAdd:
                return LocalOf(use.Operation, use.Body) is { } local ? References(local, use.Body) : [use.Operation];
            case ConcurrentAction.TryGet when OutLocalOf(use) is { } found && AssignmentsTo(found, use.Body).All(static assignment => Operand.Unwrap(assignment.Value) is IObjectCreationOperation):
                return References(found, use.Body).Where(reference => AssignmentsTo(found, use.Body).All(assignment => !IsFilledBefore(reference, assignment)));
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

    private static ILocalSymbol? OutLocalOf(ConcurrentUse use) => use.Call.Argument(1) switch
    {
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var declared } } => declared,
        ILocalReferenceOperation { Local: var local } => local,
        _ => null,
    };

    private static IEnumerable<IAssignmentOperation> AssignmentsTo(ILocalSymbol local, Body body) =>
        body.Sites.OfType<IAssignmentOperation>().Where(assignment => assignment.Target is ILocalReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Local, local));

    // if (!d.TryGetValue(key, out var list)) { list = new(); list.Add(first); d.TryAdd(key, list); } list.Add(…): the new one is nobody else's at first.
    private static bool IsFilledBefore(IOperation reference, IAssignmentOperation assignment)
    {
        IOperation? block = assignment.Parent;
        while (block is not null and not (IBlockOperation or IConditionalOperation))
            block = block.Parent;
        return block is not null && block.Syntax.Span.Contains(reference.Syntax.Span);
    }

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
