using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A lock that is kept by a key, and that whoever has used it takes out of its table while others may wait for it.</summary>
internal sealed record RemovedLock(IInvocationOperation Removal, IOperation Acquisition, ISymbol Table);

/// <summary>Finds them: <c>var gate = _gates.GetOrAdd(key, …); await gate.WaitAsync(); …; gate.Release(); _gates.TryRemove(key, out _);</c>.</summary>
internal sealed class RemovedLocks(ThreadingModel model)
{
    internal IEnumerable<RemovedLock> In(Body body)
    {
        foreach (IInvocationOperation removal in body.Sites.OfType<IInvocationOperation>().Where(IsRemoval))
        {
            if (SharedLocations.LocationOf(Operand.Unwrap(removal.Instance!)) is { } table && AcquisitionBefore(removal, table, body) is { } acquisition && !IsConditional(removal) && !LooksAfterwards(acquisition, removal, body))
                yield return new RemovedLock(removal, acquisition, table);
        }
    }

    // Who wants what was removed does more than to give the lock up.
    private static bool IsRemoval(IInvocationOperation call) => call is { TargetMethod: { Name: "TryRemove", ContainingType.Name: "ConcurrentDictionary" }, Instance: not null, Arguments: [_, { Value: IDiscardOperation or IDeclarationExpressionOperation { Expression: IDiscardOperation } }] }
        && Operand.ParentOf(call) is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    private IOperation? AcquisitionBefore(IInvocationOperation removal, ISymbol table, Body body) => body.Sites
        .Where(site => site.Syntax.SpanStart < removal.Syntax.SpanStart)
        .FirstOrDefault(site => LockedBy(site) is ILocalReferenceOperation { Local: var gate } && body.Locals.Of(gate) is { } value && IsEntry(Operand.Unwrap(value), table, removal.Arguments[0].Value));

    private IOperation? LockedBy(IOperation site) => site switch
    {
        ILockOperation region => Operand.Unwrap(region.LockedValue),
        IInvocationOperation call when model.Locks.EffectOf(call) is { Action: not LockAction.Release } effect => Operand.Unwrap(effect.Target),
        _ => null,
    };

    private static bool IsEntry(IOperation value, ISymbol table, IOperation key) => value is IInvocationOperation { TargetMethod.Name: "GetOrAdd", Instance: { } asked, Arguments: [{ Value: var own }, ..] }
        && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(asked)), table)
        && Microsoft.CodeAnalysis.CSharp.SyntaxFactory.AreEquivalent(own.Syntax, key.Syntax);

    // A count of users, or another lock, may tell that this one is the last.
    private static bool IsConditional(IInvocationOperation removal) => Nesting.Outward(removal).Any(static around =>
        around is IConditionalOperation or ISwitchOperation or ILoopOperation or ICatchClauseOperation || (around is ILockOperation { LockedValue: var locked } && Operand.Unwrap(locked) is not ILocalReferenceOperation));

    // Work that is done once for each key is looked for under the lock: who comes with a new one finds it done.
    private static bool LooksAfterwards(IOperation acquisition, IInvocationOperation removal, Body body) => body.Root.Descendants().Any(part =>
        part is IConditionalOperation or ICoalesceOperation or ICoalesceAssignmentOperation or ISwitchOperation or ISwitchExpressionOperation && part.Syntax.SpanStart > acquisition.Syntax.SpanStart && part.Syntax.SpanStart < removal.Syntax.SpanStart);
}
