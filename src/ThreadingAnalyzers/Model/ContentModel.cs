using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What an expression's consumer does with the content of the object that the expression refers to.</summary>
internal sealed class ContentModel(UnsafeObjects objects)
{
    private const int LongestChain = 32;

    private static readonly HashSet<string> LazyQueries = new(StringComparer.Ordinal)
    {
        "Append", "AsEnumerable", "Cast", "Chunk", "Concat", "DefaultIfEmpty", "Distinct", "DistinctBy", "Except", "ExceptBy", "GroupBy", "GroupJoin", "Index", "Intersect", "IntersectBy",
        "Join", "OfType", "Order", "OrderBy", "OrderByDescending", "OrderDescending", "Prepend", "Reverse", "Select", "SelectMany", "Skip", "SkipLast", "SkipWhile", "Take", "TakeLast",
        "TakeWhile", "ThenBy", "ThenByDescending", "Union", "UnionBy", "Where", "Zip",
    };

    private static readonly HashSet<string> FinalQueries = new(StringComparer.Ordinal)
    {
        "Aggregate", "All", "Any", "Average", "Count", "First", "FirstOrDefault", "Last", "LastOrDefault", "LongCount", "Max", "MaxBy", "Min", "MinBy", "SequenceEqual", "Single",
        "SingleOrDefault", "Sum", "ToArray", "ToDictionary", "ToHashSet", "ToList", "ToLookup",
    };

    /// <summary>What happens to the content of the object behind a reference; the use is None where the type is safe, or nothing is known.</summary>
    internal ContentAccess UseOf(IOperation reference) =>
        objects.FamilyOf(reference.Type) is { } family ? Follow(reference, family) : new(ContentUse.None, reference);

    // Along views, queries and ?. to the operation that does something.
    private static ContentAccess Follow(IOperation value, ObjectFamily family)
    {
        var reached = new ContentAccess(ContentUse.None, value);
        for (int steps = 0; steps < LongestChain && StepFrom(reached, family) is { } next; steps++)
        {
            reached = next;
            if (next.Use is not (ContentUse.None or ContentUse.View))
                break;
        }

        return reached;
    }

    private static ContentAccess? StepFrom(ContentAccess from, ObjectFamily family)
    {
        IOperation value = Outermost(from.Operation);
        ContentUse View() => from.Use;
        switch (value.Parent)
        {
            case IConditionalAccessOperation access when access.Operation == value:
                return InstanceOf(access) is { } instance ? new(View(), instance) : null;
            case IConditionalAccessOperation access:
                return new(View(), access);
            case IInvocationOperation call when call.Instance == value:
                return from.Use == ContentUse.View ? OfView(call.TargetMethod, call) : Result(UnsafeObjects.UseBy(call.TargetMethod, family), call);
            case IPropertyReferenceOperation property when property.Instance == value:
                return from.Use == ContentUse.View ? OfView(property.Property, property) : OfProperty(property, family);
            case IArrayElementReferenceOperation element when element.ArrayReference == value:
                return new(IsWritten(element) ? ContentUse.Change : ContentUse.Read, element);
            case IImplicitIndexerReferenceOperation element when element.Instance == value:
                return new(IsWritten(element) ? ContentUse.Change : ContentUse.Read, element);
            case { } user when IsSerialized(value, user):
                return new(ContentUse.Enumeration, value);
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                return OfArgument(argument, call, from.Use);
            case IArgumentOperation { Parent: IObjectCreationOperation creation } argument when Framework.Owns(creation.Constructor?.ContainingType) && IsSequence(argument.Parameter?.Type):
                return IsWrapper(creation.Type) ? new(ContentUse.View, creation) : new(ContentUse.Enumeration, value);
            case IForEachLoopOperation loop when loop.Collection == value:
                return new(ContentUse.Enumeration, value);
            case { Syntax: var syntax } when syntax.GetType().Name == "SpreadElementSyntax":
                return new(ContentUse.Enumeration, value);
            default:
                return UnboundCalls.On(value) is var (operation, member) ? OfUnbound(operation, member, value.Type, family, from.Use) : null;
        }
    }

