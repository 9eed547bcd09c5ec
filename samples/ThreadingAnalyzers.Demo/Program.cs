using ThreadingAnalyzers.Demo;

return args switch
{
    ["findings", var sarif, var folder] => PrintFindings(sarif, folder),
    ["rules", var sarif] => PrintRules(sarif),
    ["compare", var broken, var repaired] => await CompareAsync(broken, repaired),
    _ => Usage(),
};

static int PrintFindings(string sarif, string folder)
{
    IReadOnlyList<Finding> findings = SarifLog.Read(sarif);
    new FindingPrinter(Console.Out, Path.GetFullPath(folder)).Print(findings);
    return 0;
}

// The ids that have something to repair, for dotnet format: nobody lists rules by hand.
static int PrintRules(string sarif)
{
    Console.WriteLine(string.Join(' ', SarifLog.Read(sarif).Select(finding => finding.RuleId).Distinct().Order()));
    return 0;
}

static async Task<int> CompareAsync(string broken, string repaired)
{
    ShopRun before = await ShopRun.StartAsync(broken);
    ShopRun after = await ShopRun.StartAsync(repaired);
    return new Comparison(before, after).Print(Console.Out) ? 0 : 1;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: findings <sarif> <folder>       print the findings with their code
               rules <sarif>                   print the ids that were found
               compare <folder> <folder>       run the broken and the repaired program and compare
        """);
    return 2;
}
