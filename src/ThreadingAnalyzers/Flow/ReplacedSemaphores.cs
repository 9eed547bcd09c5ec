using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Semaphores in fields that one member disposes of and replaces, while another takes a permit of the one that is there and gives it back to the one that is there then.</summary>
internal sealed class ReplacedSemaphores(TypeSummary summary, ThreadingModel model)
{
    /// <summary>Where a permit is taken and given back by the name of the field, beside a body that disposes of the semaphore and puts another into its place; null where there is no such place.</summary>
    internal (IOperation Take, IOperation Release)? UseBeside(IFieldSymbol field, Body body)
    {
        if (field.IsReadOnly || summary.Contexts.IsConstruction(body) || !body.Sites.Exists(site => IsReplacement(site, field)) || EffectsOn(field, body).Any())
            return null;
        return summary.ConcernedBodies.Where(other => other.Outermost != body.Outermost && !summary.Contexts.IsConstruction(other)).Select(other => UseIn(other, field)).FirstOrDefault(static use => use is not null);
    }

    private static bool IsReplacement(IOperation site, IFieldSymbol field) => site is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var set }, Value: var value }
        && SymbolEqualityComparer.Default.Equals(set, field) && Operand.Unwrap(value) is IObjectCreationOperation;

    // Under a lock it may be the one under which the semaphore is replaced.
    private (IOperation Take, IOperation Release)? UseIn(Body body, IFieldSymbol field)
    {
        List<(LockEffect Effect, IInvocationOperation Call)> effects = EffectsOn(field, body).ToList();
        return effects.Find(static one => one.Effect.Action != LockAction.Release && !Nesting.IsInLock(one.Call)).Call is { } take
            && effects.Find(one => one.Effect.Action == LockAction.Release && one.Call.Syntax.SpanStart > take.Syntax.SpanStart).Call is { } release ? (take, release) : null;
    }

    private IEnumerable<(LockEffect Effect, IInvocationOperation Call)> EffectsOn(IFieldSymbol field, Body body) => body.Sites.OfType<IInvocationOperation>()
        .Select(call => (Effect: model.Locks.EffectOf(call)!, Call: call))
        .Where(found => found.Effect is { Mode: LockMode.Counting, Target: IFieldReferenceOperation { Field: var used } } && SymbolEqualityComparer.Default.Equals(used, field));
}
