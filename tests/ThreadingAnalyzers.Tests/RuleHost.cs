using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Tests;

/// <summary>Runs one rule alone, so that <c>[|…|]</c> means it.</summary>
internal sealed class RuleHost<TRule>() : FamilyAnalyzer([new TRule()])
    where TRule : Rule, new();
