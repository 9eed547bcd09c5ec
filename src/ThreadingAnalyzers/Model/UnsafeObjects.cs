using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Kinds of objects that threads may use only one after the other.</summary>
internal enum ObjectFamily
{
    Array,

    /// <summary>Lists, dictionaries, sets, queues and their like: many may read while nobody changes.</summary>
    Collection,

    /// <summary>A collection by its interface alone: the object behind it may be a concurrent one.</summary>
    CollectionInterface,

    /// <summary><c>Hashtable</c>: one may change while others look up, but not while others go through it.</summary>
    Hashtable,

    /// <summary><c>StringBuilder</c>.</summary>
    Text,

    /// <summary><c>Random</c>: every call changes it.</summary>
    Random,

    /// <summary>Readers and writers with a position.</summary>
    Stream,

    /// <summary>Hash algorithms and transforms: every call changes them.</summary>
    Crypto,

    /// <summary>Database contexts: one operation at a time.</summary>
    Session,
}

/// <summary>Which types are not safe to use from several threads at once, and what their members do to the content.</summary>
internal sealed class UnsafeObjects(UserOptions options)
{
    private const string Generic = "System.Collections.Generic.";
    private const string NonGeneric = "System.Collections.";
    private const string Specialized = "System.Collections.Specialized.";
    private const string Objects = "System.Collections.ObjectModel.";

    private static readonly HashSet<string> Lookups = new(StringComparer.Ordinal)
    {
        "Contains", "ContainsKey", "ContainsValue", "TryGetValue", "TryGet", "TryPeek", "Peek", "IndexOf", "LastIndexOf", "Find", "FindAll", "FindIndex", "FindLast", "FindLastIndex",
        "Exists", "TrueForAll", "BinarySearch", "GetRange", "Slice", "IndexOfKey", "IndexOfValue", "GetByIndex", "GetKey", "GetKeyAtIndex", "GetValueAtIndex", "GetAt", "Get",
        "GetValues", "IsSubsetOf", "IsSupersetOf", "IsProperSubsetOf", "IsProperSupersetOf", "Overlaps", "SetEquals", "GetValueOrDefault", "HasKeys", "First", "Last", "Min", "Max",
    };

    private static readonly HashSet<string> Passes = new(StringComparer.Ordinal)
    {
        "GetEnumerator", "ToArray", "ToList", "CopyTo", "ConvertAll", "ForEach", "Clone",
    };

    private static readonly HashSet<string> Views = new(StringComparer.Ordinal) { "Keys", "Values", "AllKeys", "AsReadOnly", "GetViewBetween", "UnorderedItems", "GetKeyList", "GetValueList" };

    private static readonly HashSet<string> Sizes = new(StringComparer.Ordinal) { "Count", "Length", "LongLength", "Capacity" };

    private static readonly string[] Changes =
    [
        "Add", "Append", "Clear", "Dequeue", "Enqueue", "Ensure", "Except", "Insert", "Intersect", "Move", "Pop", "Prepend", "Push", "Remove", "Replace", "Reverse", "Set", "Sort",
        "Symmetric", "Trim", "TryAdd", "TryDequeue", "TryPop", "TryRemove", "Union", "And", "Or", "Xor", "Not", "LeftShift", "RightShift",
    ];

    private static readonly string[] Extensions = ["Add", "Remove", "Insert", "Replace", "Enqueue", "Dequeue", "Push", "Pop", "TryAdd", "TryRemove", "GetOrAdd", "GetOrCreate"];

    private readonly TypeTable<ObjectFamily> _families = new(Rows());
    private readonly TypeTable<bool> _safe = new(options.NamesOf(OptionKeys.ThreadSafeTypes).SelectMany(UserOptions.MetadataNames).Select(static name => (name, true)));

