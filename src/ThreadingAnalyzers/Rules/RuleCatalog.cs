using System.Collections.Immutable;

namespace ThreadingAnalyzers.Rules;

/// <summary>All rules of this assembly, found by their type so that adding a rule means adding its file.</summary>
internal static class RuleCatalog
{
    /// <summary>The rules in the order of their ids.</summary>
    internal static readonly ImmutableArray<Rule> All = typeof(RuleCatalog).Assembly.GetTypes()
        .Where(static type => !type.IsAbstract && typeof(Rule).IsAssignableFrom(type))
        .Select(static type => (Rule)Activator.CreateInstance(type, nonPublic: true))
        .OrderBy(static rule => rule.Declaration.Id, StringComparer.Ordinal)
        .ToImmutableArray();
}
