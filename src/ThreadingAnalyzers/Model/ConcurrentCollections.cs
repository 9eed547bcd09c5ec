using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What one call does to a concurrent collection, atomically.</summary>
internal enum ConcurrentAction
{
    /// <summary>Says whether a key is there.</summary>
    Test,

    /// <summary>Gives the value of a key, if it is there.</summary>
    TryGet,

    /// <summary>Gives the value of a key that has to be there.</summary>
    Get,

    /// <summary>Sets the value of a key, whatever it was.</summary>
    Set,

    /// <summary>Reads the value of a key and then sets it: two calls in one expression.</summary>
    Change,

    /// <summary>Adds a key that is not there.</summary>
    Add,

    GetOrAdd,

    AddOrUpdate,

    /// <summary>Replaces a certain value.</summary>
    Update,

    /// <summary>Removes keys.</summary>
    Remove,

    /// <summary>Says how much there is, or whether there is anything.</summary>
    Size,

    /// <summary>Takes an element out, if there is one.</summary>
    TryTake,

    /// <summary>Takes an element out, and waits for one.</summary>
    Take,
}

/// <summary>A call on a concurrent collection.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Operation">The call, or the reference to the indexer.</param>
/// <param name="Collection">The collection.</param>
/// <param name="Key">The key, where the call has one.</param>
internal sealed record ConcurrentCall(ConcurrentAction Action, IOperation Operation, IOperation Collection, IOperation? Key)
{
    /// <summary>Whether two calls are given the same key.</summary>
    internal bool HasKeyOf(ConcurrentCall other) =>
        Key is { } one && other.Key is { } two && Microsoft.CodeAnalysis.CSharp.SyntaxFactory.AreEquivalent(Operand.Unwrap(one).Syntax, Operand.Unwrap(two).Syntax);

    /// <summary>The delegates that it is given.</summary>
    internal IEnumerable<IOperation> Factories => Operation switch
    {
        IInvocationOperation call => call.Arguments.Where(static argument => argument.Parameter?.OriginalDefinition.Type.TypeKind == TypeKind.Delegate).Select(static argument => argument.Value),
        IInvalidOperation => Operation.ChildOperations.Where(static argument => Operand.Unwrap(argument) is IAnonymousFunctionOperation or IDelegateCreationOperation or IMethodReferenceOperation),
        _ => [],
    };

    /// <summary>The argument of the parameter with this position.</summary>
    internal IOperation? Argument(int ordinal) => Operation is IInvocationOperation call
        ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal) is { } found ? Operand.Unwrap(found.Value) : null
        : UnboundCalls.ArgumentOf(Operation, ordinal);
}

/// <summary>One row of the table.</summary>
internal sealed record ConcurrentRow(ConcurrentAction Action, bool HasKey);

/// <summary>The collections of System.Collections.Concurrent, and what their members do.</summary>
internal sealed class ConcurrentCollections(Compilation compilation)
{
    private const string Space = "System.Collections.Concurrent.";
    private readonly ApiTable<ConcurrentRow> _table = new(Rows());
    private readonly INamedTypeSymbol? _dictionary = compilation.GetTypeByMetadataName(Space + "ConcurrentDictionary`2");
    private readonly TypeTable<bool> _types = new(TypeNames().Select(static name => (Space + name, true)));

    /// <summary>The names without which no code has a concurrent collection.</summary>
    internal static IEnumerable<string> Words => TypeNames().Select(static name => name.Substring(0, name.IndexOf('`')));

    /// <summary>Whether the compilation has them at all.</summary>
    internal bool AreKnown => _dictionary is not null;

    /// <summary>
    /// The dictionary that a call or constructor copies as a collection, by its size first; null where it does not. Sequences that are only gone through are safe.
    /// </summary>
    internal IOperation? CopiedBy(IOperation operation)
    {
        IOperation? source = operation switch
        {
            IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable", Name: "ToList" or "ToArray" or "OrderBy" or "OrderByDescending" or "Order" or "OrderDescending" or "Reverse" or "Shuffle" } } call => call.Arguments.FirstOrDefault()?.Value,
            IInvocationOperation { TargetMethod: { ContainingType: { Name: "List", ContainingNamespace.Name: "Generic" }, Name: "AddRange" or "InsertRange" } } call => call.Arguments.LastOrDefault()?.Value,
            IInvocationOperation { TargetMethod: { ContainingType: { Name: "ImmutableArray", ContainingNamespace.Name: "Immutable" }, Name: "ToImmutableArray" or "CreateRange" } } call => call.Arguments.FirstOrDefault()?.Value,
            IObjectCreationOperation { Type: { Name: "List" or "Queue" or "Stack", ContainingNamespace.Name: "Generic" }, Arguments: [var argument] } => argument.Value,
            _ => null,
        };
        return source is not null && Operand.Unwrap(source) is var dictionary && IsDictionary(dictionary.Type) ? dictionary : null;
    }

