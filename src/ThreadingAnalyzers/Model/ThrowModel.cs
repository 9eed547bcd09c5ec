using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Which operations throw in practice. Nearly everything can throw in theory (out of memory, thread abort); a finding must not rest on that,
/// so operations that fail only when the program is already lost count as safe.
/// </summary>
internal sealed class ThrowModel(Compilation compilation)
{
    private readonly ApiTable<SafeRow> _safe = new(Rows());
    private readonly SureMethods _sure = new();
    private readonly INamedTypeSymbol? _exception = compilation.GetTypeByMetadataName("System.Exception");

    /// <summary>Whether an exception may leave this operation itself; its operands answer for themselves.</summary>
    internal bool CanThrow(IOperation operation) => operation switch
    {
        IInvocationOperation call => CanThrow(call),
        IObjectCreationOperation creation => CanThrow(creation),
        IPropertyReferenceOperation property => CanThrow(property),
        IAwaitOperation { Operation.Type.Name: "YieldAwaitable" } => false,
        IAwaitOperation or IThrowOperation or IDynamicInvocationOperation or IFunctionPointerInvocationOperation => true,
        _ => false,
    };

    private bool CanThrow(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (method.Name is "ConfigureAwait" or "GetAwaiter" or "AsTask" || (method is { Name: "Dispose", Parameters.IsEmpty: true } && Framework.Owns(method.ContainingType)))
            return false;
        return !(IsSafeType(method.ContainingType) && !method.Name.StartsWith("Parse", StringComparison.Ordinal)) && !IsOfPrimitive(method) && _safe.Find(method) is null && !LogCalls.IsOne(call) && !_sure.Holds(method) && !IsQueryOfCollection(call) && !WritesToConsole(call);
    }

    // Console.Error.WriteLine(…)
    private static bool WritesToConsole(IInvocationOperation call) =>
        call is { TargetMethod: { Name: "Write" or "WriteLine" or "Flush", ReturnsVoid: true }, Instance: IPropertyReferenceOperation { Property: { Name: "Error" or "Out", ContainingType: { Name: "Console", ContainingNamespace.Name: "System" } } } };

