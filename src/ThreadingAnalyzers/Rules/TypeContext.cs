using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules;

/// <summary>What a type rule is asked about: the summary of a top-level type, and the way to report.</summary>
internal readonly struct TypeContext(INamedTypeSymbol type, TypeSummary summary, ThreadingModel model, Action<Diagnostic> report, CancellationToken cancellation)
{
    internal INamedTypeSymbol Type { get; } = type;

    /// <summary>What the bodies of the type do, worked out as far as a rule asks.</summary>
    internal TypeSummary Summary { get; } = summary;

    internal ThreadingModel Model { get; } = model;

    internal CancellationToken Cancellation { get; } = cancellation;

    internal void Report(
        DiagnosticDescriptor descriptor, Location location, IEnumerable<Location> additional, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        report(Diagnostic.Create(descriptor, location, additional, properties, arguments));

    /// <summary>Reports a finding of which less is promised than the rule promises in general.</summary>
    internal void Report(
        DiagnosticDescriptor descriptor, DiagnosticSeverity severity, Location location, IEnumerable<Location> additional, params object[] arguments) =>
        Report(descriptor, severity, location, additional, ImmutableDictionary<string, string?>.Empty, arguments);

    /// <summary>Reports a finding of which less may be promised than the rule promises in general, with something for its fix.</summary>
    internal void Report(
        DiagnosticDescriptor descriptor,
        DiagnosticSeverity severity,
        Location location,
        IEnumerable<Location> additional,
        ImmutableDictionary<string, string?> properties,
        params object[] arguments) => report(Diagnostic.Create(descriptor, location, severity, additional, properties, arguments));
}
