using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Benchmarks;

/// <summary>What one run took.</summary>
/// <param name="Cpu">Milliseconds of processor time of the process, over all threads.</param>
/// <param name="Bytes">Allocated by the process.</param>
internal readonly record struct Reading(double Cpu, double Bytes);

/// <summary>
/// Measures runs over one program in one process, in turns, so that what disturbs the machine disturbs all of them alike. The median of the rounds counts.
/// </summary>
internal static class Meter
{
    private static readonly AnalyzerOptions Options = new([]);

    /// <summary>Measures the compilation's own diagnostics, and those with each set of analyzers.</summary>
    /// <returns>The base, and one reading for each set.</returns>
    internal static async Task<(Reading Base, Reading[] Sets)> CompareAsync(SourceSet sources, int rounds, params DiagnosticAnalyzer[] sets)
    {
        var bases = new List<Reading>();
        var readings = sets.Select(static _ => new List<Reading>()).ToArray();
        for (int round = -1; round < rounds; round++)
        {
            Reading own = await TimeAsync(sources, null);
            // The first round warms up.
            if (round >= 0)
                bases.Add(own);
            for (int i = 0; i < sets.Length; i++)
            {
                Reading with = await TimeAsync(sources, sets[i]);
                if (round >= 0)
                    readings[i].Add(with);
            }
        }

        return (Median(bases), [.. readings.Select(Median)]);
    }

    /// <summary>Milliseconds that each rule adds to the others, beside the base: the least over the rounds and over both orders of the rules.</summary>
    internal static async Task<(Reading Base, ImmutableArray<(Rule Rule, double Milliseconds)> Rules)> RulesAsync(SourceSet sources, int rounds)
    {
        var timed = new TimedRules();
        var bases = new List<Reading>();
        double[] least = [.. timed.Clocks.Select(static _ => double.MaxValue)];
        for (int round = -1; round < rounds; round++)
        {
            bases.Add(await TimeAsync(sources, null));
            foreach (Host host in (Host[])[timed.Forward, timed.Backward])
            {
                foreach (RuleClock clock in timed.Clocks)
                    clock.Reset();
                await sources.Compile().WithAnalyzers([host], Settings(isConcurrent: false)).GetAllDiagnosticsAsync();
                for (int i = 0; i < least.Length; i++)
                    least[i] = Math.Min(least[i], timed.Clocks[i].Milliseconds);
            }
        }

        return (Median(bases), [.. timed.Clocks.Zip(least, static (clock, time) => (clock.Rule, time))]);
    }

    /// <summary>Milliseconds of processor time from a changed file to its findings, beyond what the compiler takes for its own diagnostics of it.</summary>
    internal static async Task<double> EditAsync(SourceSet sources, Func<int, SyntaxTree> edit, DiagnosticAnalyzer analyzer, int rounds)
    {
        Compilation compilation = sources.Compile();
        SyntaxTree current = sources.Trees[^1];
        var beyond = new List<Reading>();
        for (int round = -3; round < rounds; round++)
        {
            SyntaxTree changed = edit(round);
            compilation = compilation.ReplaceSyntaxTree(current, changed);
            current = changed;
            SemanticModel model = compilation.GetSemanticModel(changed);
            _ = model.GetDiagnostics();
            CompilationWithAnalyzers analyzed = compilation.WithAnalyzers([analyzer], Settings());
            Reading reading = await ReadAsync(() => analyzed.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, CancellationToken.None));
            if (round >= 0)
                beyond.Add(reading);
        }

        return Median(beyond).Cpu;
    }

    private static Task<Reading> TimeAsync(SourceSet sources, DiagnosticAnalyzer? analyzer)
    {
        Compilation compilation = sources.Compile();
        return analyzer is null
            ? ReadAsync(() => Task.FromResult(compilation.GetDiagnostics()))
            : ReadAsync(() => compilation.WithAnalyzers([analyzer], Settings()).GetAllDiagnosticsAsync());
    }

    private static async Task<Reading> ReadAsync(Func<Task<ImmutableArray<Diagnostic>>> run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using Process process = Process.GetCurrentProcess();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan before = process.TotalProcessorTime;
        ImmutableArray<Diagnostic> found = await run();
        process.Refresh();
        TimeSpan cpu = process.TotalProcessorTime - before;
        if (found.FirstOrDefault(static one => one.Id == "AD0001") is { } crash)
            throw new InvalidOperationException(crash.ToString());
        return new Reading(cpu.TotalMilliseconds, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }

    private static CompilationWithAnalyzersOptions Settings(bool isConcurrent = true) =>
        new(Options, onAnalyzerException: null, concurrentAnalysis: isConcurrent, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: false);

    private static Reading Median(List<Reading> readings) => new(Median(readings.Select(static one => one.Cpu)), Median(readings.Select(static one => one.Bytes)));

    private static double Median(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
