using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>The locks of several types, or more than two of one, are taken in orders that form a ring.</summary>
internal sealed class THR0202LockOrderCycle() : CompilationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.DeclareForCompilation(
        id: "THR0202",
        title: "Take the locks of different types in one order",
        messageFormat: "'{0}' is taken while '{1}' is held, {2}: threads that meet there wait for each other for ever",
        category: RuleCategory.Deadlocks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A method that is called under a lock may take locks of its own. If their order forms a ring, threads that each hold one of them wait for the next one for ever.",
        cwe: [833, 764]);

    internal override Evidence Needs => Evidence.Locks;

    internal override IEnumerable<object> Collect(TypeContext type) => LockOrderPair.Of(type.Summary.CriticalPairs.OfThreads, type.Type);

    internal override void Analyze(IReadOnlyCollection<object> facts, Action<Diagnostic> report, CancellationToken cancellation)
    {
        foreach (ImmutableArray<LockOrderPair> cycle in new LockOrderGraph(facts.Cast<LockOrderPair>()).Cycles(cancellation))
        {
            LockOrderPair first = cycle[0];
            IEnumerable<LockOrderPair> rest = cycle.Skip(1);
            report(Diagnostic.Create(
                Descriptor,
                first.Places[0],
                first.Places.Skip(1).Concat(rest.SelectMany(static edge => edge.Places)),
                first.Acquired!.Name,
                HeldFor(cycle, 0).Name,
                string.Join(", ", rest.Select((edge, index) => $"and '{edge.Acquired!.Name}' while '{HeldFor(cycle, index + 1).Name}' is held ({PlaceOf(edge)})"))));
        }
    }

    // The lock that the thread before it in the ring waits for.
    private static LockDeclaration HeldFor(ImmutableArray<LockOrderPair> cycle, int index)
    {
        LockOrderPair before = cycle[(index + cycle.Length - 1) % cycle.Length];
        return cycle[index].Held.First(held => held.IsSame(before.Acquired!));
    }

    private static string PlaceOf(LockOrderPair edge)
    {
        FileLinePositionSpan span = edge.Places[0].GetLineSpan();
        return $"{Path.GetFileName(span.Path)} line {span.StartLinePosition.Line + 1}";
    }
}
