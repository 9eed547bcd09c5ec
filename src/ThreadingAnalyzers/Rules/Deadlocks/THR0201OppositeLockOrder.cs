using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>Two locks of a type are taken in one order here and in the other order there.</summary>
internal sealed class THR0201OppositeLockOrder() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0201",
        title: "Take locks in one order",
        messageFormat: "'{0}' is taken while '{1}' is held, {2}: two threads that meet there wait for each other for ever",
        category: RuleCategory.Deadlocks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "If each of two threads holds the lock that the other one needs, both stop. A fixed order of locks, or a common outer lock, rules that out.",
        cwe: [833, 764]);

    internal override Evidence Needs => Evidence.Locks;

    // One finding for two locks, at the first place; the contrary is beside it.
    internal override void Analyze(TypeContext type)
    {
        IReadOnlyList<LockOrderEdge> edges = LockOrder.EdgesOf(type.Summary.CriticalPairs.OfThreads);
        ILookup<(ISymbol?, ISymbol?), LockOrderEdge> byLocks = edges.ToLookup(LocksOf);
        var reported = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var pairs = new HashSet<(ISymbol?, ISymbol?)>();
        foreach (LockOrderEdge edge in edges)
        {
            if (LockOrder.IsOrderedByCaller(edge, edges) && reported.Add(LockIdentity.DeclarationOf(edge.Held.Key) ?? edge.Held.Body.Symbol))
                Report(type, edge, null);
            else if (LocksOf(edge) is ({ } held, { } acquired) && !pairs.Contains((acquired, held)) && byLocks[(acquired, held)].FirstOrDefault(other => LockOrder.CanDeadlock(edge, other)) is { } contrary && pairs.Add((held, acquired)))
                Report(type, edge, contrary);
        }
    }

    private static (ISymbol? Held, ISymbol? Acquired) LocksOf(LockOrderEdge edge) => (LockIdentity.DeclarationOf(edge.Held.Key), LockIdentity.DeclarationOf(edge.Acquired));

    private static void Report(TypeContext type, LockOrderEdge edge, LockOrderEdge? contrary)
    {
        IOperation site = LockedPlace.SiteOf(edge.Pair, edge.Step);
        IEnumerable<Location> places = PlacesOf(edge).Where(place => place != LockedPlace.LocationOf(site)).Concat(contrary is null ? [] : PlacesOf(contrary));
        type.Report(
            Descriptor, contrary is null && MayBeTree(edge) ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity, LockedPlace.LocationOf(site), places,
            edge.Acquired.Path.ToString(), edge.Held.Key.Path.ToString(), contrary is null ? "in the order in which the caller passes the objects" : Described(contrary, site));
    }

    // An object that knows others of its kind may lock them from the root downwards, in one order after all.
    private static bool MayBeTree(LockOrderEdge edge)
    {
        INamedTypeSymbol? owner = LockIdentity.DeclarationOf(edge.Acquired) is { } gate and not IParameterSymbol ? gate.ContainingType : edge.Held.Body.Outermost.Symbol.ContainingType;
        return owner is not null && owner.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && (Is(field.Type) || (field.Type is INamedTypeSymbol { TypeArguments: var arguments } && arguments.Any(Is)) || (field.Type is IArrayTypeSymbol array && Is(array.ElementType))));

        bool Is(ITypeSymbol type) => SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, owner);
    }

    private static string Described(LockOrderEdge contrary, IOperation from) =>
        $"and '{contrary.Acquired.Path}' while '{contrary.Held.Key.Path}' is held in '{NameOf(contrary.Held.Body)}' (line {Excerpt.LineOf(LockedPlace.SiteOf(contrary.Pair, contrary.Step).Syntax, from.Syntax)})";

    private static string NameOf(Body body) => body.Outermost.Method is { } method ? method.AssociatedSymbol?.Name ?? method.Name : body.Outermost.Symbol.Name;

    // The lock that is held first, then the way to the other one.
    private static IEnumerable<Location> PlacesOf(LockOrderEdge edge)
    {
        if (edge.Held.Taken is { } taken)
            yield return taken.Syntax.GetLocation();
        yield return LockedPlace.LocationOf(edge.Step.Operation);
        foreach (TraceStep step in edge.Pair.StepsBehind(edge.Step))
            yield return LockedPlace.LocationOf(step.Operation);
    }
}
