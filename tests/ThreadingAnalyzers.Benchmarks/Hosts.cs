using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.Benchmarks;

/// <summary>A host of some rules.</summary>
internal sealed class Host(ImmutableArray<Rule> rules) : HostAnalyzer(rules)
{
    /// <summary>A host of one rule of each kind, none of which does anything: what is left is the search for words, the binding and the scan.</summary>
    internal static DiagnosticAnalyzer OfNothing() => new Host([new IdleSite(), new IdleType()]);

    private static DiagnosticDescriptor Idle(string id) => new(id, "Idle", "Idle", "Idle", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    private sealed class IdleSite() : OperationRule(Idle("IDLE1"))
    {
        internal override bool Wants(OperationKind kind) => false;

        internal override void Analyze(IOperation operation, BodyContext body)
        {
        }
    }

    private sealed class IdleType() : TypeRule(Idle("IDLE2"))
    {
        internal override Evidence Needs => Evidence.Locks | Evidence.Forks;

        internal override void Analyze(TypeContext type)
        {
        }
    }
}