    // JsonSerializer.Serialize(_map), and the same of a library that is not at hand: what writes an object out goes through all of it.
    private static bool IsSerialized(IOperation value, IOperation user) => user switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var name } } => IsSerialization(name),
        IInvalidOperation { Syntax: InvocationExpressionSyntax call } => UnboundCalls.NameOf(user) is { } name && IsSerialization(name) && call.ArgumentList.Span.Contains(value.Syntax.Span),
        _ => false,
    };

    private static bool IsSerialization(string name) => name.StartsWith("Serialize", StringComparison.Ordinal) || name is "ToJson" or "WriteJson" or "WriteObject" or "WriteObjectContent";

    // By its name, since nothing else is known of it.
    private static ContentAccess? OfUnbound(IOperation operation, string member, ITypeSymbol? type, ObjectFamily family, ContentUse before)
    {
        if (member == UnboundCalls.Indexer)
            return before != ContentUse.View && IsWritten(operation) ? new(ContentUse.Change, operation) : family == ObjectFamily.Hashtable ? null : new(ContentUse.Read, operation);
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers(member) is [var declared, ..])
                return before == ContentUse.View ? OfView(declared, operation) : Result(UnsafeObjects.UseBy(declared, family), operation);
        }

        if (family is not (ObjectFamily.Collection or ObjectFamily.CollectionInterface or ObjectFamily.Hashtable))
            return null;
        if (before == ContentUse.None && UnsafeObjects.IsChangeByName(member))
            return new(ContentUse.Change, operation);
        return LazyQueries.Contains(member) ? new(ContentUse.View, operation) : FinalQueries.Contains(member) ? new(ContentUse.Enumeration, operation) : null;
    }

    private static ContentAccess? Result(ContentUse use, IOperation operation) => use == ContentUse.None ? null : new(use, operation);

    private static ContentAccess? OfView(ISymbol member, IOperation operation) => member.Name switch
    {
        "Count" or "Length" => new(ContentUse.Size, operation),
        "GetEnumerator" or "CopyTo" or "ToArray" => new(ContentUse.Enumeration, operation),
        "Contains" or "IndexOf" or "this[]" => new(ContentUse.Read, operation),
        _ => null,
    };

    private static ContentAccess? OfProperty(IPropertyReferenceOperation property, ObjectFamily family)
    {
        if (property.Property.IsIndexer)
            return IsWritten(property) ? new(ContentUse.Change, property) : family == ObjectFamily.Hashtable ? null : new(ContentUse.Read, property);
        if (IsWritten(property))
            return new(ContentUse.Change, property);
        return Result(UnsafeObjects.UseBy(property.Property, family), property);
    }

    private static ContentAccess? OfArgument(IArgumentOperation argument, IInvocationOperation call, ContentUse before)
    {
        IMethodSymbol method = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (!Framework.Owns(method.ContainingType) || argument.Parameter is not { } parameter)
            return method.IsExtensionMethod && argument.Parameter?.Ordinal == 0 && before == ContentUse.None && UnsafeObjects.IsChangeByName(method.Name) ? new(ContentUse.Change, call) : null;
        bool isFirst = parameter.Ordinal == 0;
        switch (method.ContainingType.Name)
        {
            case "Enumerable" or "ParallelEnumerable" or "Queryable" or "MoreEnumerable":
                if (!IsSequence(parameter.Type))
                    return null;
                return LazyQueries.Contains(method.Name) || method.Name is "AsParallel" or "AsQueryable" ? new(ContentUse.View, call) : new(ContentUse.Enumeration, call);
            case "CollectionExtensions" when isFirst && before == ContentUse.None:
                return method.Name is "GetValueOrDefault" ? new(ContentUse.Read, call) : method.Name is "AsReadOnly" ? new(ContentUse.View, call) : new(ContentUse.Change, call);
            case "CollectionsMarshal":
                return new(ContentUse.View, call);
            case "Array" when isFirst && before == ContentUse.None:
                return method.Name switch
                {
                    "Clear" or "Fill" or "Sort" or "Reverse" or "Resize" => new(ContentUse.Change, call),
                    "Copy" or "ConvertAll" or "ForEach" => new(ContentUse.Enumeration, call),
                    "Find" or "FindIndex" or "IndexOf" or "Exists" or "BinarySearch" or "TrueForAll" or "FindAll" or "FindLast" => new(ContentUse.Read, call),
                    _ => null,
                };
            case "Array" when method.Name is "Copy" && before == ContentUse.None:
                return new(ContentUse.Change, call);
        }

        return IsSequence(parameter.Type) && !IsForLater(method) ? new(ContentUse.Enumeration, Outermost(argument.Value)) : null;
    }

    // ArrayList.Synchronized(list), new ReadOnlyCollection<T>(list): the same content under another name.
    private static bool IsForLater(IMethodSymbol method) =>
        method.ContainingType.Name is "Interlocked" or "Volatile" or "Monitor" or "GC" or "Thread" or "Debug" or "Object" or "Unsafe" or "ArgumentNullException" or "LazyInitializer"
        || method.Name is "Synchronized" or "ReadOnly" or "Adapter" or "FixedSize" or "AsReadOnly" or "ReferenceEquals" or "Equals" or "Add" or "Enqueue" or "Push" or "TryAdd" or "SetValue" or "FromResult";

    private static bool IsWrapper(ITypeSymbol? type) => type is { Name: "ReadOnlyCollection" or "ReadOnlyDictionary" or "ReadOnlyObservableCollection" or "BlockingCollection" or "Collection" };

    // A sequence as such: not an object, and not a type parameter that a sequence happens to be.
    private static bool IsSequence(ITypeSymbol? type) =>
        type is { SpecialType: not SpecialType.System_String, OriginalDefinition.TypeKind: TypeKind.Interface } && (type.Name is "IEnumerable" or "ICollection" or "IList" or "IReadOnlyCollection" or "IReadOnlyList" or "IDictionary" or "IOrderedEnumerable" or "IAsyncEnumerable");

    private static bool IsWritten(IOperation element)
    {
        IOperation? parent = element.Parent;
        return parent switch
        {
            IAssignmentOperation assignment => assignment.Target == element,
            IIncrementOrDecrementOperation => true,
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
            ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple => deconstruction.Target == tuple,
            _ => false,
        };
    }

    private static IOperation? InstanceOf(IConditionalAccessOperation access)
    {
        IOperation inner = access.WhenNotNull;
        return inner.DescendantsAndSelf().FirstOrDefault(static operation => operation is IConditionalAccessInstanceOperation);
    }

    // With the conversions, parentheses and suppressions around it, and the query that a chain of calls is written as.
    private static IOperation Outermost(IOperation operation)
    {
        while (operation.Parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or ITranslatedQueryOperation)
            operation = operation.Parent;
        return operation;
    }
}
