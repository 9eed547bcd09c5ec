using ThreadingAnalyzers.Benchmarks;

// [--sources FOLDER]... [--rounds N] [--rules] [--report FILE]
var programs = new List<SourceSet> { GeneratedProgram.Of(1000) };
int rounds = 7;
bool eachRule = false;
string? report = null;
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--sources" when i + 1 < args.Length && Directory.Exists(args[i + 1]):
            programs.Add(SourceSet.At(args[++i]));
            break;
        case "--rounds" when i + 1 < args.Length && int.TryParse(args[i + 1], out int stated) && stated > 0:
            rounds = stated;
            i++;
            break;
        case "--rules":
            eachRule = true;
            break;
        case "--report" when i + 1 < args.Length:
            report = args[++i];
            break;
        default:
            await Console.Error.WriteLineAsync($"Cannot use '{args[i]}'. Wanted: [--sources FOLDER]... [--rounds N] [--rules] [--report FILE]");
            return 2;
    }
}

var page = new PerformancePage(rounds);
await page.AddTotalsAsync(programs);
page.AddGates(programs);
await page.AddEditsAsync();
await page.AddGrowthAsync();
if (eachRule)
{
    await page.AddFamiliesAsync(programs[^1]);
    await page.AddRulesAsync(programs[^1]);
}

if (report is not null)
    await File.WriteAllTextAsync(report, page.ToString());
return 0;
