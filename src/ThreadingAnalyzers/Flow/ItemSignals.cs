using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Events that announce new elements of a collection, and do not keep step with it: an event does not count, and one that nobody closes stays open.</summary>
internal sealed class ItemSignals(TypeSummary summary)
{
    /// <summary>The waits of a loop that takes one element for each signal, or that does not wait any more once there was one; with the taking, and what puts elements in.</summary>
    internal IEnumerable<(IInvocationOperation Wait, IOperation Take, IOperation Fill, bool StaysOpen)> In(Body body)
    {
        foreach (IInvocationOperation wait in body.Sites.OfType<IInvocationOperation>())
        {
            if ((EventOf(wait) ?? OneOfSeveral(wait, body)) is not { } gate || Nesting.LoopAround(wait) is not { } loop || !IsInEachRound(wait, loop))
                continue;
            List<IInvocationOperation> takes = body.Sites.OfType<IInvocationOperation>().Where(call => Nesting.Contains(loop, call) && call.Syntax.SpanStart > wait.Syntax.Span.End && IsTake(call)).ToList();
            if (takes.FirstOrDefault() is not { } take || ElementVerbs.CollectionOf(take) is not { } items)
                continue;
            bool staysOpen = gate.Type.Name.StartsWith("Manual", StringComparison.Ordinal);
            bool isOutOfStep = staysOpen ? IsNeverClosed(gate) : takes.Count == 1 && take.TargetMethod.Name != "Clear" && Nesting.LoopAround(take) == loop && !loop.Descendants().Any(static part => part is IBranchOperation { BranchKind: BranchKind.GoTo }) && !body.Sites.Exists(site => IsSetOf(site, gate)) && IsOnlyTakenIn(body, items, take);
            if (isOutOfStep && FillOf(items, gate, body) is { } fill)
                yield return (wait, take, fill, staysOpen);
        }
    }

    private static bool IsTake(IInvocationOperation call) => (ElementVerbs.TakesOut(call.TargetMethod.Name) || call.TargetMethod.Name == "Clear") && ElementVerbs.CollectionOf(call) is not null;

    private static IFieldSymbol? EventOf(IInvocationOperation wait) => wait is
    {
        TargetMethod.Name: "WaitOne" or "Wait", Instance: IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private, Type: { Name: "AutoResetEvent" or "ManualResetEvent" or "ManualResetEventSlim", ContainingNamespace.Name: "Threading" } } gate },
    } && wait.Arguments.All(static argument => argument.Parameter?.Type.Name == "CancellationToken") ? gate : null;

    // WaitHandle.WaitAny(new[] { _stop, _more }): the one that closes behind each of those it lets through.
    private static IFieldSymbol? OneOfSeveral(IInvocationOperation wait, Body body)
    {
        if (wait is not { TargetMethod: { Name: "WaitAny", ContainingType.Name: "WaitHandle" }, Arguments: [{ Value: var handles }] })
            return null;
        IOperation known = Operand.Unwrap(handles);
        if (known is ILocalReferenceOperation { Local: var local } && body.Locals.Of(local) is { } value)
            known = Operand.Unwrap(value);
        return known is not IArrayCreationOperation { Initializer.ElementValues: var elements } ? null : elements.Select(static element => (Operand.Unwrap(element) as IFieldReferenceOperation)?.Field)
            .FirstOrDefault(static field => field is { DeclaredAccessibility: Accessibility.Private, Type: { Name: "AutoResetEvent", ContainingNamespace.Name: "Threading" } });
    }

    // A statement of the loop itself, or its condition: what stands under a condition may know that there is nothing left.
    private static bool IsInEachRound(IOperation wait, ILoopOperation loop)
    {
        if (loop is IForEachLoopOperation)
            return false;
        for (IOperation? around = wait.Parent; around != loop; around = around.Parent)
        {
            if (around is null or IConditionalOperation or ISwitchOperation or ICatchClauseOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr })
                return false;
        }

        return true;
    }

    // A copy of all of them, or a count, may see to the rest.
    private static bool IsOnlyTakenIn(Body body, IFieldSymbol items, IInvocationOperation take) => body.Sites.OfType<IFieldReferenceOperation>()
        .Where(site => SymbolEqualityComparer.Default.Equals(site.Field, items))
        .All(site => site.Parent == take || site.Parent is ILockOperation or IPropertyReferenceOperation { Property.Name: "Count" or "IsEmpty" or "First" or "Last" })
        && !Nesting.Outward(take).Any(around => around is IWhileLoopOperation { Condition: { } condition } && Mentions(condition, items));

    private static bool IsSetOf(IOperation site, IFieldSymbol gate) => site is IInvocationOperation { TargetMethod.Name: "Set", Instance: IFieldReferenceOperation { Field: var set } } && SymbolEqualityComparer.Default.Equals(set, gate);

    private bool IsNeverClosed(IFieldSymbol gate) => summary.References.To(gate) is { Count: > 0 } uses && uses.All(static use => use.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: not "Reset" } call => call.Instance == use,
        IPropertyReferenceOperation { Property.Name: "IsSet" } => true,
        ISimpleAssignmentOperation { Value: IObjectCreationOperation } => true,
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: "Set" or "Dispose" or "Close" } } => true,
        _ => false,
    });

    // Whoever waits for an answer, or for room, does not run ahead.
    private IOperation? FillOf(IFieldSymbol items, IFieldSymbol gate, Body consumer) => summary.Bodies.Where(body => body != consumer && body.Sites.Exists(site => IsSetOf(site, gate)) && !body.Sites.Exists(static site => site is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "Wait" or "WaitOne" or "Join" or "WaitAny" }))
        .SelectMany(static body => body.Sites.OfType<IInvocationOperation>())
        .FirstOrDefault(call => ElementVerbs.PutsIn(call.TargetMethod.Name) && SymbolEqualityComparer.Default.Equals(ElementVerbs.CollectionOf(call), items) && !IsOnTheFirst(call, items));

    // if (_items.Count == 0) …: only one at a time.
    private static bool IsOnTheFirst(IOperation fill, IFieldSymbol items) => Nesting.Outward(fill).Any(around => around is IConditionalOperation { Condition: var condition } && Mentions(condition, items));

    private static bool Mentions(IOperation part, IFieldSymbol items) => part.DescendantsAndSelf().Any(inner => inner is IFieldReferenceOperation { Field: var named } && SymbolEqualityComparer.Default.Equals(named, items));
}