    /// <summary>The kind of objects that a type has, or null where threads may share them, or nothing is known.</summary>
    internal ObjectFamily? FamilyOf(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol)
            return ObjectFamily.Array;
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if ((current is INamedTypeSymbol stated && _safe.Contains(stated)) || StatedAttributes.AreSafe(current))
                return null;
            if (current is INamedTypeSymbol named && _families.TryFind(named, out ObjectFamily family))
                return family;
        }

        return null;
    }

    /// <summary>What calling a method of such an object, or reading a property, does to its content.</summary>
    internal static ContentUse UseBy(ISymbol member, ObjectFamily family)
    {
        string name = member.Name;
        switch (family)
        {
            case ObjectFamily.Random or ObjectFamily.Crypto or ObjectFamily.Session:
                return member is IMethodSymbol && IsOfObject(name) ? ContentUse.None : member is IMethodSymbol ? ContentUse.Change : ContentUse.None;
            case ObjectFamily.Stream:
                return IsStreamChange(name) ? ContentUse.Change : name is "ToArray" or "GetBuffer" or "ToString" ? ContentUse.Read : ContentUse.None;
            case ObjectFamily.Text when name is "ToString":
                return ContentUse.Read;
        }

        if (IsOfObject(name))
            return ContentUse.None;
        ContentUse use = Sizes.Contains(name) ? ContentUse.Size : Lookups.Contains(name) ? ContentUse.Read : Passes.Contains(name) ? ContentUse.Enumeration
            : Views.Contains(name) ? ContentUse.View : member is IMethodSymbol && IsChange(name) ? ContentUse.Change : ContentUse.None;
        return family == ObjectFamily.Hashtable && use is ContentUse.Read or ContentUse.Size ? ContentUse.None : use;
    }

    /// <summary>Whether a method that is added to collections from outside changes them, by its name: <c>items.AddIfMissing(item)</c>.</summary>
    internal static bool IsChangeByName(string name) => Array.Exists(Extensions, verb => name.StartsWith(verb, StringComparison.Ordinal) && name.Length > verb.Length && char.IsUpper(name[verb.Length]));

    private static bool IsOfObject(string name) => name is "GetType" or "GetHashCode" or "Equals" or "ToString" or "ReferenceEquals" or "Dispose" or "DisposeAsync" or "Close";

    private static bool IsStreamChange(string name) =>
        name.StartsWith("Write", StringComparison.Ordinal) || name.StartsWith("Read", StringComparison.Ordinal) || name is "Seek" or "SetLength" or "Flush" or "FlushAsync";

    private static bool IsChange(string name) =>
        Array.Exists(Changes, verb => name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || char.IsUpper(name[verb.Length])));

    private static IEnumerable<(string Type, ObjectFamily Family)> Rows()
    {
        foreach (string name in new[] { "List`1", "Dictionary`2", "HashSet`1", "SortedSet`1", "SortedList`2", "SortedDictionary`2", "OrderedDictionary`2", "Queue`1", "Stack`1", "LinkedList`1", "PriorityQueue`2", "SynchronizedReadOnlyCollection`1" })
            yield return (Generic + name, ObjectFamily.Collection);
        foreach (string name in new[] { "ArrayList", "Queue", "Stack", "SortedList", "BitArray", "CollectionBase", "DictionaryBase" })
            yield return (NonGeneric + name, ObjectFamily.Collection);
        foreach (string name in new[] { "ListDictionary", "HybridDictionary", "OrderedDictionary", "NameObjectCollectionBase", "StringCollection", "StringDictionary" })
            yield return (Specialized + name, ObjectFamily.Collection);
        yield return (Objects + "Collection`1", ObjectFamily.Collection);
        foreach (string name in new[] { "IList`1", "ICollection`1", "IDictionary`2", "ISet`1" })
            yield return (Generic + name, ObjectFamily.CollectionInterface);
        foreach (string name in new[] { "IList", "ICollection", "IDictionary" })
            yield return (NonGeneric + name, ObjectFamily.CollectionInterface);
        yield return (NonGeneric + "Hashtable", ObjectFamily.Hashtable);
        yield return ("System.Text.StringBuilder", ObjectFamily.Text);
        yield return ("System.Random", ObjectFamily.Random);
        foreach (string name in new[] { "MemoryStream", "FileStream", "BufferedStream", "StreamWriter", "StreamReader", "StringWriter", "StringReader", "BinaryWriter", "BinaryReader" })
            yield return ("System.IO." + name, ObjectFamily.Stream);
        yield return ("System.Xml.XmlWriter", ObjectFamily.Stream);
        foreach (string name in new[] { "HashAlgorithm", "IncrementalHash" })
            yield return ("System.Security.Cryptography." + name, ObjectFamily.Crypto);
        yield return ("Microsoft.EntityFrameworkCore.DbContext", ObjectFamily.Session);
        yield return ("System.Data.Entity.DbContext", ObjectFamily.Session);
    }
}
