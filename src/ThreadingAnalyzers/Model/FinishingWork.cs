using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Placeholder row type.</summary>
internal sealed class FinishingWork(Compilation compilation)
{
    internal Compilation Compilation { get; } = compilation;
}
