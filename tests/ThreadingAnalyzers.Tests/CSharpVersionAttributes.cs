using Microsoft.CodeAnalysis.CSharp;

namespace ThreadingAnalyzers.Tests;

/// <summary>A test whose sources need a C# version: it is skipped where the hosting Roslyn is older.</summary>
public sealed class CSharpFactAttribute : FactAttribute
{
    /// <summary>Needs the given C# version, such as 13.</summary>
    public CSharpFactAttribute(int version) => Skip = HostedCSharp.WhyNot(version);
}

/// <summary>A theory whose sources need a C# version: it is skipped where the hosting Roslyn is older.</summary>
public sealed class CSharpTheoryAttribute : TheoryAttribute
{
    /// <summary>Needs the given C# version, such as 13.</summary>
    public CSharpTheoryAttribute(int version) => Skip = HostedCSharp.WhyNot(version);
}

/// <summary>The newest C# that the hosting Roslyn knows.</summary>
internal static class HostedCSharp
{
    internal static int Version { get; } = (int)LanguageVersion.Latest.MapSpecifiedToEffectiveVersion() / 100;

    // The property is null for tests that run; its type does not say so.
    internal static string WhyNot(int version) =>
        version <= Version ? null! : $"The sources are C# {version}, and the hosting Roslyn ends at C# {Version}.";
}
