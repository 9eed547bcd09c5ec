using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether code that awaits the task of a completion source would be run where that does harm.</summary>
internal sealed class CompletionUse(Body body, IReadOnlyList<Body> bodies, CompletionSources sources)
{
    /// <summary>
    /// Whether the source is never completed, or completed before anybody has its task, so that no code waits to be run; or whether the question is
    /// which locks are held when it is completed.
    /// </summary>
    internal bool IsHarmless(IObjectCreationOperation creation) => Operand.ParentOf(creation) switch
    {
        IPropertyReferenceOperation { Property.Name: "Task" } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => IsCompletedFirst(local),
        IFieldInitializerOperation { InitializedFields: [var field] } => IsAboutLock(field),
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } => IsAboutLock(field),
        _ => false,
    };

    private bool IsCompletedFirst(ILocalSymbol local)
    {
        ILocalReferenceOperation[] uses = body.Root.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local))
            .ToArray();
        int last = uses.Where(use => use.Parent is IInvocationOperation call && sources.IsCompletion(call)).Select(static use => use.Syntax.SpanStart).DefaultIfEmpty(-1).Max();
        if (uses.All(static use => use.Parent is IPropertyReferenceOperation { Property.Name: "Task" }))
            return true;
        return last >= 0 && uses.All(use => Nesting.IsOwn(use, body.Root) && ((use.Parent is IInvocationOperation call && sources.IsCompletion(call)) || use.Syntax.SpanStart > last));
    }

    // To complete it under a lock is a defect of that place, whichever way it is cured; to take it out of the lock first is the cure.
    private bool IsAboutLock(IFieldSymbol field) => IsTakenOutOfLock(field) || bodies.Any(other => other.Sites.Any(site =>
        site is IFieldReferenceOperation { Parent: IInvocationOperation call } reference && SymbolEqualityComparer.Default.Equals(reference.Field, field) && sources.IsCompletion(call) && Nesting.IsInLock(call)));

    // lock (gate) opened = _opened; opened.TrySetResult(): what awaits is run here, and somebody made sure that it may.
    private bool IsTakenOutOfLock(IFieldSymbol field) => bodies.Any(other => other.Sites.Any(site =>
        site is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field) && Nesting.IsInLock(reference) && TargetOf(reference) is { } local && IsCompletedOutside(local, other)));

    private static ILocalSymbol? TargetOf(IOperation value) => Operand.ParentOf(value) switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => local,
        _ => null,
    };

    private bool IsCompletedOutside(ILocalSymbol local, Body other) => other.Sites.OfType<IInvocationOperation>().Any(call =>
        sources.IsCompletion(call) && !Nesting.IsInLock(call) && call.Instance is { } instance
        && (Operand.Unwrap(instance is IConditionalAccessInstanceOperation ? Operand.ReceiverBehind(instance) ?? instance : instance) as ILocalReferenceOperation) is { } completed
        && SymbolEqualityComparer.Default.Equals(completed.Local, local));
}
