using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A stretch of a body over which a lock is held.</summary>
/// <param name="Lock">The lock.</param>
/// <param name="Opening">What takes it.</param>
/// <param name="Span">The code that runs under it.</param>
internal sealed record LockRegion(AccessPath Lock, IOperation Opening, TextSpan Span)
{
    internal bool Covers(IOperation operation) => Span.Contains(operation.Syntax.Span);

    /// <summary>What runs under the lock.</summary>
    internal IEnumerable<IOperation> ContentIn(Body body) =>
        Opening is ILockOperation region ? region.Body.DescendantsAndSelf() : body.Root.Descendants().Where(Covers);
}

/// <summary>Finds the stretches over which a body holds its locks, as they are written: lock statements, scopes, and from an Enter to the next Exit.</summary>
internal static class LockRegions
{
    /// <summary>The regions, in source order.</summary>
    internal static List<LockRegion> In(Body body, ThreadingModel model)
    {
        var regions = new List<LockRegion>();
        List<(IInvocationOperation Call, LockEffect Effect, AccessPath Path)> effects = body.TakesLocksByCall || body.TakesPermits ? EffectsIn(body, model).ToList() : [];
        foreach (IOperation site in body.Sites)
        {
            if (site is ILockOperation statement && AccessPath.Of(statement.LockedValue, body.Locals.Resolve) is { } locked)
                regions.Add(new LockRegion(locked, statement, statement.Body.Syntax.Span));
            else if (site is IUsingOperation scope && ScopeOf(scope, body) is { } opened)
                regions.Add(new LockRegion(opened, scope, scope.Body.Syntax.Span));
            else if (effects.Find(effect => effect.Call == site) is { Effect.Action: LockAction.Acquire } taken && EndOf(taken, effects) is { } end)
                regions.Add(new LockRegion(taken.Path, site, TextSpan.FromBounds(site.Syntax.Span.End, end)));
        }

        return regions;
    }

    private static IEnumerable<(IInvocationOperation Call, LockEffect Effect, AccessPath Path)> EffectsIn(Body body, ThreadingModel model) =>
        from call in body.Sites.OfType<IInvocationOperation>()
        let effect = model.Locks.EffectOf(call)
        where effect is { Action: LockAction.Acquire or LockAction.Release }
        let path = AccessPath.Of(effect.Target, body.Locals.Resolve)
        where path is not null
        select (call, effect, path);

    private static AccessPath? ScopeOf(IUsingOperation scope, Body body)
    {
        IOperation? value = scope.Resources is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [var declarator] }] } ? declarator.GetVariableInitializer()?.Value : scope.Resources;
        return value is not null && UserScopes.LockOpenedBy(Operand.UnwrapWaiting(value).Operation) is { } opened && AccessPath.Of(opened, body.Locals.Resolve) is { } path && LockNames.Suggest(path) ? path : null;
    }

    private static int? EndOf((IInvocationOperation Call, LockEffect Effect, AccessPath Path) taken, List<(IInvocationOperation Call, LockEffect Effect, AccessPath Path)> effects)
    {
        int index = effects.FindIndex(other => other.Effect.Action == LockAction.Release && other.Effect.Mode == taken.Effect.Mode && other.Path.Equals(taken.Path) && other.Call.Syntax.SpanStart > taken.Call.Syntax.Span.End);
        return index < 0 ? null : effects[index].Call.Syntax.SpanStart;
    }
}
