using System.Collections.Immutable;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Benchmarks;

/// <summary>A host of some rules.</summary>
internal sealed class Host(ImmutableArray<Rule> rules) : HostAnalyzer(rules);
