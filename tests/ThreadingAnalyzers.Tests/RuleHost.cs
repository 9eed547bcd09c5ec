using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Tests;

/// <summary>An analyzer of a single rule, so that <c>[|…|]</c> means that rule.</summary>
internal sealed class RuleHost<TRule>() : HostAnalyzer([new TRule()])
    where TRule : Rule, new();
