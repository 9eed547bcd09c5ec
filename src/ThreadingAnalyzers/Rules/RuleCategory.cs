namespace ThreadingAnalyzers.Rules;

/// <summary>The families of rules. The name is what <c>dotnet_analyzer_diagnostic.category-NAME.severity</c> takes.</summary>
internal static class RuleCategory
{
    internal const string Configuration = "Configuration";
    internal const string Locks = "Locks";
    internal const string Deadlocks = "Deadlocks";
    internal const string SharedState = "SharedState";
    internal const string Signals = "Signals";
    internal const string Threads = "Threads";
    internal const string Async = "Async";
    internal const string Parallel = "Parallel";
}
