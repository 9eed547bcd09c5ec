using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Benchmarks;

/// <summary>Measures section after section and writes what came out.</summary>
internal sealed class PerformancePage(int rounds)
{
    private readonly StringBuilder _page = new StringBuilder("""
        # What the analyzers cost

        Written by `./performance.sh`; edits are lost. Processor time of the whole process, as ratios to the *warm base*: the same compilation's own diagnostics, in the same process and the same run, after a warm-up.
        The *floor* is an empty analyzer that only asks for operation blocks. *All rules* do not ask for them: they bind only the members whose text has to do with threads, and may cost less than the floor.


        """);

    /// <inheritdoc/>
    public override string ToString() => _page.ToString().ReplaceLineEndings("\n");

    internal async Task AddTotalsAsync(IEnumerable<SourceSet> programs)
    {
        Line($"## A build ({rounds} rounds)\n\n| Program | Lines | Base | Floor | All rules | Beyond the floor | Allocation, base | Floor | All rules |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (SourceSet program in programs)
        {
            (Reading own, Reading[] sets) = await Meter.CompareAsync(program, rounds, new FloorAnalyzer(), new ThreadingRulesAnalyzer());
            Line($"| {program.Name} | {program.Lines:#,0} | {own.Cpu:0} ms | {sets[0].Cpu / own.Cpu:0.00} | {sets[1].Cpu / own.Cpu:0.00} | {Beyond(sets[1], sets[0], own)} "
                + $"| {own.Bytes / 1e6:0} MB | {sets[0].Bytes / own.Bytes:0.00} | {sets[1].Bytes / own.Bytes:0.00} |");
        }
    }

    /// <summary>What is left to look at behind each gate.</summary>
    internal void AddGates(IEnumerable<SourceSet> programs)
    {
        Line("\n## What stops at the gates\n\nMembers without a word about threads are not bound. Types in which no lock is taken, no thread started and nothing done atomically have no shared state worked out. Bodies that take no lock get no control-flow graph and no lock flow.\n\n"
            + "| Program | Types | Without evidence | Members | Not bound | Bodies | Without a lock flow |\n|---|--:|--:|--:|--:|--:|--:|");
        foreach (SourceSet program in programs)
        {
            var gates = Gates.Of(program);
            Line($"| {program.Name} | {gates.Types:#,0} | {Share(gates.Types - gates.Deep, gates.Types)} | {gates.Members:#,0} | {Share(gates.Members - gates.Bound, gates.Members)} | {gates.Bodies:#,0} | {Share(gates.Bodies - gates.WithLocks, gates.Bodies)} |");
        }
    }

    private static string Share(int part, int whole) => (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>What each family costs on its own, beside the floor.</summary>
    internal async Task AddFamiliesAsync(SourceSet program)
    {
        (string Name, Func<string, bool> Has)[] families =
        [
            ("Locks, deadlocks and permits (THR01xx, THR02xx, THR0401 to THR0404)", static id => id.StartsWith("THR01", StringComparison.Ordinal) || id.StartsWith("THR02", StringComparison.Ordinal) || string.CompareOrdinal(id, "THR0400") > 0 && string.CompareOrdinal(id, "THR0405") < 0),
            ("Shared state and parallel loops (THR03xx, THR07xx)", static id => id.StartsWith("THR03", StringComparison.Ordinal) || id.StartsWith("THR07", StringComparison.Ordinal)),
            ("Signals and threads (THR0405 to THR0412, THR05xx)", static id => id.StartsWith("THR05", StringComparison.Ordinal) || string.CompareOrdinal(id, "THR0404") > 0 && string.CompareOrdinal(id, "THR0500") < 0),
            ("Asynchronous code (THR06xx)", static id => id.StartsWith("THR06", StringComparison.Ordinal)),
        ];
        DiagnosticAnalyzer[] hosts = [new FloorAnalyzer(), .. families.Select(static family => new Host([.. RuleCatalog.All.Where(rule => family.Has(rule.Declaration.Id))]))];
        (Reading own, Reading[] sets) = await Meter.CompareAsync(program, rounds, hosts);
        Line($"\n## What each family costs on its own ({program.Name})\n\nThe floor is {sets[0].Cpu / own.Cpu:0.00}. What families share, each of them pays here: looking for the words, binding the members, the walk.\n\n| Family | Cost | Beyond the floor |\n|---|--:|--:|");
        for (int i = 0; i < families.Length; i++)
            Line($"| {families[i].Name} | {sets[i + 1].Cpu / own.Cpu:0.00} | {Beyond(sets[i + 1], sets[0], own)} |");
    }

    /// <summary>What each rule adds to the others, the dearest first.</summary>
    internal async Task AddRulesAsync(SourceSet program)
    {
        (Reading own, var rules) = await Meter.RulesAsync(program, rounds);
        Line($"\n## What each rule adds ({program.Name})\n\nBeside the base, in a host of all rules on one thread: the least over {rounds + 1} rounds and over both orders of the rules, since what several rules share is computed for the first that asks. "
            + $"All of them: {rules.Sum(static rule => rule.Milliseconds) / own.Cpu:0.000}.\n\n| Rule | Adds |\n|---|--:|");
        foreach ((Rule rule, double time) in rules.OrderByDescending(static rule => rule.Milliseconds))
            Line($"| {rule.Declaration.Id} | {time / own.Cpu:0.0000} |");
    }

    internal async Task AddEditsAsync()
    {
        const int Lines = 1000;
        SourceSet around = GeneratedProgram.Of(200);
        SourceSet program = around with { Trees = around.Trees.Add(SourceSet.Tree(GeneratedProgram.LongType(Lines), "/generated/LongType.cs")) };
        string text = GeneratedProgram.LongType(Lines);
        double time = await Meter.EditAsync(program, round => SourceSet.Tree(text + $"// {round}\n", "/generated/LongType.cs"), new ThreadingRulesAnalyzer(), Math.Max(rounds, 9));
        Line($"\n## An edit\n\nOne changed type of {Lines} lines that locks in every method, in a program of 200 others, from the compiled file to its findings: {time:0} ms.");
    }

    internal async Task AddGrowthAsync()
    {
        Line("\n## Growth\n\n| Types | Base | All rules | Beyond the base, per type |\n|--:|--:|--:|--:|");
        foreach (int types in (int[])[10, 30, 100, 300, 1000])
        {
            (Reading own, Reading[] sets) = await Meter.CompareAsync(GeneratedProgram.Of(types), rounds, new ThreadingRulesAnalyzer());
            Line($"| {types} | {own.Cpu:0} ms | {sets[0].Cpu:0} ms | {(sets[0].Cpu - own.Cpu) / types:0.00} ms |");
        }
    }

    // What rounds to nothing has no sign.
    private static string Beyond(Reading set, Reading floor, Reading own) => (Math.Round((set.Cpu - floor.Cpu) / own.Cpu, 2) + 0.0).ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => Line(text.ToString(CultureInfo.InvariantCulture));

    private void Line(string text)
    {
        Console.WriteLine(text);
        _page.AppendLine(text);
    }
}
