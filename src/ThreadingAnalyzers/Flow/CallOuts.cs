using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>How code that the type does not know comes to run.</summary>
internal enum CallOutKind
{
    /// <summary>An event is raised.</summary>
    Event,

    /// <summary>A delegate is called that other code has put into a field or property.</summary>
    StoredDelegate,

    /// <summary>A delegate is called, or an observer told, that other code has put into a collection.</summary>
    Registered,

    /// <summary>A delegate is called that the caller of the member passes.</summary>
    Parameter,

    /// <summary>A cancellation is requested, which runs its callbacks.</summary>
    Cancellation,

    /// <summary>A promise is kept, which runs the continuations of its task.</summary>
    Promise,
}

/// <summary>One place that runs such code.</summary>
/// <param name="Kind">How.</param>
/// <param name="Name">What the source calls it.</param>
internal sealed record CallOut(CallOutKind Kind, string Name);

/// <summary>
/// Where the bodies of a type run code that the type does not know. A delegate that the type made itself is known, whatever it does; it is unknown only if
/// it demonstrably comes from outside.
/// </summary>
internal sealed class CallOuts(IReadOnlyList<Body> bodies, ThreadingModel model)
{
    private readonly Lazy<OuterDelegates> _outer = new(() => new OuterDelegates(bodies), isThreadSafe: false);

    /// <summary>The unknown code that an operation runs before it is done, or null.</summary>
    internal CallOut? Of(IOperation operation, Body body)
    {
        if (operation is not IInvocationOperation call)
            return null;
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            return call.Instance is { } called ? OfDelegate(Source(called, body), body) : null;
        if (call.TargetMethod.ReturnsVoid && OuterDelegates.IsObserver(call.TargetMethod.ContainingType) && call.Instance is { } observer)
            return OfElement(Source(observer, body), body);
        return model.Completions.Of(call) switch
        {
            Completed.Cancellation when call.Instance is { } source => new(CallOutKind.Cancellation, NameOf(source)),
            Completed.Promise when call.Instance is { } promise && RunsContinuations(promise, body) => new(CallOutKind.Promise, NameOf(promise)),
            _ => null,
        };
    }

    private CallOut? OfDelegate(IOperation source, Body body) => source switch
    {
        IEventReferenceOperation raised => new(CallOutKind.Event, raised.Event.Name),
        IFieldReferenceOperation { Field: var field } when _outer.Value.Holds(field) => new(CallOutKind.StoredDelegate, field.Name),
        IPropertyReferenceOperation { Property: { IsIndexer: false } property } when _outer.Value.Holds(property) => new(CallOutKind.StoredDelegate, property.Name),
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.EventAdd, AssociatedSymbol: { } late } } => new(CallOutKind.Event, late.Name),
        IParameterReferenceOperation { Parameter: var parameter } when OuterDelegates.IsFromOutside(parameter) && !OuterDelegates.IsQuestion(parameter.Type) => new(IsKept(parameter, body) ? CallOutKind.StoredDelegate : CallOutKind.Parameter, parameter.Name),
        _ => OfElement(source, body),
    };

    // A member that is not the constructor calls what the constructor was given: the object keeps it like a field.
    private static bool IsKept(IParameterSymbol parameter, Body body) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } made && !SymbolEqualityComparer.Default.Equals(body.Outermost.Symbol, made);

    private CallOut? OfElement(IOperation source, Body body) =>
        ElementSources.CollectionOf(source, body) is { } collection && _outer.Value.IsFilled(collection) ? new(CallOutKind.Registered, collection.Name) : null;

    // What a local, a snapshot or the part before ?. stands for.
    private static IOperation Source(IOperation called, Body body)
    {
        for (int steps = 0; steps < 16; steps++)
        {
            called = Operand.Unwrap(called);
            IOperation? behind = called switch
            {
                IConditionalAccessInstanceOperation => Operand.ReceiverBehind(called),
                ILocalReferenceOperation local => body.Locals.Of(local.Local),
                IInvocationOperation { TargetMethod: { Name: "Read", ContainingType.Name: "Volatile" }, Arguments: [{ Value: var read }] } => read,
                IInvocationOperation { TargetMethod: { Name: "Exchange", ContainingType.Name: "Interlocked" }, Arguments: [{ Value: var exchanged }, ..] } => exchanged,
                _ => null,
            };
            if (behind is null)
                return called;
            called = behind;
        }

        return called;
    }

    // Decided by where the promise is made: all places that make what this variable holds, or else all that make promises of its type.
    private bool RunsContinuations(IOperation promise, Body body)
    {
        IOperation source = Source(promise, body);
        // A class derived from it may pass the option on itself.
        if (source is IObjectCreationOperation || promise.Type?.Name != "TaskCompletionSource")
            return false;
        ISymbol? variable = SymbolOf(source);
        List<IObjectCreationOperation> ofType = bodies.SelectMany(static part => part.Sites).OfType<IObjectCreationOperation>()
            .Where(creation => SymbolEqualityComparer.Default.Equals(creation.Type, promise.Type)).ToList();
        List<IObjectCreationOperation> ofVariable = ofType.FindAll(creation => variable is not null && SymbolEqualityComparer.Default.Equals(TargetOf(creation), variable));
        if (ofVariable.Count == 0 && variable is not null && Creations.Of(variable) is { } elsewhere && !bodies.Any(part => SymbolEqualityComparer.Default.Equals(part.Symbol.ContainingType, variable.ContainingType)))
            return elsewhere.ArgumentList?.ToString().Contains(nameof(TaskCreationOptions.RunContinuationsAsynchronously)) != true;
        List<IObjectCreationOperation> made = ofVariable.Count > 0 ? ofVariable : ofType;
        return made.Count > 0 && made.TrueForAll(static creation => !Completions.LeavesToOthers(creation));
    }

    private static ISymbol? TargetOf(IObjectCreationOperation creation) => Operand.ParentOf(creation) switch
    {
        ISimpleAssignmentOperation assignment => SymbolOf(assignment.Target),
        ICoalesceAssignmentOperation assignment => SymbolOf(assignment.Target),
        IFieldInitializerOperation field => field.InitializedFields.FirstOrDefault(),
        IPropertyInitializerOperation property => property.InitializedProperties.FirstOrDefault(),
        _ => null,
    };

    private static ISymbol? SymbolOf(IOperation place) => place switch
    {
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    private static string NameOf(IOperation operation) =>
        (operation is IConditionalAccessInstanceOperation ? Operand.ReceiverBehind(operation) ?? operation : operation).Syntax.ToString();
}
