using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Lookups of a collection before a lock is taken in which the same member changes it: double-checked locking as for a reference, over an
/// object that does not bear it.
/// </summary>
/// <param name="Collection">The collection.</param>
/// <param name="Lock">The lock.</param>
/// <param name="Lookups">What names the collection in the lookups, in source order.</param>
/// <param name="Change">The change under the lock.</param>
internal sealed record UnlockedLookup(AccessPath Collection, AccessPath Lock, IReadOnlyList<IOperation> Lookups, IOperation Change)
{
    /// <summary>All of a body.</summary>
    internal static IEnumerable<UnlockedLookup> In(Body body, TypeSummary summary, ThreadingModel model)
    {
        if (!body.HasLockOperations || body.Parent is null && body.Symbol is not IMethodSymbol { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) })
            yield break;
        var uses = body.Sites.Where(site => SharedLocations.LocationOf(site) is IFieldSymbol or IPropertySymbol && model.UnsafeObjects.FamilyOf(site.Type) is ObjectFamily.Collection)
            .Select(site => (Site: site, Path: AccessPath.Of(site, body.Locals.Resolve), model.Content.UseOf(site).Use))
            .Where(static use => use.Path is not null)
            .ToLookup(static use => use.Path!);
        foreach (var ofOne in uses)
        {
            (IOperation? change, AccessPath? gate) = ofOne.Where(static use => use.Use == ContentUse.Change)
                .Select(use => (use.Site, summary.HeldLocks.At(body, use.Site.Syntax)?.FirstOrDefault()))
                .FirstOrDefault(static held => held.Item2 is not null);
            // A collection that is also changed without the lock is not guarded by it.
            if (change is null || gate is null || ofOne.Any(use => use.Use == ContentUse.Change && summary.HeldLocks.At(body, use.Site.Syntax) is { IsEmpty: true }))
                continue;
            List<IOperation> lookups = ofOne.Where(use => use.Use is ContentUse.Read or ContentUse.Enumeration && use.Site.Syntax.SpanStart < change.Syntax.SpanStart)
                .Select(static use => use.Site)
                .Where(site => summary.HeldLocks.At(body, site.Syntax) is { IsEmpty: true })
                .ToList();
            if (lookups.Count > 0)
                yield return new UnlockedLookup(ofOne.Key, gate, lookups, change);
        }
    }
}
