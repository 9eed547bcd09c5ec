using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What stands behind a task that is waited for: asynchronous code, or synchronous work that another thread was given.</summary>
internal sealed class BlockedWork(Body body, ThreadingModel model)
{
    /// <summary>Whether a call of asynchronous code gave the task, or all the tasks. Work on the pool ends without the thread that waits.</summary>
    internal bool IsAsynchronous(IOperation waited) => IsAsynchronous(waited, steps: 0);

    private bool IsAsynchronous(IOperation waited, int steps)
    {
        IOperation task = Operand.UnwrapWaiting(waited).Operation;
        if (steps > 8)
            return false;
        return task switch
        {
            ILocalReferenceOperation { Local: var local } when model.Awaitables.ElementOf(local.Type) is not null && new TaskLocal(local, body, model) is { Started: { Count: > 0 } added } =>
                added.All(work => work is IInvocationOperation call && IsAsynchronous(call, steps + 1)),
            ILocalReferenceOperation local => body.Locals.Of(local.Local) is { } value && IsAsynchronous(value, steps + 1),
            IConditionalAccessInstanceOperation => Operand.ReceiverBehind(task) is { } receiver && IsAsynchronous(receiver, steps),
            IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } when AssignedHere(task) is { Length: > 0 } assigned => assigned.All(value => IsAsynchronous(value, steps + 1)),
            IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } => steps <= 1 && model.Types.IsTask(task.Type),
            IArrayCreationOperation or { Type.Name: "ReadOnlySpan" } => Operand.Elements(task).All(element => element != task && IsAsynchronous(element, steps + 1)),
            IInvocationOperation call => IsAsynchronous(call, steps),
            IInvalidOperation => model.Types.IsTask(task.Type) || UnboundCall.Of(task) is { IsNamedAsync: true } || UnboundCalls.IsOfTask(task, "WhenAll", "WhenAny"),
            IConditionalAccessOperation { WhenNotNull: var inner } => IsAsynchronous(inner, steps + 1),
            _ => false,
        };
    }

    // _open = Task.Run(…); _open.Wait();
    private IOperation[] AssignedHere(IOperation member) => body.Outermost.SelfAndNested()
        .SelectMany(static part => part.Sites)
        .OfType<ISimpleAssignmentOperation>()
        .Where(assignment => SymbolEqualityComparer.Default.Equals(MemberOf(assignment.Target), MemberOf(member)))
        .Select(static assignment => assignment.Value)
        .ToArray();

    private static ISymbol? MemberOf(IOperation reference) => (reference as IMemberReferenceOperation)?.Member;

    private bool IsAsynchronous(IInvocationOperation call, int steps)
    {
        IMethodSymbol method = call.TargetMethod;
        if (method is { Name: "WhenAll" or "WhenAny" or "WaitAll", ContainingType.Name: "Task" })
            return call.Arguments.All(argument => IsAsynchronous(argument.Value, steps + 1));
        if (method is { Name: "WaitAsync" or "Unwrap" })
            return (call.Instance ?? call.Arguments.FirstOrDefault()?.Value) is { } inner && IsAsynchronous(inner, steps + 1);
        if (RepeatedCallbacks.RunsAtOnce(call))
            return OfSequence(call, steps);
        return model.Types.IsTask(call.Type) && (model.Threads.ForkOf(call) is null || RunsAsyncCode(call)) && method.Name is not "Delay" and not "ContinueWith" && !OnlyHandsToPool(call);
    }

    // Task LoadAsync() => Task.Run(() => Load()); in the same file.
    private bool OnlyHandsToPool(IInvocationOperation call) =>
        call is { TargetMethod: { IsAsync: false, IsVirtual: false, IsOverride: false, DeclaringSyntaxReferences: [var declaration] }, SemanticModel: { } semantics } && declaration.SyntaxTree == semantics.SyntaxTree
        && SoleExpression.Of(declaration.GetSyntax()) is { } result && semantics.GetOperation(result) is IInvocationOperation start && model.Threads.ForkOf(start) is not null && !RunsAsyncCode(start);

    // items.Select(item => SendAsync(item)).ToArray()
    private bool OfSequence(IInvocationOperation call, int steps)
    {
        IOperation? source = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
        if (model.Awaitables.ElementOf(call.Type) is null)
            return false;
        if (source is not null && model.Awaitables.ElementOf(Operand.Unwrap(source).Type) is not null)
            return IsAsynchronous(source, steps + 1);
        return call.Arguments.Select(static argument => Operand.Unwrap(argument.Value)).OfType<IDelegateCreationOperation>().Any(selector => selector.Target switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol.IsAsync || ReturnedBy(lambda).All(value => IsAsynchronous(value, steps + 1)),
            IMethodReferenceOperation method => model.Types.IsTask(method.Method.ReturnType),
            _ => false,
        });
    }

    private static IEnumerable<IOperation> ReturnedBy(IAnonymousFunctionOperation lambda) =>
        lambda.Body.Operations.OfType<IReturnOperation>().Select(static returning => returning.ReturnedValue).Where(static value => value is not null)!;

    // Task.Run(() => LoadAsync()) is the usual way around a context.
    private bool RunsAsyncCode(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Parameter?.Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var result } && model.Types.IsTask(result));
}
