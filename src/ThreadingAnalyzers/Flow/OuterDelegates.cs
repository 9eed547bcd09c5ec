using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Which fields, properties and collections of a type hold delegates or observers that other code has put there.</summary>
internal sealed class OuterDelegates
{
    private static readonly string[] ObserverNames = ["Observer", "Listener", "Subscriber", "Callback", "Watcher"];
    private readonly HashSet<ISymbol> _fed = new(SymbolEqualityComparer.Default);

    internal OuterDelegates(IEnumerable<Body> bodies)
    {
        foreach (Body body in bodies)
        {
            if (body.Root is IFieldInitializerOperation { Value: var initial } field && IsFed(initial, body))
                _fed.UnionWith(field.InitializedFields);
            if (body.Root is IPropertyInitializerOperation { Value: var value } property && IsFed(value, body))
                _fed.UnionWith(property.InitializedProperties);
            foreach (IOperation site in body.Sites)
                Note(site, body);
        }
    }

    /// <summary>Whether a delegate field or property can be set by other code, or is set from what other code passes.</summary>
    internal bool Holds(ISymbol place) => _fed.Contains(place.OriginalDefinition) || place switch
    {
        IFieldSymbol field => !field.IsReadOnly && IsOpen(field),
        IPropertySymbol { SetMethod: { } set } => IsOpen(set) && place.ContainingType.TypeKind != TypeKind.Interface,
        _ => false,
    };

    /// <summary>Whether other code's delegates or observers are put into a collection, or added to an event.</summary>
    internal bool IsFilled(ISymbol collection) => collection is IEventSymbol || _fed.Contains(collection.OriginalDefinition);

    /// <summary>Whether code outside the type chooses the value of a parameter.</summary>
    internal static bool IsFromOutside(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: not (MethodKind.AnonymousFunction or MethodKind.LocalFunction or MethodKind.DelegateInvoke) } method
        && (IsOpen(method) || !method.ExplicitInterfaceImplementations.IsEmpty);

    /// <summary>Whether a delegate only answers a question about its arguments, as comparisons and predicates do.</summary>
    internal static bool IsQuestion(ITypeSymbol type) => type.Name is "Predicate" or "Comparison" or "Converter" or "EqualityComparison"
        || type is INamedTypeSymbol { Name: "Func", TypeArguments: [.., { SpecialType: SpecialType.System_Boolean }] arguments } && arguments.Length > 1;

    /// <summary>Whether a type is an observer of somebody else's: by its name, an interface through which one is told of something.</summary>
    internal static bool IsObserver(ITypeSymbol? type) => type is { TypeKind: TypeKind.Interface, Name: var name } && Array.Exists(ObserverNames, end => name.EndsWith(end, StringComparison.Ordinal));

    private static bool IsOpen(ISymbol member)
    {
        for (ISymbol? current = member; current is not null and not INamespaceSymbol; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility == Accessibility.Private)
                return false;
        }

        return true;
    }

    private static bool IsCode(ITypeSymbol? type) => type is { TypeKind: TypeKind.Delegate } || IsObserver(type);

    private void Note(IOperation site, Body body)
    {
        switch (site)
        {
            case ISimpleAssignmentOperation assignment when IsFed(assignment.Value, body):
                Add(assignment.Target, body);
                break;
            case ICompoundAssignmentOperation compound when IsFed(compound.Value, body):
                Add(compound.Target, body);
                break;
            case ICoalesceAssignmentOperation coalesce when IsFed(coalesce.Value, body):
                Add(coalesce.Target, body);
                break;
            case IObjectCreationOperation { Type: { } made } creation:
                foreach (IArgumentOperation argument in creation.Arguments.Where(argument => IsFed(argument.Value, body)))
                    AddMembers(made, argument.Value.Type);
                break;
            case IInvocationOperation { Instance: { } collection } call when call.Arguments.Any(argument => IsFed(argument.Value, body)):
                Add(collection, body);
                break;
        }
    }

    // new Subscription(topic, handler): it keeps the delegate in a member of the same type.
    private void AddMembers(ITypeSymbol made, ITypeSymbol? type)
    {
        if (type is null || made.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty)
            return;
        foreach (ISymbol member in made.GetMembers().Where(member => member is IFieldSymbol or IPropertySymbol && SymbolEqualityComparer.Default.Equals(LockNames.TypeOf(member), type)))
            _fed.Add(member.OriginalDefinition);
    }

    private void Add(IOperation target, Body body)
    {
        if (ElementSources.PlaceOf(target, body) is { } place)
            _fed.Add(place.OriginalDefinition);
    }

    // callback, callback ?? throw …, (Action)Delegate.Combine(_callback, callback), _all.Add(callback)
    private static bool IsFed(IOperation value, Body body)
    {
        value = Operand.Unwrap(value);
        return value switch
        {
            IParameterReferenceOperation { Parameter: var parameter } => IsCode(parameter.Type) && IsFromOutside(parameter),
            ICoalesceOperation coalesce => IsFed(coalesce.Value, body) || IsFed(coalesce.WhenNull, body),
            IBinaryOperation combined => IsFed(combined.LeftOperand, body) || IsFed(combined.RightOperand, body),
            IInvocationOperation { TargetMethod.Name: "Combine" or "Add" or "SetItem" or "Append" } call => call.Arguments.Any(argument => IsFed(argument.Value, body)),
            ILocalReferenceOperation local when body.Locals.Of(local.Local) is IParameterReferenceOperation source => IsFed(source, body),
            _ => false,
        };
    }
}
