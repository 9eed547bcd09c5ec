using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Names by which people call their locks.</summary>
internal static class LockNames
{
    private static readonly string[] Parts = ["lock", "mutex", "gate", "sync", "semaphore", "monitor", "latch", "guard", "critical", "exclusi"];

    /// <summary>Whether the name or type of the last part of a path says that it is a lock.</summary>
    internal static bool Suggest(AccessPath path) => path.Last is { } symbol && !IsData(symbol) && (Suggest(symbol.Name) || TypeOf(symbol) is { } type && Suggest(type.Name));

    /// <summary>What kind of lock a path is by its type alone; null where any kind of use would fit the type.</summary>
    internal static LockPrimitive? PrimitiveOf(AccessPath path) => path.Last is null or ITypeSymbol ? LockPrimitive.Monitor : TypeOf(path.Last) switch
    {
        { SpecialType: SpecialType.System_Object } => LockPrimitive.Monitor,
        { ContainingNamespace.Name: "Threading" } type => type.Name switch
        {
            "Lock" => LockPrimitive.Lock,
            "SemaphoreSlim" => LockPrimitive.SemaphoreSlim,
            "Semaphore" => LockPrimitive.Semaphore,
            "Mutex" => LockPrimitive.Mutex,
            "SpinLock" => LockPrimitive.SpinLock,
            "ReaderWriterLockSlim" => LockPrimitive.ReaderWriterLock,
            _ => null,
        },
        _ => null,
    };

    /// <summary>Whether a name says that something is a lock, or has to do with one.</summary>
    internal static bool Suggest(string name) => Array.Exists(Parts, part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);

    // _lockCount, _syncedFiles
    private static bool IsData(ISymbol symbol) => TypeOf(symbol) is { } type
        && (type is { IsValueType: true, SpecialType: not SpecialType.None } or { SpecialType: SpecialType.System_String } || (type.ContainingNamespace is { Name: "Generic" or "Collections" or "Concurrent" or "Immutable" } && Framework.Owns(type as INamedTypeSymbol)));

    /// <summary>The type of a variable.</summary>
    internal static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };
}