    /// <summary>What an operation does to a concurrent collection; null where it does nothing to one.</summary>
    internal ConcurrentCall? Of(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation { Instance: { } instance } call when IsOne(instance.Type) && _table.Find(call.TargetMethod) is { } row:
                return new(row.Action, call, Operand.Unwrap(instance), row.HasKey ? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 0)?.Value : null);
            case IInvocationOperation { Instance: null, TargetMethod: { Name: "GetValueOrDefault", ContainingType.Name: "CollectionExtensions" }, Arguments: [var first, var second, ..] } call when IsOne(Operand.Unwrap(first.Value).Type):
                return new(ConcurrentAction.TryGet, call, Operand.Unwrap(first.Value), second.Value);
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance, Arguments: [var key] } element when IsDictionary(instance.Type):
                return new(ActionOf(element), element, Operand.Unwrap(instance), key.Value);
            case IPropertyReferenceOperation { Property.Name: "Count" or "IsEmpty", Instance: { } instance } size when IsOne(instance.Type):
                return new(ConcurrentAction.Size, size, Operand.Unwrap(instance), null);
            case IInvalidOperation when UnboundCall.Of(operation) is { Instance: { } instance, Method: { } method } && IsOne(instance.Type) && _table.Find(method) is { } row:
                return new(row.Action, operation, Operand.Unwrap(instance), row.HasKey ? UnboundCalls.ArgumentOf(operation, 0) : null);
            case IInvalidOperation when UnboundCalls.IndexedBy(operation) is { } dictionary && IsDictionary(dictionary.Type):
                return new(ActionOf(operation), operation, Operand.Unwrap(dictionary), UnboundCalls.ArgumentOf(operation, 0));
            default:
                return null;
        }
    }

    /// <summary>Whether a type is a concurrent dictionary, or derives from one.</summary>
    internal bool IsDictionary(ITypeSymbol? type) => DictionaryOf(type) is not null;

    /// <summary>The constructed dictionary type that a type is or derives from.</summary>
    internal INamedTypeSymbol? DictionaryOf(ITypeSymbol? type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (KnownTypes.Is(current, _dictionary))
                return (INamedTypeSymbol)current;
        }

        return null;
    }

    /// <summary>Whether a type, one around its code or one that it derives from declares a concurrent collection.</summary>
    internal bool AreHeldBy(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null && AreKnown; current = current.BaseType)
        {
            if (current.GetMembers().Any(member => member switch
            {
                IFieldSymbol field => IsOne(field.Type),
                IPropertySymbol property => IsOne(property.Type),
                IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.Parameters.Any(parameter => IsOne(parameter.Type)),
                INamedTypeSymbol nested => SymbolEqualityComparer.Default.Equals(current, type) && AreHeldBy(nested),
                _ => false,
            }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a type is one of the collections, or derives from one.</summary>
    internal bool IsOne(ITypeSymbol? type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current is INamedTypeSymbol named && _types.Contains(named))
                return true;
        }

        return false;
    }


    private static ConcurrentAction ActionOf(IOperation element) => element.Parent switch
    {
        ISimpleAssignmentOperation assignment when assignment.Target == element => ConcurrentAction.Set,
        ICompoundAssignmentOperation or ICoalesceAssignmentOperation when ((IAssignmentOperation)element.Parent).Target == element => ConcurrentAction.Change,
        IIncrementOrDecrementOperation => ConcurrentAction.Change,
        _ => ConcurrentAction.Get,
    };

    private static IEnumerable<string> TypeNames() => ["ConcurrentDictionary`2", "ConcurrentQueue`1", "ConcurrentStack`1", "ConcurrentBag`1", "BlockingCollection`1"];

    private static IEnumerable<(string Type, string Member, ConcurrentRow Row)> Rows()
    {
        const string Dictionary = Space + "ConcurrentDictionary`2";
        yield return (Dictionary, "ContainsKey", new(ConcurrentAction.Test, true));
        yield return (Dictionary, "TryGetValue", new(ConcurrentAction.TryGet, true));
        yield return (Dictionary, "TryAdd", new(ConcurrentAction.Add, true));
        yield return (Dictionary, "GetOrAdd", new(ConcurrentAction.GetOrAdd, true));
        yield return (Dictionary, "AddOrUpdate", new(ConcurrentAction.AddOrUpdate, true));
        yield return (Dictionary, "TryUpdate", new(ConcurrentAction.Update, true));
        yield return (Dictionary, "TryRemove", new(ConcurrentAction.Remove, true));
        yield return (Dictionary, "Clear", new(ConcurrentAction.Remove, false));
        yield return (Space + "ConcurrentQueue`1", "TryDequeue", new(ConcurrentAction.TryTake, false));
        yield return (Space + "ConcurrentStack`1", "TryPop", new(ConcurrentAction.TryTake, false));
        yield return (Space + "ConcurrentBag`1", "TryTake", new(ConcurrentAction.TryTake, false));
        yield return (Space + "ConcurrentQueue`1", "TryPeek", new(ConcurrentAction.TryTake, false));
        yield return (Space + "ConcurrentStack`1", "TryPeek", new(ConcurrentAction.TryTake, false));
        yield return (Space + "ConcurrentBag`1", "TryPeek", new(ConcurrentAction.TryTake, false));
        yield return (Space + "BlockingCollection`1", "Take", new(ConcurrentAction.Take, false));
    }
}
