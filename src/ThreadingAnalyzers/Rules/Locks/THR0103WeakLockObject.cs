using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>The object that is locked can be locked by strangers, or is not the one object that it seems to be.</summary>
internal sealed class THR0103WeakLockObject() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0103",
        title: "Lock a private object",
        messageFormat: "'{0}' makes a poor lock object: {1}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Code that can reach the lock object can hold it, for as long as it likes and in any order with other locks. A private object is safe from that.",
        cwe: [412, 821]);

    internal override Evidence Needs => Evidence.Locks;

    // One finding for each object, at the first lock; the others are beside it. Whoever repairs one has to repair them all.
    internal override void Analyze(TypeContext type)
    {
        var found = LockSite.In(type)
            .Select(site => (Site: site, Weakness: WeaknessOf(site, type.Model)))
            .Where(static found => found.Weakness is not null)
            .GroupBy(static found => (found.Weakness, Scope: ScopeOf(found.Site, found.Weakness!.Value), Text: found.Site.Syntax.ToString()));
        foreach (var sameObject in found)
        {
            LockSite first = sameObject.First().Site;
            LockWeakness weakness = sameObject.Key.Weakness!.Value;
            IEnumerable<Location> others = sameObject.Skip(1).Select(static other => other.Site.Syntax.GetLocation());
            type.Report(Descriptor, SeverityOf(weakness), first.Syntax.GetLocation(), others, Excerpt.Of(first.Syntax), ReasonOf(weakness));
        }
    }

    private static LockWeakness? WeaknessOf(LockSite site, ThreadingModel model)
    {
        if (site.Locked.Primitive != LockPrimitive.Monitor || model.LockWeaknesses.Of(site.Locked.Expression, site.Body.Symbol, site.Body.Locals.Of) is not { } weakness)
            return null;
        return IsLeftToTheCaller(site.Operation, weakness) || (weakness == LockWeakness.Primitive && HasPermit(site, model)) ? null : weakness;
    }

    // if (!slots.Wait(0)) return; lock (slots) { … }: whoever has waited for a permit before knows that the lock is another thing.
    private static bool HasPermit(LockSite site, ThreadingModel model) => AccessPath.Of(site.Expression, site.Body.Locals.Resolve) is { } locked
        && site.Body.Sites.Exists(before => before.Syntax.SpanStart < site.Syntax.SpanStart && before is IInvocationOperation call
            && model.Locks.EffectOf(call) is { Mode: LockMode.Counting, Action: LockAction.Acquire or LockAction.TryAcquire } taken && locked.Equals(AccessPath.Of(taken.Target, site.Body.Locals.Resolve)));

    // "this" is another object in a nested type, and a parameter another one in each member.
    private static ISymbol? ScopeOf(LockSite site, LockWeakness weakness) =>
        weakness is LockWeakness.Parameter or LockWeakness.Boxed ? site.Body.Symbol : site.Body.Outermost.Symbol.ContainingType;

    // A method that only enters is half of a lock of the user's own.
    private static bool IsLeftToTheCaller(IOperation operation, LockWeakness weakness) => weakness == LockWeakness.Parameter && operation is not ILockOperation;

    // What may well be right in the program at hand is no more than a hint.
    private static DiagnosticSeverity SeverityOf(LockWeakness weakness) => weakness switch
    {
        LockWeakness.OwnThis => DiagnosticSeverity.Hidden,
        LockWeakness.This or LockWeakness.Inherited or LockWeakness.SyncRoot or LockWeakness.ConcurrentCollection or LockWeakness.Parameter => DiagnosticSeverity.Info,
        _ => Descriptor.DefaultSeverity,
    };

    private static string ReasonOf(LockWeakness weakness) => weakness switch
    {
        LockWeakness.This => "all code that holds this instance can lock it too, and the type is visible to other assemblies",
        LockWeakness.OwnThis => "all code of this assembly that holds the instance can lock it too",
        LockWeakness.Type => "a reflection object is one for the whole process, and all code can lock it too",
        LockWeakness.String => "equal strings can be one object, which unrelated code may lock too",
        LockWeakness.Boxed => "the value becomes a new object each time, which nobody else ever locks",
        LockWeakness.Visible => "it is visible to other assemblies, whose code can lock it too",
        LockWeakness.Inherited => "heirs in other assemblies can lock it too",
        LockWeakness.SyncRoot => "all code that reaches the collection can lock it too",
        LockWeakness.Primitive => "its monitor is taken here, which has nothing to do with what the object itself waits for",
        LockWeakness.ConcurrentCollection => "the operations of the collection do not take this lock, and run beside it",
        _ => "the caller chooses it, so that others may lock it too, or use another one",
    };
}
