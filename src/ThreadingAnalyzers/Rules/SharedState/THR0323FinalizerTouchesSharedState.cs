using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A finalizer changes, without a lock, what other threads use.</summary>
internal sealed class THR0323FinalizerTouchesSharedState() : TypeRule(Descriptor)
{
    /// <summary>The property that is present where all other changes of the location are atomic.</summary>
    internal const string OthersAreAtomic = "atomic";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0323",
        title: "Do not change shared state in a finalizer without a lock",
        messageFormat: "'{0}' is changed by the finalizer, which runs on a thread of its own beside all others, without a lock{1}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "The runtime calls finalizers at any time on a thread of its own. What they share with other code needs the same care as with any other thread.",
        cwe: [362, 583]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        foreach (Body finalizer in type.Summary.ConcernedBodies.Where(static body => body is { Parent: null, Symbol: IMethodSymbol { MethodKind: MethodKind.Destructor } }))
        {
            foreach (Access change in new FinalizerChanges(type.Summary, type.Model).By(finalizer))
                Report(change, type);
        }
    }

    private static void Report(Access change, TypeContext type)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        bool othersAreAtomic = type.Summary.Accesses.TryGetValue(change.Location, out List<Access>? accesses)
            && accesses.TrueForAll(other => !other.Changes || other.Operation.Syntax == change.Operation.Syntax);
        if (change.Kind == AccessKind.ReadModifyWrite && othersAreAtomic)
            properties = properties.Add(OthersAreAtomic, null);
        Access? other = accesses?.Find(other => !ReferenceEquals(other.Body, change.Body) && !type.Summary.Contexts.IsConstruction(other.Body));
        IEnumerable<Location> places = other is null ? [] : [other.Operation.Syntax.GetLocation()];
        string meets = other is null ? "" : $"; line {Excerpt.LineOf(other.Operation.Syntax, change.Operation.Syntax)} uses it on another thread";
        type.Report(Descriptor, change.Operation.Syntax.GetLocation(), places, properties, change.Location.ToString(), meets);
    }
}
