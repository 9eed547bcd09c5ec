using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Where an element comes from that a body takes out of a collection.</summary>
internal static class ElementSources
{
    /// <summary>The field or property that holds the collection of which a value is an element: of a loop over it, by index, or by a method such as Dequeue.</summary>
    internal static ISymbol? CollectionOf(IOperation element, Body body)
    {
        element = Operand.Unwrap(element);
        return element switch
        {
            ILocalReferenceOperation { Local: var local } => LoopOver(local, body) is { } loop ? PlaceOf(loop.Collection, body) : TakenInto(local, body),
            IArrayElementReferenceOperation array => PlaceOf(array.ArrayReference, body),
            IPropertyReferenceOperation { Property: { } property, Instance: { } instance } when property.IsIndexer || property.Name is "Value" or "Key" =>
                property.IsIndexer ? PlaceOf(instance, body) : CollectionOf(instance, body),
            IInvocationOperation { Instance: { } instance, TargetMethod.Name: var name } when ElementVerbs.GivesOne(name) => PlaceOf(instance, body),
            _ => null,
        };
    }

    /// <summary>The field or property that an expression names or takes its elements from.</summary>
    internal static ISymbol? PlaceOf(IOperation expression, Body body)
    {
        for (int steps = 0; steps < 16; steps++)
        {
            expression = Operand.Unwrap(expression);
            switch (expression)
            {
                case IFieldReferenceOperation field:
                    return field.Field;
                case IEventReferenceOperation raised:
                    return raised.Event;
                case IInvocationOperation { TargetMethod.Name: "GetInvocationList", Instance: { } several }:
                    expression = several is IConditionalAccessInstanceOperation ? Operand.ReceiverBehind(several) ?? several : several;
                    break;
                case IPropertyReferenceOperation { Property: { IsIndexer: false, Name: "Values" or "Keys" }, Instance: { } dictionary }:
                    expression = dictionary;
                    break;
                case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed }:
                    expression = indexed;
                    break;
                case IPropertyReferenceOperation property:
                    return property.Property;
                case IArrayElementReferenceOperation element:
                    expression = element.ArrayReference;
                    break;
                case ICoalesceOperation coalesce:
                    expression = coalesce.Value;
                    break;
                case IConditionalAccessOperation access:
                    expression = access.WhenNotNull;
                    break;
                case IConditionalAccessInstanceOperation when Operand.ReceiverBehind(expression) is { } receiver:
                    expression = receiver;
                    break;
                case ILocalReferenceOperation local when body.Locals.Of(local.Local) is { } value:
                    expression = value;
                    break;
                case IInvocationOperation call when RepeatedCallbacks.RunsAtOnce(call) && (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } source:
                    expression = source;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static IForEachLoopOperation? LoopOver(ILocalSymbol local, Body body) => body.Outermost.SelfAndNested()
        .SelectMany(static part => part.Sites)
        .OfType<IForEachLoopOperation>()
        .FirstOrDefault(loop => loop.Locals.Contains(local, SymbolEqualityComparer.Default));

    // _queue.TryDequeue(out var next)
    private static ISymbol? TakenInto(ILocalSymbol local, Body body) => body.Sites.OfType<IInvocationOperation>()
        .Where(call => call.Instance is not null && call.Arguments.Any(argument => argument.Parameter?.RefKind == RefKind.Out && LocalOf(argument.Value) is { } target && SymbolEqualityComparer.Default.Equals(target, local)))
        .Select(call => PlaceOf(call.Instance!, body))
        .FirstOrDefault();

    private static ILocalSymbol? LocalOf(IOperation argument) => argument switch
    {
        ILocalReferenceOperation local => local.Local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
        _ => null,
    };
}
