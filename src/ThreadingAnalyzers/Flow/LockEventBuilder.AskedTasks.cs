using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Tasks of which the body asks whether they still wait for the lock: <c>Task wait = _gate.WaitAsync(); if (!wait.IsCompletedSuccessfully) await wait;</c>.
/// Whoever need not await such a task has the lock all the same, so it counts as taken from the call on, and an await as the proof that it was not.
/// </summary>
internal sealed partial class LockEventBuilder
{
    private readonly Dictionary<ILocalSymbol, (int Lock, ulong Bit)> _begun = new(SymbolEqualityComparer.Default);
    private HashSet<ISymbol>? _asked;

    private HashSet<ISymbol> Asked => _asked ??= new(_body.Sites.Select(AskedOf).OfType<ISymbol>(), SymbolEqualityComparer.Default);

    private static ISymbol? AskedOf(IOperation site) =>
        site is IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully" or "Status", Instance: ILocalReferenceOperation { Local: var task } } ? task : null;

    // The await may fail, and then nothing was taken.
    private void NoteStillWaiting(IOperation operation)
    {
        if (AwaitedTask(operation) is var (gate, _))
            Add(new LockEvent(LockStep.Forget, operation, gate));
    }

    private bool TranslateAskedTask(IOperation operation)
    {
        if (AwaitedTask(operation) is var (gate, bit))
        {
            Add(new LockEvent(LockStep.Acquire, operation, gate, Bit: bit));
            return true;
        }

        if (BegunAt(operation) is not var (effect, _) || effect.Action != LockAction.Acquire || KeptIn(operation) is not { } task || _captures.PathOf(effect.Target) is not { } path)
            return false;
        int begun = _table.IndexOf(new LockKey(path, effect.Primitive, effect.Mode));
        _begun[task] = (begun, Acquire(operation, begun));
        return true;
    }

    private (int Lock, ulong Bit)? AwaitedTask(IOperation operation) =>
        operation is IAwaitOperation && Operand.UnwrapWaiting(operation).Operation is ILocalReferenceOperation { Local: var task } && _begun.TryGetValue(task, out (int, ulong) begun) ? begun : null;

    private ILocalSymbol? KeptIn(IOperation call) =>
        Operand.ParentOf(call) is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var task } } && Asked.Contains(task) ? task : null;
}
