using ThreadingAnalyzers.Docs;

if (args is not [var index])
{
    Console.Error.WriteLine("usage: ThreadingAnalyzers.Docs <index file to write>");
    return 2;
}

File.WriteAllText(index, RuleIndex.Write(ShippedRules.Descriptors(), ShippedRules.FixableIds()));
return 0;
