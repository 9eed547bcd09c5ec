using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Lazy objects that are told not to care about threads.</summary>
internal sealed class LazyModes(Compilation compilation)
{
    private readonly INamedTypeSymbol? _lazy = compilation.GetTypeByMetadataName("System.Lazy`1");
    private readonly INamedTypeSymbol? _lazyWithMetadata = compilation.GetTypeByMetadataName("System.Lazy`2");

    /// <summary>The names without which no code makes a lazy object.</summary>
    internal static IEnumerable<string> Words => ["Lazy"];

    /// <summary>The argument that takes the protection away: <c>LazyThreadSafetyMode.None</c> or <c>isThreadSafe: false</c>; null where there is none.</summary>
    internal IArgumentOperation? UnprotectedBy(IObjectCreationOperation creation)
    {
        if (!KnownTypes.Is(creation.Type, _lazy) && !KnownTypes.Is(creation.Type, _lazyWithMetadata))
            return null;
        return creation.Arguments.FirstOrDefault(static argument => argument is { IsImplicit: false, Value.ConstantValue: { HasValue: true, Value: var value } } && argument.Parameter?.Type switch
        {
            { SpecialType: SpecialType.System_Boolean } => value is false,
            { TypeKind: TypeKind.Enum, Name: "LazyThreadSafetyMode" } => value is 0,
            _ => false,
        });
    }
}
