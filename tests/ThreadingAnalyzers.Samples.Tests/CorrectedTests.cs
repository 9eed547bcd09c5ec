using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Samples.Tests;

/// <summary>The corrected kernels are right under stress, and no rule has anything to say about them.</summary>
public class CorrectedTests
{
    public static TheoryData<string> Implementations => [.. Kernel.All.SelectMany(kernel => kernel.Corrected).Select(type => type.FullName!)];

    public static TheoryData<string> Files => [.. Twin.CorrectedFiles];

    [Theory]
    [MemberData(nameof(Implementations))]
    public Task Keeps_its_contract(string implementation)
    {
        Kernel kernel = Kernel.All.Single(kernel => kernel.Corrected.Any(type => type.FullName == implementation));
        return kernel.VerifyAsync(kernel.Corrected.Single(type => type.FullName == implementation));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task No_rule_reports_it(string file)
    {
        Project project = Twin.Project(file);
        Assert.Empty(AnalyzerRun.CompilerDiagnostics((await project.GetCompilationAsync())!, CompilerDiagnostics.Errors));
        Assert.Empty(await Twin.FindingsAsync(project));
    }
}
