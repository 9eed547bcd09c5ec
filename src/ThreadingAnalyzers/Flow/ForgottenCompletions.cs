using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Collections of completion sources that are emptied while others await the tasks of what was in them.</summary>
internal sealed class ForgottenCompletions(TypeSummary summary, ThreadingModel model)
{
    /// <summary>The calls that empty such a collection without a look at what is in it, each with a place that gives a task of one away.</summary>
    internal IEnumerable<(IInvocationOperation Clear, IOperation Task)> In(INamedTypeSymbol type)
    {
        if (!HoldsSources(type) || TaskGivenAway() is not { } task)
            yield break;
        foreach (Body body in summary.OwnBodies.Where(static body => !body.IsConstruction))
        {
            foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>())
            {
                if (call is { TargetMethod: { Name: "Clear", Parameters.IsEmpty: true }, Instance: IFieldReferenceOperation { Field: var kept } } && Holds(kept.Type) && !MayComplete(body, kept, call) && !summary.Contexts.CallSitesOf(body).Any(caller => MayComplete(caller.Caller, kept, clear: null)))
                    yield return (call, task);
            }
        }
    }

    /// <summary>The loops that answer the requests whose sources a collection of the type holds, and that end without a word to those that are open; with a place that gives a task away.</summary>
    internal IEnumerable<(SyntaxNode Loop, IFieldSymbol Holder, IOperation Task)> Abandoned(INamedTypeSymbol type)
    {
        List<IFieldSymbol> holders = type.GetMembers().OfType<IFieldSymbol>().Where(field => Holds(field.Type)).ToList();
        if (holders.Count == 0 || TaskGivenAway() is not { } task)
            return [];
        return new AbandonedRequests(summary, model).In(holders, task).Select(found => (found.Loop, found.Holder, task));
    }

    /// <summary>The calls that take such an entry out, and then answer it on some ways only.</summary>
    internal IEnumerable<IInvocationOperation> Lost(INamedTypeSymbol type, CancellationToken cancellation) => !HoldsSources(type) || TaskGivenAway() is null ? []
        : summary.OwnBodies.Where(static body => !body.IsConstruction).SelectMany(body => TakenCompletions.LostIn(body, Holds, model, cancellation));

    private bool HoldsSources(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Any(field => Holds(field.Type)) || type.GetTypeMembers().Any(HoldsSources);

    // Dictionary<int, TaskCompletionSource<Reply>>, or a queue of the type's own entries with a source in each.
    private bool Holds(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments: [.., var element] } generic && Framework.Owns(generic) && IsSource(element);

    private bool IsSource(ITypeSymbol element) => model.CompletionSources.Is(element)
        || (element is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, DeclaringSyntaxReferences.IsEmpty: false } && element.GetMembers().Any(member => model.CompletionSources.Is((member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type)));

    // return source.Task, await source.Task
    private IOperation? TaskGivenAway() => summary.OwnBodies.SelectMany(static body => body.Sites)
        .FirstOrDefault(site => site is IPropertyReferenceOperation { Property: { Name: "Task", ContainingType: { } owner } } && model.CompletionSources.Is(owner) && !IsWaitedForWithLimit(site));

    // source.Task.WaitAsync(limit), Task.WhenAny(source.Task, Task.Delay(limit)): who waits there goes on without an answer.
    private static bool IsWaitedForWithLimit(IOperation task) => Operand.ParentOf(task) switch
    {
        IInvocationOperation { TargetMethod.Name: "WaitAsync" or "Wait" } call => TimedWaits.GivesUp(call),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WhenAny" or "WaitAny" } } => true,
        IArrayInitializerOperation { Parent.Parent.Parent: IInvocationOperation { TargetMethod.Name: "WhenAny" or "WaitAny" } } => true,
        _ => false,
    };

    // Whatever names the collection for something else, calls what an entry can do, or calls what is not known.
    private bool MayComplete(Body body, IFieldSymbol kept, IOperation? clear) => body.SelfAndNested().Concat(CalleesOf(body)).Any(one => one.Sites.Exists(site => site switch
    {
        IFieldReferenceOperation { Field: var named } => SymbolEqualityComparer.Default.Equals(named, kept) && !IsEmptied(site),
        IInvocationOperation { TargetMethod: { Name: "Cancel" or "CancelAsync" } } => true,
        // Those who hear of it afterwards do not find the sources any more.
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } => !IsRaisedAfter(site, clear),
        IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: var own } => summary.Callbacks.Of(own) is null,
        IInvocationOperation call => model.CompletionSources.IsCompletion(call) || IsSource(call.TargetMethod.ContainingType),
        _ => UnboundCalls.Is(site) && !UnboundCalls.IsLogging(site) && !IsRaisedAfter(site, clear),
    }));

    // Closed?.Invoke(this, reason), where Closed is an event.
    private static bool IsRaisedAfter(IOperation site, IOperation? clear) => clear is not null && site.Syntax.SpanStart > clear.Syntax.Span.End
        && ((site as IInvocationOperation)?.Instance ?? UnboundCalls.ReceiverOf(site)) is { } raised && (Operand.ReceiverBehind(raised) ?? raised) is IEventReferenceOperation;

    private IEnumerable<Body> CalleesOf(Body body) => body.Sites.OfType<IInvocationOperation>().Select(call => summary.Callbacks.Of(call.TargetMethod)).OfType<Body>().Where(callee => callee != body);

    private static bool IsEmptied(IOperation named) => named.Parent switch
    {
        IInvocationOperation { TargetMethod: { Name: "Clear", Parameters.IsEmpty: true } } call => call.Instance == named,
        ILockOperation => true,
        IPropertyReferenceOperation { Property.Name: "Count" or "IsEmpty" or "SyncRoot" } => true,
        _ => false,
    };
}
