using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a type does with an object that it locks, waits on and pulses.</summary>
internal sealed class GateUses(AccessPath gate, TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
{
    /// <summary>Whether only code of the type can name the object: a private field or property of it, or a local that no other code sees.</summary>
    internal bool IsOwn => gate.Last switch
    {
        IFieldSymbol { DeclaredAccessibility: Accessibility.Private } or IPropertySymbol { DeclaredAccessibility: Accessibility.Private } => gate.Members.Length <= 1,
        ILocalSymbol => true,
        _ => false,
    };

    /// <summary>Whether the object is handed to code that may do anything with it.</summary>
    internal bool Escapes => Mentions().Any(mention => Operand.ParentOf(mention) switch
    {
        ILockOperation or IBinaryOperation or IIsPatternOperation or IMemberReferenceOperation or IExpressionStatementOperation => false,
        ISimpleAssignmentOperation assignment => Operand.Unwrap(assignment.Target) != mention,
        IInvocationOperation call => call.Instance is null || Operand.Unwrap(call.Instance) != mention,
        IArgumentOperation { Parent: IInvocationOperation call } => model.Locks.EffectOf(call) is null && model.MonitorSignals.Of(call) is null && LockModel.HeldTestOf(call) is null,
        IConditionalAccessOperation or IForEachLoopOperation or IArrayElementReferenceOperation => false,
        _ => true,
    });

    /// <summary>Whether some body takes the lock by a call and leaves it to others to give it back.</summary>
    internal bool IsLeftHeldBySome => summary.ConcernedBodies.Where(static body => body.TakesLocksByCall)
        .Any(body => body.LockFlow(model, cancellation) is { } flow
            && (flow.GaveUp || flow.HeldAtExits.Any(exit => exit.Kind == ExitKind.Normal && flow.Locks[exit.Lock].Path.Equals(gate))));

    // A body's own locals are no sites.
    private IEnumerable<IOperation> Mentions() => gate.Last is ILocalSymbol
        ? summary.Bodies.Where(static body => body.Parent is null).SelectMany(static body => body.Root.Descendants()).Where(IsMention)
        : summary.Bodies.SelectMany(static body => body.Sites).Where(IsMention);

    private bool IsMention(IOperation operation) => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), gate.Last);
}
