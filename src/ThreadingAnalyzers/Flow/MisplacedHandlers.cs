using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Handlers around nothing but the start of a thread or pool item, which are meant for its work and never see what that throws.</summary>
internal sealed class MisplacedHandlers(TypeSummary summary, ThreadingModel model)
{
    private static readonly HashSet<string> OfStarts = new(StringComparer.Ordinal)
    {
        "NotSupportedException", "OutOfMemoryException", "SecurityException", "ThreadAbortException", "ThreadInterruptedException", "ThreadStartException", "ThreadStateException",
    };

    /// <summary>The handler around the start of a fork, and what its work throws past it; null where there is none.</summary>
    internal (ICatchClauseOperation Handler, IOperation Cause)? Of(Fork fork)
    {
        if (fork.Kind is not (ForkKind.Thread or ForkKind.PoolItem) || StartsOf(fork).Select(HandlerAround).FirstOrDefault(static handler => handler is not null) is not { } misplaced)
            return null;
        return fork.Targets.Where(static target => !target.IsAsync).Select(CauseIn).FirstOrDefault(static cause => cause is not null) is { } found ? (misplaced, found) : null;
    }

    private ICatchClauseOperation? HandlerAround(IOperation start) =>
        Nesting.Outward(start).OfType<ITryOperation>().FirstOrDefault() is { } attempt && Nesting.Contains(attempt.Body, start) && Nesting.OwnOperations(attempt.Body).All(IsOfStart)
            ? attempt.Catches.FirstOrDefault(static handler => !OfStarts.Contains(handler.ExceptionType.Name))
            : null;

    // new Thread(Work) itself, or what starts the variable that has it.
    private static IEnumerable<IOperation> StartsOf(Fork fork) => fork.Container.Sites
        .OfType<IInvocationOperation>()
        .Where(call => call is { TargetMethod.Name: "Start", Instance: ILocalReferenceOperation { Local: var thread } } && fork.Container.Locals.Of(thread) is { } value && Operand.Unwrap(value) == fork.Site)
        .Prepend(fork.Site);

    // Whatever else stands in the block may be what the handler is for.
    private bool IsOfStart(IOperation operation) => operation switch
    {
        IObjectCreationOperation { Constructor: { } constructor } => model.Threads.IsFork(constructor) || !model.Throws.CanThrow(operation),
        IInvocationOperation call => model.Threads.IsFork(call) || model.Joins.IsJoin(call) || IsPause(call) || !model.Throws.CanThrow(call),
        IThrowOperation or IAwaitOperation or IDynamicInvocationOperation or IInvalidOperation => false,
        _ => true,
    };

    private bool IsPause(IInvocationOperation call) => KnownTypes.Is(call.TargetMethod.ContainingType, model.Types.Thread) || model.Polling.IsPause(call);

    // What it calls in the type itself may catch all there is to catch.
    private IOperation? CauseIn(Body work) => ThrownBy(work)
        .Where(operation => operation is not IInvocationOperation call || summary.Callbacks.Of(call.TargetMethod) is not { } callee || ThrownBy(callee).Any())
        .OrderBy(static operation => operation.Syntax.SpanStart)
        .FirstOrDefault();

    private IEnumerable<IOperation> ThrownBy(Body body) => Nesting.OwnOperations(body.Root)
        .Where(operation => operation is IThrowOperation || (operation is IInvocationOperation call && !IsPause(call) && model.Throws.CanThrow(call)))
        .Where(static operation => !Nesting.Outward(operation).Any(static around => around is ICatchClauseOperation or ITryOperation { Catches.IsEmpty: false }));
}
