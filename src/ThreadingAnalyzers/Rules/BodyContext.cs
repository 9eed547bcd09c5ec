using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules;

/// <summary>What a rule is asked about: one body, the model of its compilation, and the way to report.</summary>
internal readonly struct BodyContext(Body body, ThreadingModel model, Action<Diagnostic> report, CancellationToken cancellation)
{
    internal Body Body { get; } = body;

    internal ThreadingModel Model { get; } = model;

    internal CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Whether the body belongs to tests. It looks at all members of the type: to be asked last.</summary>
    internal bool IsInTest => TestCode.Holds(Body.Outermost.Symbol.ContainingType);

    internal void Report(DiagnosticDescriptor descriptor, Location location, params object[] arguments) =>
        report(Diagnostic.Create(descriptor, location, arguments));

    /// <summary>Reports a finding of which less is promised than the rule promises in general.</summary>
    internal void Report(DiagnosticDescriptor descriptor, DiagnosticSeverity severity, Location location, params object[] arguments) =>
        report(Diagnostic.Create(descriptor, location, severity, additionalLocations: null, properties: null, arguments));

    internal void Report(
        DiagnosticDescriptor descriptor, Location location, IEnumerable<Location> additional, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        report(Diagnostic.Create(descriptor, location, additional, properties, arguments));

    /// <summary>Reports a finding of which more, or less, is promised than the rule promises in general.</summary>
    internal void Report(
        DiagnosticDescriptor descriptor, DiagnosticSeverity severity, Location location, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        report(Diagnostic.Create(descriptor, location, severity, additionalLocations: null, properties, arguments));

    internal void Report(
        DiagnosticDescriptor descriptor,
        DiagnosticSeverity severity,
        Location location,
        IEnumerable<Location> additional,
        ImmutableDictionary<string, string?> properties,
        params object[] arguments) => report(Diagnostic.Create(descriptor, location, severity, additional, properties, arguments));

    internal void Report(
        DiagnosticDescriptor descriptor, DiagnosticSeverity severity, Location location, IEnumerable<Location> additional, params object[] arguments) =>
        report(Diagnostic.Create(descriptor, location, severity, additional, properties: null, arguments));
}
