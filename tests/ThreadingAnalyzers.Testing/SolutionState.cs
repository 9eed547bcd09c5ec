using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Testing;

/// <summary>The project of a test, before the fix or after it.</summary>
public sealed class SolutionState
{
    /// <summary>The sources, which may carry markup.</summary>
    public SourceFileList Sources { get; } = [];

    /// <summary>Additional files, as analyzers see them.</summary>
    public SourceFileList AdditionalFiles { get; } = [];

    /// <summary>Files such as <c>/.editorconfig</c> and <c>/.globalconfig</c>.</summary>
    public SourceFileList AnalyzerConfigFiles { get; } = [];

    /// <summary>Diagnostics expected besides those that markup names.</summary>
    public List<DiagnosticResult> ExpectedDiagnostics { get; } = [];

    /// <summary>References besides those of the framework.</summary>
    public List<MetadataReference> AdditionalReferences { get; } = [];

    /// <summary>Library or program; a library where null.</summary>
    public OutputKind? OutputKind { get; set; }

    internal IEnumerable<MarkedSource> Marked => Sources.Select(file => Markup.Read(file.filename, file.content));

    /// <summary>What this state leaves open is as in the other one.</summary>
    internal SolutionState InheritFrom(SolutionState other, IEnumerable<DiagnosticResult> remaining)
    {
        var state = new SolutionState { OutputKind = OutputKind ?? other.OutputKind };
        state.Sources.AddRange(Sources.Count == 0 ? other.Sources : Sources);
        state.AdditionalFiles.AddRange(AdditionalFiles.Count == 0 ? other.AdditionalFiles : AdditionalFiles);
        state.AnalyzerConfigFiles.AddRange(AnalyzerConfigFiles.Count == 0 ? other.AnalyzerConfigFiles : AnalyzerConfigFiles);
        state.AdditionalReferences.AddRange(AdditionalReferences.Count == 0 ? other.AdditionalReferences : AdditionalReferences);
        state.ExpectedDiagnostics.AddRange(ExpectedDiagnostics.Count == 0 ? remaining : ExpectedDiagnostics);
        return state;
    }
}
