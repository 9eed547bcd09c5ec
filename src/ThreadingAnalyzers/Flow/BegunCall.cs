using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A call of an asynchronous function of the same object whose task is not awaited where it is made.</summary>
internal sealed class BegunCall
{
    private enum TaskUse
    {
        /// <summary>Nobody has the task.</summary>
        Dropped,

        /// <summary>A collection has it, beside others.</summary>
        Collected,

        /// <summary>A variable has it.</summary>
        Kept,
    }

    private readonly IInvocationOperation _call;
    private readonly TaskUse _use;

    private BegunCall(IInvocationOperation call, TaskUse use, Body container, Body begun) =>
        (_call, _use, Fork) = (call, use, new Fork(Index: -1, ForkKind.AsyncFanOut, call, container, [begun], Receiver: null));

    /// <summary>The call as a fork; none that the flow of a body knows.</summary>
    internal Fork Fork { get; }

    /// <summary>Whether a loop begins it again and again without an end of the one before. A permit that the loop waits for may be the one that the function gives back.</summary>
    internal bool IsRepeated => _use != TaskUse.Kept && Nesting.IsInLoop(_call) && !Fork.Container.TakesPermits;

    /// <summary>The call, if its task is kept or dropped; null where it is awaited, returned or passed on.</summary>
    internal static BegunCall? Of(IInvocationOperation call, Body container, Callbacks callbacks, ThreadingModel model) =>
        MayBe(call) && model.Types.IsTask(call.Type) && callbacks.Of(call.TargetMethod) is { } begun && UseOf(call, container, model) is { } use ? new BegunCall(call, use, container, begun) : null;

    /// <summary>Whether a call has the look of one, before anything else is known of the type.</summary>
    internal static bool MayBe(IInvocationOperation call) => call is { Instance: null or IInstanceReferenceOperation, TargetMethod: { IsAsync: true, ReturnsVoid: false } }
        && Operand.ParentOf(call) is IExpressionStatementOperation or ISimpleAssignmentOperation or IVariableInitializerOperation or IArrayInitializerOperation or IArgumentOperation or { Kind: ObjectTracer.CollectionExpression };

    /// <summary>Whether the second begins while the first may still run, whichever way led to it.</summary>
    internal bool Overlaps(BegunCall later, ThreadingModel model)
    {
        int start = _call.Syntax.Span.End, end = later._call.Syntax.SpanStart;
        return start <= end && !IsSuccessor(later, model) && (_use == TaskUse.Dropped || !Fork.Container.Sites.Exists(site => site.Syntax.Span.End >= start && site.Syntax.Span.End <= end && IsWait(site, model))) && !Nesting.AreAlternatives(_call, later._call);
    }

    // var second = NextAsync(first); and what takes the place of the first.
    private bool IsSuccessor(BegunCall later, ThreadingModel model) => later._call.Arguments.Any(argument => model.Types.IsTask(argument.Value.Type))
        || (VariableOf(_call) is { } variable && SymbolEqualityComparer.Default.Equals(variable, VariableOf(later._call)));

    private static ISymbol? VariableOf(IInvocationOperation call) => Operand.ParentOf(call) switch
    {
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => local,
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } } => field,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var declared } } => declared,
        _ => null,
    };

    private static bool IsWait(IOperation site, ThreadingModel model) => site is IAwaitOperation or IPropertyReferenceOperation { Property.Name: "Result" } || UnboundForks.IsWait(site) || (site is IInvocationOperation call && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles);

    private static TaskUse? UseOf(IOperation task, Body container, ThreadingModel model)
    {
        IOperation? user = Operand.ParentOf(task);
        return user switch
        {
            IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } => TaskUse.Dropped,
            // t[i] = FillAsync(i)
            ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true } } => TaskUse.Collected,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } => OfLocal(local, task, container),
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation } => TaskUse.Kept,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => OfLocal(local, task, container),
            IArrayInitializerOperation or { Kind: ObjectTracer.CollectionExpression } => TaskUse.Kept,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var taker } taking } => ElementVerbs.PutsIn(taker.Name) && taking.Instance is not null ? TaskUse.Collected : model.Joins.KindOf(taker) is JoinKind.Combine or JoinKind.Handles ? TaskUse.Kept : null,
            _ => null,
        };
    }

    // var one = FillAsync(i); all.Add(one);
    private static TaskUse OfLocal(ILocalSymbol local, IOperation task, Body container) =>
        container.Sites.OfType<IInvocationOperation>().Any(call => call.Instance is not null && ElementVerbs.PutsIn(call.TargetMethod.Name) && call.Syntax.SpanStart > task.Syntax.SpanStart
            && call.Arguments.Any(argument => Operand.Unwrap(argument.Value) is ILocalReferenceOperation { Local: var added } && SymbolEqualityComparer.Default.Equals(added, local))) ? TaskUse.Collected : TaskUse.Kept;
}
