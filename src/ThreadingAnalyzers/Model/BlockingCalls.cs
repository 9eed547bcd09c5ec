using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Placeholder.</summary>
internal sealed class BlockingCalls(Compilation compilation, KnownTypes types)
{
    internal Compilation Compilation { get; } = compilation;
    internal KnownTypes Types { get; } = types;
}
