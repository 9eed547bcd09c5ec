using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Delegates that are kept for somebody who calls them some day: what they are for, their types do not say.</summary>
internal static class KeptDelegates
{
    /// <summary>What keeps a new delegate, in words; null where nothing does, or where it is known what does.</summary>
    internal static string? KeeperOf(IDelegateCreationOperation creation)
    {
        IOperation? parent = Operand.ParentOf(creation);
        bool isBranch = parent is IConditionalOperation or ICoalesceOperation or ISwitchExpressionArmOperation;
        while (parent is IConditionalOperation or ICoalesceOperation or ISwitchExpressionArmOperation or ISwitchExpressionOperation or IConversionOperation or IParenthesizedOperation or IDelegateCreationOperation)
            parent = parent.Parent;
        return parent switch
        {
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } => $"'{field.Name}'",
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var property } } => property.IsIndexer ? "the element" : $"'{property.Name}'",
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when isBranch => $"'{local.Name}'",
            IFieldInitializerOperation { InitializedFields: [var field, ..] } => $"'{field.Name}'",
            IPropertyInitializerOperation { InitializedProperties: [var property, ..] } => $"'{property.Name}'",
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: var verb, IsStatic: false, ContainingNamespace: { } space } } } when ElementVerbs.PutsIn(verb) && IsOfCollections(space) => "the element",
            IReturnOperation => "what is returned",
            IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: var raised } } => $"'{raised.Name}'",
            // _dispatcher.Invoke(new Action(async () => …)), of an unknown dispatcher, or one that takes any delegate.
            IInvalidOperation when !isBranch && UnboundCall.Of(parent) is { Method: null, Name: var name } => $"it, in '{name}',",
            IArgumentOperation { Parameter.Type.SpecialType: SpecialType.System_Delegate, Parent: IInvocationOperation { TargetMethod.Name: var name } } => $"it, in '{name}',",
            _ => null,
        };
    }

    private static bool IsOfCollections(INamespaceSymbol space) => space is { Name: "Generic" or "Concurrent" or "ObjectModel", ContainingNamespace.Name: "Collections" };
}
