using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// A permit that a body takes for one of its lambdas or local functions, which gives it back: <c>await _slots.WaitAsync(); Task.Run(() =&gt; { …; _slots.Release(); })</c>.
/// </summary>
/// <param name="Releases">Where the function gives it back.</param>
/// <param name="Leak">The way out of the function on which it is kept.</param>
internal sealed record HandedOverHold(IReadOnlyList<IOperation> Releases, HeldAtExit Leak)
{
    /// <summary>The loss of a permit by the one function that gives it back; null where nothing is lost, or it is not clear who would give it back.</summary>
    internal static HandedOverHold? Of(LockKey key, Body body, HoldOwner owner, ThreadingModel model, CancellationToken cancellation)
    {
        List<Body> releasing = body.SelfAndNested().Where(nested => nested.HasLockOperations && EffectsOn(key, nested, model).Any(static found => found.Effect.Action == LockAction.Release)).ToList();
        if (releasing is not [var function] || ReferenceEquals(function, body) || !KeepsExceptions(function))
            return null;
        List<(IInvocationOperation Call, LockEffect Effect)> effects = EffectsOn(key, function, model).ToList();
        if (effects.Exists(static found => found.Effect.Action != LockAction.Release) || owner.MentionsInMember != effects.Count || function.LockFlowHolding(key, model, cancellation) is not { GaveUp: false } flow)
            return null;
        HeldAtExit? leak = flow.HeldAtExits.Where(exit => flow.Locks[exit.Lock].Equals(key))
            .OrderBy(static exit => exit.Kind).ThenBy(static exit => exit.Cause?.Syntax.SpanStart ?? int.MaxValue).FirstOrDefault();
        return leak is null ? null : new HandedOverHold([.. effects.Select(static found => found.Call)], leak);
    }

    // An exception in a thread or pool callback ends the process, and the permit with it; a task keeps it, and the program goes on.
    private static bool KeepsExceptions(Body function) => function.Method is { IsAsync: true, ReturnsVoid: false }
        || (function.Root.Parent is IDelegateCreationOperation creation && Operand.ParentOf(creation) is IArgumentOperation { Parent: var taker }
            && (taker as IInvocationOperation)?.TargetMethod.ContainingType.Name is "Task" or "TaskFactory");

    private static IEnumerable<(IInvocationOperation Call, LockEffect Effect)> EffectsOn(LockKey key, Body body, ThreadingModel model) =>
        from call in body.Sites.OfType<IInvocationOperation>()
        let effect = model.Locks.EffectOf(call)
        where effect is not null && effect.Primitive == key.Primitive && effect.Mode == key.Mode && key.Path.Equals(AccessPath.Of(effect.Target, body.Locals.Resolve))
        select (call, effect);
}
