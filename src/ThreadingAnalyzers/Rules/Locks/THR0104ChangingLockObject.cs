using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>Threads that should exclude each other lock different objects, since the lock object is replaced or made anew.</summary>
internal sealed class THR0104ChangingLockObject() : TypeRule(Descriptor)
{
    /// <summary>The property that is present where a field is replaced; it holds how many of the additional locations are the locks on the field.</summary>
    internal const string Locks = "locks";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0104",
        title: "Lock an object that all threads share and that stays the same",
        messageFormat: "{0}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Two threads exclude each other only if they lock the same object. A lock on an object that is new each time, or that has been replaced since, excludes nobody.",
        cwe: [821, 366]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        List<LockSite> locks = LockSite.In(type).Where(site => !IsWeakItself(site, type.Model)).ToList();
        foreach (ReplacedLock replaced in new ReplacedLocks(type).In(locks))
            Report(replaced, type);
        foreach (GateMadeOnDemand made in new GatesMadeOnDemand(type).In(locks))
            Report(made, type);

        var removed = new RemovedLocks(type.Model);
        foreach (RemovedLock given in type.Summary.ConcernedBodies.SelectMany(removed.In))
            Report(given, type);

        var unshared = new UnsharedLocks(type.Model);
        var reported = new HashSet<ILocalSymbol>(SymbolEqualityComparer.Default);
        foreach (LockSite site in locks)
        {
            if (unshared.CreationFor(site) is { } creation && (site.Expression is not ILocalReferenceOperation { Local: var local } || reported.Add(local)))
                Report(site, creation, type);
        }
    }

    // THR0103 says of these that no such object should be locked, replaced or not.
    private static bool IsWeakItself(LockSite site, ThreadingModel model) => site.Locked.Primitive == LockPrimitive.Monitor
        && model.LockWeaknesses.Of(site.Locked.Expression, site.Body.Symbol, site.Body.Locals.Of) is { } weakness
        && weakness is not (LockWeakness.Visible or LockWeakness.Inherited or LockWeakness.ConcurrentCollection);

    private static void Report(ReplacedLock replaced, TypeContext type)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(Locks, replaced.Locks.Count.ToString(CultureInfo.InvariantCulture));
        string message = $"'{replaced.Variable.Name}' gets another object here, while it is the lock object at line {Excerpt.LineOf(replaced.Locks[0].Syntax, replaced.Replacement.Syntax)}: who locks the new object runs beside who locked the old one";
        type.Report(Descriptor, replaced.Replacement.Syntax.GetLocation(), replaced.Locks.Select(static site => site.Syntax.GetLocation()), properties, message);
    }

    private static void Report(GateMadeOnDemand made, TypeContext type)
    {
        string message = $"The lock object '{made.Variable.Name}' is made here by whoever needs it first: two threads that come at once make one each, and do not exclude each other";
        type.Report(Descriptor, made.Assignment.Syntax.GetLocation(), made.Locks.Select(static site => site.Syntax.GetLocation()), ImmutableDictionary<string, string?>.Empty, message);
    }

    private static void Report(RemovedLock removed, TypeContext type)
    {
        string message = $"'{removed.Table.Name}' loses this lock here, while others may wait for it since line {Excerpt.LineOf(removed.Acquisition.Syntax, removed.Removal.Syntax)}: who comes next gets a new one, and runs beside them";
        type.Report(Descriptor, removed.Removal.Syntax.GetLocation(), [removed.Acquisition.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, message);
    }

    private static void Report(LockSite site, SyntaxNode creation, TypeContext type)
    {
        string reason = site.Expression is ILocalReferenceOperation ? "each call makes one for itself, and shares it with nobody" : "it is a new object each time";
        string message = $"Nobody else ever locks '{Excerpt.Of(site.Syntax)}': {reason}";
        IEnumerable<Location> additional = creation == site.Syntax ? [] : [creation.GetLocation()];
        type.Report(Descriptor, site.Syntax.GetLocation(), additional, ImmutableDictionary<string, string?>.Empty, message);
    }
}
