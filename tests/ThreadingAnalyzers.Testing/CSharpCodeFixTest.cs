using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Testing;

/// <summary>Verifies an analyzer, then its fix one by one and as Fix All. Without a fixed source only the analyzer is verified.</summary>
public class CSharpCodeFixTest<TAnalyzer, TCodeFix> : CSharpAnalyzerTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    private static readonly (FixAllScope Scope, CodeFixTestBehaviors Skip)[] s_scopes =
    [
        (FixAllScope.Document, CodeFixTestBehaviors.SkipFixAllInDocumentCheck),
        (FixAllScope.Project, CodeFixTestBehaviors.SkipFixAllInProjectCheck),
        (FixAllScope.Solution, CodeFixTestBehaviors.SkipFixAllInSolutionCheck),
    ];

    /// <summary>Adds a source to <see cref="FixedState"/>.</summary>
    public string FixedCode
    {
        set => FixedState.Sources.Add(value);
    }

    /// <summary>Adds a source to <see cref="BatchFixedState"/>, where Fix All gives another result than fixing one by one.</summary>
    public string BatchFixedCode
    {
        set => BatchFixedState.Sources.Add(value);
    }

    /// <summary>The project after the fix.</summary>
    public SolutionState FixedState { get; } = new();

    /// <summary>The project after Fix All; like <see cref="FixedState"/> where nothing is stated.</summary>
    public SolutionState BatchFixedState { get; } = new();

    /// <summary>Which of the offered actions is applied.</summary>
    public int? CodeActionIndex { get; set; }

    /// <summary>The key of the action that is applied.</summary>
    public string? CodeActionEquivalenceKey { get; set; }

    /// <summary>How often a fix is applied: exactly, or at most where negative. By default at most once for each diagnostic.</summary>
    public int? NumberOfIncrementalIterations { get; set; }

    /// <summary>How often Fix All runs in a scope: exactly, or at most where negative. By default at most once.</summary>
    public int? NumberOfFixAllIterations { get; set; }

    /// <summary>Checks that are left out.</summary>
    public CodeFixTestBehaviors CodeFixTestBehaviors { get; set; }

    /// <summary>How closely the trees that the fix makes are looked at.</summary>
    public CodeActionValidationMode CodeActionValidationMode { get; set; } = CodeActionValidationMode.SemanticStructure;

    /// <summary>Whether every comment and directive of the source has to be in the fixed source.</summary>
    public bool KeepsComments { get; set; } = true;

    /// <inheritdoc />
    public override async Task RunAsync()
    {
        await base.RunAsync();
        if (FixedState.Sources.Count == 0 && BatchFixedState.Sources.Count == 0)
            return;
        var project = CreateProject(TestState);
        var fixer = new TCodeFix();
        var expected = FixedState.InheritFrom(TestState, Remaining(fixer));
        await VerifyOneByOneAsync(project, fixer, expected);
        await VerifyFixAllAsync(project, fixer, BatchFixedState.InheritFrom(expected, expected.ExpectedDiagnostics));
    }

    private async Task VerifyOneByOneAsync(Project project, TCodeFix fixer, SolutionState expected)
    {
        var onlyFirst = CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne);
        var fixedProject = await FixOneByOne.RunAsync(project, Settings(fixer), NumberOfIncrementalIterations, onlyFirst);
        await VerifyResultAsync("Fixing one by one", project, fixedProject, expected);
        await VerifyAsync("the fixed source", expected);
    }

    private async Task VerifyFixAllAsync(Project project, TCodeFix fixer, SolutionState expected)
    {
        foreach (var (scope, skip) in s_scopes)
        {
            if (CodeFixTestBehaviors.HasFlag(skip) || !FixAllRun.Supports(fixer, scope))
                continue;
            var fixedProject = await FixAllRun.RunAsync(project, Settings(fixer), scope, NumberOfFixAllIterations);
            await VerifyResultAsync($"Fix All in {scope}", project, fixedProject, expected);
        }
        if (BatchFixedState.Sources.Count > 0)
            await VerifyAsync("the source fixed by Fix All", expected);
    }

    private async Task VerifyResultAsync(string what, Project before, Project after, SolutionState expected)
    {
        await FixedText.VerifyAsync(what, expected, after);
        if (KeepsComments)
            await Comments.VerifyKeptAsync(before, after, what);
    }

    private FixSettings Settings(TCodeFix fixer) => new(fixer, Analyzers)
    {
        EquivalenceKey = CodeActionEquivalenceKey,
        Index = CodeActionIndex ?? 0,
        Validation = CodeActionValidationMode,
    };

    /// <summary>What no fix can cure is still there after it.</summary>
    private IEnumerable<DiagnosticResult> Remaining(TCodeFix fixer) =>
        TestState.ExpectedDiagnostics.Where(result => !fixer.FixableDiagnosticIds.Contains(result.Id));
}
