using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The locks that a caller says, by a flag, to hold already: <c>if (!isHeld) await _gate.WaitAsync();</c>. Where a body takes a lock only if its flag is not set, it
/// holds the lock either way from there on, and wherever the flag is known to be set.
/// </summary>
internal static class ToldByFlag
{
    private static readonly string[] Words = ["held", "hold", "lock", "taken", "owned", "acquire", "enter", "inside", "mutex", "semaphore", "sync", "gate"];

    /// <summary>The locks that are held at a place for that reason.</summary>
    internal static IEnumerable<LockKey> At(Body body, SyntaxNode syntax, LockFlow flow)
    {
        if (flow.Acquisitions.Count == 0 || !HasFlag(body, MayTellOfLock))
            yield break;
        List<LockKey>? told = null;
        foreach (IGrouping<int, Acquisition> ofLock in flow.Acquisitions.GroupBy(static acquisition => acquisition.Lock))
        {
            List<IReadOnlyList<(IParameterSymbol Flag, bool Value)>> takes = ofLock.Select(taken => FlagsDecidedAt(taken.Operation.Syntax, body)).ToList();
            foreach ((IParameterSymbol flag, bool value) in takes[0])
            {
                if (!MayTellOfLock(flag) || !takes.TrueForAll(flags => flags.Contains((flag, value))))
                    continue;
                LockKey key = flow.Locks[ofLock.Key];
                told ??= flow.ToldToHoldAt(syntax).ToList();
                if (told.Contains(key) || FlagsDecidedAt(syntax, body).Contains((flag, !value)))
                    yield return key;
            }
        }
    }

    /// <summary>Whether a flag that is set at a place says by its name that the caller holds a lock: <c>if (!semaphoreHeld) throw …</c>.</summary>
    internal static bool SaysByName(Body body, SyntaxNode syntax) => HasFlag(body, TellsOfLock) && FlagsDecidedAt(syntax, body).Any(static decided => decided.Value && TellsOfLock(decided.Flag));

    private static bool HasFlag(Body body, Func<IParameterSymbol, bool> isMeant) =>
        body.SelfAndOuter().Any(outer => outer.Method?.Parameters.Any(parameter => parameter.Type.SpecialType == SpecialType.System_Boolean && isMeant(parameter)) == true);

    // isHeld, alreadyLocked, takeLock: if (force) does without the lock for another reason.
    private static bool MayTellOfLock(IParameterSymbol flag) => Array.Exists(Words, word => flag.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool TellsOfLock(IParameterSymbol flag) => CallerLocks.NamesHeldLock(flag.Name);

    private static IReadOnlyList<(IParameterSymbol Flag, bool Value)> FlagsDecidedAt(SyntaxNode syntax, Body body)
    {
        IOperation? operation = body.Sites.Find(site => site.Syntax == syntax) ?? body.Root.Descendants().FirstOrDefault(part => part.Syntax == syntax);
        return operation is null ? [] : (from decided in DecidedConditions.Before(operation)
                                         from part in DecidedConditions.Parts(decided.Condition, decided.Value)
                                         where part.Condition is IParameterReferenceOperation
                                         select (((IParameterReferenceOperation)part.Condition).Parameter, part.Value)).ToList();
    }
}
