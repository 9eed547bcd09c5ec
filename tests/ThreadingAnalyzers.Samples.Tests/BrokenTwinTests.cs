using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Samples.Tests;

/// <summary>Every broken twin is reported on its marked lines, by the rules that the marks name, and nowhere else. Repaired, it keeps the contract.</summary>
public partial class BrokenTwinTests
{
    public static TheoryData<string> Twins => [.. Kernel.All.Select(kernel => kernel.Twin)];

    [Theory]
    [MemberData(nameof(Twins))]
    public async Task Is_reported_on_its_marked_lines(string file)
    {
        Project project = Twin.Project(file);
        Assert.Empty(AnalyzerRun.CompilerDiagnostics((await project.GetCompilationAsync())!, CompilerDiagnostics.Errors));
        var reported = (await Twin.FindingsAsync(project)).Select(finding => $"line {finding.Location.GetLineSpan().StartLinePosition.Line + 1}: {finding.Id}");
        Assert.Equal(Marks(Twin.TextOf(file)), reported.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public async Task Keeps_the_contract_once_repaired(string file)
    {
        Project repaired = await Twin.RepairedAsync(Twin.Project(file));
        Assert.Empty(await Twin.FindingsAsync(repaired));
        await Kernel.OfTwin(file).VerifyAsync(await Twin.LoadAsync(repaired, Path.GetFileNameWithoutExtension(file)));
    }

    [Fact]
    public void Every_twin_on_disk_belongs_to_a_kernel()
    {
        string folder = Repository.At("samples", "ThreadingAnalyzers.Samples");
        var files = Directory.GetFiles(folder, "Broken*.cs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));
        Assert.Equal(Kernel.All.Select(kernel => kernel.Twin).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Marks(string text) => text.Split('\n')
        .SelectMany((line, index) => Mark().Match(line).Groups["id"].Captures.Select(id => $"line {index + 1}: {id.Value}"))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"//!(\s+(?<id>THR\d{4}))+")]
    private static partial Regex Mark();
}