    // Queries without code of their own over what is a collection, and no other query: they read what is there.
    private static bool IsQueryOfCollection(IInvocationOperation call) =>
        call is { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, Name: "Contains" or "Any" or "Count" or "FirstOrDefault" or "LastOrDefault" or "ToArray" or "ToList" }, Arguments: [{ Value: var source }, ..] arguments }
        && arguments.All(static argument => argument.Parameter?.Type.TypeKind != TypeKind.Delegate)
        && Operand.Unwrap(source).Type is IArrayTypeSymbol
            or INamedTypeSymbol { TypeKind: TypeKind.Class, ContainingNamespace.Name: "Generic" or "Concurrent" or "ObjectModel" or "Immutable" }
            or INamedTypeSymbol { Name: "ICollection" or "IList" or "IReadOnlyCollection" or "IReadOnlyList", ContainingNamespace.Name: "Generic" };

    private static bool IsOfPrimitive(IMethodSymbol method) =>
        method is { Name: "ToString" or "Equals" or "GetHashCode" or "CompareTo", Parameters.Length: <= 1, ContainingType.SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String };

    private bool CanThrow(IObjectCreationOperation creation) =>
        creation.Constructor is { IsImplicitlyDeclared: false } constructor
        && !IsSafeType(constructor.ContainingType)
        && constructor.ContainingType.SpecialType != SpecialType.System_Object
        && !(Framework.Owns(constructor.ContainingType) && (constructor.Parameters.IsEmpty || constructor.ContainingType is { Name: "Thread", ContainingNamespace.Name: "Threading" }))
        && !DerivesFrom(constructor.ContainingType, _exception);

    // Getters are not expected to throw; indexers are, where the key may be missing.
    private static bool CanThrow(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property;
        return property.IsIndexer && !property.ContainingType.IsValueType && property.ContainingType.SpecialType != SpecialType.System_String
            && property.Parameters[0].Type.SpecialType != SpecialType.System_Int32;
    }

    // Types all of whose members are plain computation, or fail only on misuse that no path here can cause.
    private static bool IsSafeType(INamedTypeSymbol? type)
    {
        if (type is null || !Framework.Owns(type))
            return false;
        return type.ContainingNamespace.Name switch
        {
            "Threading" => type.Name is "Monitor" or "Interlocked" or "Volatile" or "Lock" or "Scope" or "SpinWait" or "ManualResetEventSlim" or "ReaderWriterLockSlim" or "SpinLock",
            "Diagnostics" => type.Name is "Debug" or "Stopwatch" or "Trace",
            "System" => type.Name is "Math" or "MathF" or "DateTime" or "DateTimeOffset" or "TimeSpan" or "GC" or "HashCode" or "Environment" or "StringComparer",
            _ => false,
        };
    }

    private static bool DerivesFrom(INamedTypeSymbol? type, INamedTypeSymbol? ancestor)
    {
        for (; type is not null && ancestor is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, ancestor))
                return true;
        }

        return false;
    }

    private static IEnumerable<(string Type, string Member, SafeRow Row)> Rows()
    {
        foreach (string collection in new[] { "List`1", "HashSet`1", "Queue`1", "Stack`1", "LinkedList`1", "Dictionary`2", "SortedSet`1" })
        {
            foreach (string member in new[] { "Clear", "Contains", "Enqueue", "Push", "TryGetValue", "TryDequeue", "TryPop", "TryPeek", "TryAdd", "Remove", "ToArray", "GetEnumerator", "AddFirst", "AddLast" })
                yield return ("System.Collections.Generic." + collection, member, SafeRow.Instance);
        }

        foreach (string dictionary in new[] { "Generic.IDictionary`2", "Generic.IReadOnlyDictionary`2", "Generic.Dictionary`2", "Generic.SortedDictionary`2", "Concurrent.ConcurrentDictionary`2" })
        {
            yield return ("System.Collections." + dictionary, "TryGetValue", SafeRow.Instance);
            yield return ("System.Collections." + dictionary, "ContainsKey", SafeRow.Instance);
        }

        foreach (string member in new[] { "TryAdd", "TryRemove", "TryUpdate", "Clear" })
            yield return ("System.Collections.Concurrent.ConcurrentDictionary`2", member, SafeRow.Instance);
        foreach ((string type, string[] members) in new[] { ("ConcurrentQueue`1", new[] { "Enqueue", "TryDequeue", "TryPeek" }), ("ConcurrentStack`1", ["Push", "TryPop", "TryPeek"]), ("ConcurrentBag`1", ["Add", "TryTake", "TryPeek"]) })
        {
            foreach (string member in members)
                yield return ("System.Collections.Concurrent." + type, member, SafeRow.Instance);
        }

        foreach (string member in new[] { "TrySetResult", "TrySetException", "TrySetCanceled" })
        {
            yield return ("System.Threading.Tasks.TaskCompletionSource", member, SafeRow.Instance);
            yield return ("System.Threading.Tasks.TaskCompletionSource`1", member, SafeRow.Instance);
        }

        foreach (string member in new[] { "Append", "AppendLine", "Clear", "ToString" })
            yield return ("System.Text.StringBuilder", member, SafeRow.Instance);
        yield return ("System.Threading.Channels.ChannelWriter`1", "TryComplete", SafeRow.Instance);
        yield return ("System.Threading.Channels.ChannelWriter`1", "TryWrite", SafeRow.Instance);
        yield return ("System.Collections.Generic.List`1", "Add", SafeRow.Instance);
        yield return ("System.Collections.Generic.HashSet`1", "Add", SafeRow.Instance);
        yield return ("System.Threading.SemaphoreSlim", "Release", SafeRow.Instance);
        yield return ("System.Threading.Semaphore", "Release", SafeRow.Instance);
        yield return ("System.Threading.Mutex", "ReleaseMutex", SafeRow.Instance);
        yield return ("System.Threading.EventWaitHandle", "Set", SafeRow.Instance);
        yield return ("System.Threading.EventWaitHandle", "Reset", SafeRow.Instance);
        yield return ("System.Threading.Thread", "Sleep", SafeRow.Instance);
        yield return ("System.Threading.Tasks.Task", "Yield", SafeRow.Instance);
        yield return ("System.Threading.Timer", "Change", SafeRow.Instance);
        yield return ("System.Threading.CancellationToken", "Register", SafeRow.Instance);
        yield return ("System.Threading.CancellationToken", "UnsafeRegister", SafeRow.Instance);
        yield return ("System.Threading.Tasks.TaskScheduler", "TryExecuteTask", SafeRow.Instance);
        yield return ("System.Console", "Write", SafeRow.Instance);
        yield return ("System.Console", "WriteLine", SafeRow.Instance);
        yield return ("System.Runtime.CompilerServices.RuntimeHelpers", "PrepareConstrainedRegions", SafeRow.Instance);
        yield return ("System.Object", "ReferenceEquals", SafeRow.Instance);
        yield return ("System.String", "IsNullOrEmpty", SafeRow.Instance);
        yield return ("System.String", "IsNullOrWhiteSpace", SafeRow.Instance);
    }

    private sealed class SafeRow
    {
        internal static readonly SafeRow Instance = new();
    }
}
