using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Objects that have something to do when they are disposed of, and can do it asynchronously.</summary>
internal sealed class AsyncDisposal(Compilation compilation)
{
    // Types of the framework whose Dispose writes. The others implement the interface because a base type does, or have nothing to wait for.
    private static readonly HashSet<string> Writers = new(StringComparer.Ordinal)
    {
        "StreamWriter", "GZipStream", "DeflateStream", "BrotliStream", "ZLibStream", "CryptoStream", "BufferedStream", "Utf8JsonWriter", "XmlWriter", "DbTransaction",
    };

    private static readonly HashSet<string> CreatingMembers = new(StringComparer.Ordinal) { "Create", "OpenWrite" };

    private readonly INamedTypeSymbol? _asyncDisposable = compilation.GetTypeByMetadataName("System.IAsyncDisposable");

    /// <summary>Whether disposing of a value asynchronously spares the thread something.</summary>
    /// <param name="value">The value.</param>
    /// <param name="valueOf">The only value of a local, or null.</param>
    internal bool IsWorth(IOperation value, Func<ILocalSymbol, IOperation?> valueOf)
    {
        if (_asyncDisposable is null || value.Type is not INamedTypeSymbol type || OwnerOf(type) is not { } owner)
            return false;
        if (!Framework.Owns(owner))
            return !IsInMemory(type) && owner.Name != "DbContext";
        if (value is IFieldReferenceOperation { Field: var field } && type.Name is "FileStream" or "Stream")
            return StreamFields.AreWritten(field);
        IOperation made = Made(value, valueOf);
        // Code that does not compile may read or write.
        if (made is IInvalidOperation)
            return false;
        return type.Name == "FileStream" ? IsWritten(made) : BasesOf(type).Any(static known => Writers.Contains(known.Name)) && !IsReading(made) && !IsOverMemory(made, valueOf);
    }

    // Who implements DisposeAsync says whether it has anything to do.
    private INamedTypeSymbol? OwnerOf(INamedTypeSymbol type)
    {
        if (!type.AllInterfaces.Contains(_asyncDisposable!, SymbolEqualityComparer.Default))
            return null;
        return type.TypeKind == TypeKind.Interface ? type : type.FindImplementationForInterfaceMember(_asyncDisposable!.GetMembers("DisposeAsync").First())?.ContainingType;
    }

    private static IOperation Made(IOperation value, Func<ILocalSymbol, IOperation?> valueOf) =>
        value is ILocalReferenceOperation local && valueOf(local.Local) is { } known ? Operand.Unwrap(known) : value;

    private static bool IsWritten(IOperation made) => made switch
    {
        IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: "File" or "FileInfo" } } => CreatingMembers.Contains(name),
        IObjectCreationOperation creation => creation.Arguments.Any(static argument => argument.Value is IFieldReferenceOperation { Field: { ContainingType.Name: "FileMode", Name: not "Open" } }),
        _ => false,
    };

    private static bool IsReading(IOperation made) => made is IObjectCreationOperation creation && creation.Arguments.Any(static argument =>
        argument.Value is IFieldReferenceOperation { Field: { Name: "Decompress", ContainingType.Name: "CompressionMode" } or { Name: "Read", ContainingType.Name: "CryptoStreamMode" } });

    // What is written into memory keeps nobody waiting.
    private static bool IsOverMemory(IOperation made, Func<ILocalSymbol, IOperation?> valueOf) => made is IObjectCreationOperation { Arguments: [{ Value: var target }, ..] }
        && Operand.Unwrap(target) is { } stream && (IsInMemory(stream.Type) || Made(stream, valueOf) is { } known && IsInMemory(known.Type));

    private static bool IsInMemory(ITypeSymbol? type) => type is not null && BasesOf(type).Any(static known => known.Name is "MemoryStream" or "StringWriter" or "ArrayBufferWriter");

    private static IEnumerable<ITypeSymbol> BasesOf(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
            yield return current;
    }
}
