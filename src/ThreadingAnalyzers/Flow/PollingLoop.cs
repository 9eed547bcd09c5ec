using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A loop seen as a way to wait: what it asks, and what it does meanwhile.</summary>
internal sealed class PollingLoop(ILoopOperation loop, ThreadingModel model, LocalValues locals)
{
    /// <summary>The call that lets time go by in each round, or null.</summary>
    internal IInvocationOperation? Pause { get; } = OwnOperations(loop.Body).OfType<IInvocationOperation>().FirstOrDefault(model.Polling.IsPause);

    /// <summary>Whether the rounds do nothing but let time go by.</summary>
    internal bool IsOnlyWaiting => Statements(loop.Body).All(statement => IsPause(statement) || statement == Exit);

    /// <summary>What the condition asks about another thread, and what would wait for the answer.</summary>
    internal (string What, string Instead)? Question
    {
        get
        {
            // Who changes the place in the condition goes on until that succeeds, and waits for nobody.
            if (Condition is not { } condition || Asked(condition).ToList() is not { Count: > 0 } asked || asked.Exists(part => model.Atomics.Of(part) is { Writes: true }))
                return null;
            foreach (IOperation part in asked)
            {
                if (model.Polling.InsteadOf(part) is { } instead && !HasNoHandle(part) && !Drains(part) && !(part is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } && Pause is { } pause && PollingModel.EndsEarly(pause)))
                    return ($"'{part.Syntax}' has changed", instead);
            }

            return asked.Select(FlagOf).FirstOrDefault(static flag => flag is not null) is { } name ? ($"'{name}' has changed", "an event or a TaskCompletionSource") : null;
        }
    }

    // while (IsBusy), where a property of the class asks the threads: also what that asks.
    private static IEnumerable<IOperation> Asked(IOperation condition) => condition.DescendantsAndSelf().Concat(condition.DescendantsAndSelf().Select(AskedBehind).OfType<IOperation>().SelectMany(static behind => behind.DescendantsAndSelf()));

    private static IOperation? AskedBehind(IOperation part)
    {
        ExpressionSyntax? answer = part switch
        {
            IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property.GetMethod: { } getter } => SoleExpression.Of(getter),
            IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: { Parameters.IsEmpty: true } method } => SoleExpression.Of(method),
            _ => null,
        };
        return answer is not null && answer.SyntaxTree == part.Syntax.SyntaxTree ? part.SemanticModel?.GetOperation(answer) : null;
    }

    // while (_permits.Wait(0)) { } takes what is there, and goes on when nothing is left.
    private bool Drains(IOperation query) => query is IInvocationOperation && Pause is null && Operand.ParentOf(query) is not (IUnaryOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals });

    // Who has asked for the handle of an operation polls where there is none.
    private bool HasNoHandle(IOperation query) => query is IPropertyReferenceOperation { Property: { Name: "IsCompleted", ContainingType.Name: nameof(IAsyncResult) } }
        && loop.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().Any(static node => node is IdentifierNameSyntax { Identifier.ValueText: "AsyncWaitHandle" }) == true;

    /// <summary>What a round takes from a shared collection if there is something, and what would wait for it.</summary>
    internal (string What, string Instead)? TakenElement => loop.Descendants().OfType<IInvocationOperation>()
        .Where(call => call.Instance is not null && (Operand.Unwrap(call.Instance) is not ILocalReferenceOperation local || locals.Resolve(local) is IFieldReferenceOperation or IPropertyReferenceOperation))
        .Select(call => model.Polling.InsteadOfTaking(call) is { } instead ? ($"'{call.Instance!.Syntax}' has got an element", instead) : ((string, string)?)null)
        .FirstOrDefault(static taking => taking is not null);

    /// <summary>The collection out of which a round takes an element under a lock if there is one, and pauses if there is none; null where it does not.</summary>
    internal (string What, string Instead)? TakenUnderLock => Pause is null || !IsOnlyIfEmpty(Pause) ? null : OwnOperations(loop.Body).OfType<ILockOperation>()
        .SelectMany(static region => region.Body.Descendants().OfType<IInvocationOperation>())
        .Where(static call => ElementVerbs.TakesOut(call.TargetMethod.Name) && ElementVerbs.CollectionOf(call) is not null && call.TargetMethod.ContainingType.ContainingNamespace.Name != "Concurrent")
        .Where(call => !call.Syntax.Ancestors().TakeWhile(node => node != loop.Syntax).Any(static node => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax))
        .Select(static call => ($"'{call.Instance!.Syntax}' has got an element", "a Monitor.Wait for a Pulse, or a BlockingCollection,"))
        .Cast<(string, string)?>().FirstOrDefault();

    private bool IsOnlyIfEmpty(IOperation pause) => pause.Syntax.Ancestors().TakeWhile(node => node != loop.Syntax).Any(static node => node is IfStatementSyntax or ElseClauseSyntax);

    private IOperation? Condition => Exit?.Condition ?? OwnCondition;

    private IOperation? OwnCondition => (loop as IWhileLoopOperation)?.Condition ?? (loop as IForLoopOperation)?.Condition;

    // while (true) { if (_done) break; Thread.Sleep(10); }: a loop without a condition has it in its body.
    private IConditionalOperation? Exit => OwnCondition is null or { ConstantValue: { HasValue: true, Value: true } }
        ? Statements(loop.Body).OfType<IConditionalOperation>().FirstOrDefault(static choice => choice.WhenFalse is null && (choice.WhenTrue is IBlockOperation { Operations: [var only] } ? only : choice.WhenTrue) is IBranchOperation { BranchKind: BranchKind.Break } or IReturnOperation { ReturnedValue: null })
        : null;

    private bool IsPause(IOperation statement) => statement switch
    {
        IEmptyOperation => true,
        IExpressionStatementOperation { Operation: IAwaitOperation { Operation: var awaited } } => Operand.UnwrapWaiting(awaited).Operation is IInvocationOperation call && model.Polling.IsPause(call),
        IExpressionStatementOperation { Operation: IInvocationOperation call } => model.Polling.IsPause(call) || call.TargetMethod is { Name: "DoEvents", ContainingType.Name: "Application" },
        IExpressionStatementOperation { Operation: var call } when UnboundCalls.NameOf(call) == "DoEvents" => true,
        // Thread.Sleep(_options.Interval), whose type is not known.
        IExpressionStatementOperation { Operation: var call } => UnboundCalls.NameOf(call) == "Sleep" && call.Syntax.ToString().StartsWith("Thread.", StringComparison.Ordinal),
        _ => false,
    };

    // Spinning without a pause on what is not volatile is worse than polling, and told as that.
    private string? FlagOf(IOperation part) => part switch
    {
        IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false, Type.SpecialType: SpecialType.System_Boolean } field } flag when (Pause is not null || field.IsVolatile) && !IsSpunOnEntry(flag) => field.Name,
        // Code without locks spins until another thread has ended its step.
        IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } asked when Pause is { TargetMethod.Name: not ("SpinOnce" or "SpinWait") } && IsChangeable(asked) && IsAskedFor(asked) => asked.Member.Name,
        IInvocationOperation { TargetMethod: { Name: "Read", ContainingType: { Name: "Volatile", ContainingNamespace.Name: "Threading" } } } read => read.Arguments[0].Value.Syntax.ToString(),
        _ => null,
    };

    private static bool IsChangeable(IMemberReferenceOperation place) => place switch
    {
        IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false } } => true,
        IPropertyReferenceOperation { Property: { IsReadOnly: false, IsVirtual: false, IsOverride: false } property } => SharedLocations.IsAutoProperty(property),
        _ => false,
    };

    // while (_state != State.Done), while (Answer is null): what is compared is the value itself, not something in it.
    private static bool IsAskedFor(IMemberReferenceOperation place) => place.Type?.SpecialType == SpecialType.System_Boolean
        || Operand.ParentOf(place) is IIsPatternOperation or IBinaryOperation
        {
            OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual,
        };

    // while (!segment.State[i].IsWritten) spin.SpinOnce(): another thread is in the middle of its step, in code without locks.
    private bool IsSpunOnEntry(IFieldReferenceOperation flag) => Pause is { TargetMethod: { Name: "SpinOnce" or "SpinWait" } } && flag.Instance is not (null or IInstanceReferenceOperation);

    private static IEnumerable<IOperation> Statements(IOperation body) => body is IBlockOperation block ? block.Operations : new[] { body };

    // Without those of loops inside.
    private static IEnumerable<IOperation> OwnOperations(IOperation body)
    {
        var pending = new Stack<IOperation>();
        pending.Push(body);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            yield return operation;
            foreach (IOperation child in operation.ChildOperations.Where(static child => child is not (ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)))
                pending.Push(child);
        }
    }
}
