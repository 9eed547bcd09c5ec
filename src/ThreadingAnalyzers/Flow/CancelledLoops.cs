using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A handler in a loop that takes a cancellation for one more failed round.</summary>
/// <param name="Clause">The handler.</param>
/// <param name="Token">The token that cancels the work, as it is written there.</param>
internal sealed record SwallowedCancellation(ICatchClauseOperation Clause, IOperation Token);

/// <summary>What becomes of a cancellation in the loops of a body: whether it ends them.</summary>
internal sealed class CancelledLoops(Body body, ThreadingModel model)
{
    /// <summary>The handlers that swallow the cancellation of what a loop does, so that it goes on.</summary>
    internal IEnumerable<SwallowedCancellation> Swallowed()
    {
        var seen = new HashSet<ITryOperation>();
        foreach (ILoopOperation loop in Loops())
        {
            bool goesOn = GoesOnByItself(loop);
            LoopCondition? condition = goesOn ? null : LoopCondition.Of(loop);
            if ((!goesOn && condition is null) || AsksToken(loop))
                continue;
            foreach (ITryOperation attempt in TriesIn(loop).Where(attempt => !seen.Contains(attempt)))
            {
                if (SwallowedIn(attempt, loop) is { } swallowed && condition?.Outlives(swallowed, attempt, body) != false)
                    yield return swallowed;
                else if (!goesOn)
                    continue;
                seen.Add(attempt);
            }
        }
    }

    private SwallowedCancellation? SwallowedIn(ITryOperation attempt, ILoopOperation loop) =>
        TokenIn(attempt.Body) is { } token && !IsOfRound(token, loop) && attempt.Catches.FirstOrDefault(Catches) is { Filter: null } clause && !Leaves(clause.Handler) && TokenIn(clause.Handler) is null
            ? new(clause, token)
            : null;

    /// <summary>The loops that work long and look at no token, where there is one to look at.</summary>
    internal IEnumerable<ILoopOperation> Deaf()
    {
        bool isStartedWithToken = IsStartedWithToken();
        TokenScope? scope = TokenScope.Of(body, model);
        if (scope is null && !isStartedWithToken)
            yield break;
        OmittedTokens? omitted = scope is null ? null : new(body, scope, model);
        if (IsRegistered())
            yield break;
        bool isAskedBefore = IsAskedOutsideLoops();
        foreach (ILoopOperation loop in Loops().Where(static loop => !Nesting.IsInLoop(loop) && !IsAsynchronousSequence(loop)))
        {
            // A search that goes on until it has found something is as long as any.
            bool isLong = Nesting.IsOpen(loop) ? isStartedWithToken || !Leaves(loop.Body) : (isStartedWithToken || isAskedBefore) && (Suspends(loop) || (WorksOn(loop) && (isStartedWithToken || (IsAllTheWork(loop) && !IsPassedOn()))));
            if (isLong && !Mentions(loop) && omitted?.IsDeliberate(loop) != true && !HasOmission(loop, omitted) && !Yields(loop) && (scope is null || isStartedWithToken || UnusedTokens.DeclarationOf(scope, model, default) is null))
                yield return loop;
        }
    }

    /// <summary>Whether an expression is a token that may be cancelled, and not one that was made for this round alone.</summary>
    internal bool IsLivingToken(IOperation value)
    {
        value = Operand.Unwrap(value);
        if (!model.TokenOverloads.IsToken(value.Type) || value is IDefaultValueOperation or IPropertyReferenceOperation { Property.IsStatic: true } || value.ConstantValue.HasValue)
            return false;
        ILocalSymbol? source = (value as IPropertyReferenceOperation)?.Instance is ILocalReferenceOperation { Local: var local } ? local : (value as ILocalReferenceOperation)?.Local;
        return source is null || body.Locals.Of(source) is not { } made || Operand.Unwrap(made) is IInvocationOperation { TargetMethod.Name: "CreateLinkedTokenSource" } or IParameterReferenceOperation or IFieldReferenceOperation;
    }

    // foreach (var job in jobs) try { await RunAsync(job.Token); }: what is cancelled is one job, and not the loop.
    private bool IsOfRound(IOperation token, ILoopOperation loop) => token.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(reference =>
        reference.Local.DeclaringSyntaxReferences.FirstOrDefault()?.Span is { } declared && loop.Syntax.Span.Contains(declared) && (loop is IForLoopOperation or IForEachLoopOperation && loop.Locals.Contains(reference.Local, SymbolEqualityComparer.Default) || body.Locals.Of(reference.Local) is null));

    private IEnumerable<ILoopOperation> Loops() => body.Sites.OfType<ILoopOperation>();

    private static bool IsAsynchronousSequence(ILoopOperation loop) => loop is IForEachLoopOperation { IsAsynchronous: true };

    // while (condition) has its own idea of when to end, which a cancellation may well bring about.
    private static bool GoesOnByItself(ILoopOperation loop) => Nesting.IsOpen(loop) || loop is IForEachLoopOperation or IForLoopOperation or IForToLoopOperation;

    private static IEnumerable<ITryOperation> TriesIn(ILoopOperation loop) => Own(loop.Body).OfType<ITryOperation>();

    // Asked outside the try blocks, the token ends the loop after all.
    private bool AsksToken(ILoopOperation loop) => Own(loop).Any(part =>
        part is IPropertyReferenceOperation { Property: { Name: "IsCancellationRequested", ContainingType.Name: "CancellationToken" or "CancellationTokenSource" } }
            or IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" } && !IsInTry(part, loop)
        || (part is IArgumentOperation argument && IsLivingToken(argument.Value) && !IsInTry(part, loop))
        || (part is IInvalidOperation && part.ChildOperations.Any(IsLivingToken) && !IsInTry(part, loop)));

    private static bool IsInTry(IOperation part, ILoopOperation loop)
    {
        for (IOperation? child = part, parent = part.Parent; parent is not null && child != loop; child = parent, parent = parent.Parent)
        {
            if (parent is ITryOperation { Catches.IsEmpty: false } attempt && (attempt.Body == child ? !EndsLoop(attempt, loop) : child is ICatchClauseOperation))
                return true;
        }

        return false;
    }

    // try { await _items.WaitAsync(token); } catch (OperationCanceledException) { return; }
    private static bool EndsLoop(ITryOperation attempt, ILoopOperation loop) => attempt.Catches.FirstOrDefault(Catches) is { Filter: null, Handler.Operations: [.., var last] } && last switch
    {
        IReturnOperation { Kind: OperationKind.Return or OperationKind.YieldBreak } or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBranchOperation { BranchKind: BranchKind.Break, Target: var target } => SymbolEqualityComparer.Default.Equals(target, loop.ExitLabel),
        _ => false,
    };

    private IOperation? TokenIn(IOperation region) => Own(region).Select(part => part switch
    {
        IArgumentOperation { ArgumentKind: ArgumentKind.Explicit, Value: var value } => IsLivingToken(value) ? value : null,
        IInvalidOperation when UnboundCall.Of(part) is { IsNamedAsync: true } => part.ChildOperations.FirstOrDefault(IsLivingToken),
        _ => null,
    }).FirstOrDefault(static token => token is not null);

    private static bool Catches(ICatchClauseOperation clause) => clause.ExceptionType is { Name: "Exception" or "SystemException" or "OperationCanceledException" or "TaskCanceledException" or "Object" } or null;

    // A flag that the handler sets, or a question that it asks, is a way out as well.
    private static bool Leaves(IOperation handler) => Own(handler).Any(static part => part is IThrowOperation or IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo }
        or IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } or IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" }
        || (part is ISimpleAssignmentOperation { Value.Type.SpecialType: SpecialType.System_Boolean }) || (part is IIsTypeOperation { TypeOperand.Name: "OperationCanceledException" or "TaskCanceledException" }));

    private bool Mentions(IOperation region) => region.Descendants().Any(part => model.TokenOverloads.IsToken(part.Type) || part.Type is { Name: "CancellationTokenSource" });

    private static bool HasOmission(ILoopOperation loop, OmittedTokens? omitted) =>
        omitted is not null && loop.Descendants().Any(part => part is IInvocationOperation call ? omitted.OmittedBy(call) is not null : part is IForEachLoopOperation inner && omitted.IsOmittedBy(inner));

    // To await what has ended suspends nothing.
    private bool Suspends(ILoopOperation loop) => Own(loop).Any(part => part is IAwaitOperation awaited ? !new CompletedTasks(body, model.Types).HasEnded(awaited.Operation) : part is IInvocationOperation { TargetMethod: { Name: "Sleep", ContainingType.Name: "Thread" } });

    private static bool Yields(ILoopOperation loop) => Own(loop).Any(static part => part is IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak });

    // A loop that only computes is over at once; one that calls, or loops on, need not be.
    private static bool WorksOn(ILoopOperation loop) => Own(loop.Body).Any(static part => part is ILoopOperation || part is IInvocationOperation { TargetMethod: var method } && !Framework.Owns(method.ContainingType));

    // Of several loops, or of one in a branch, most only prepare what the others do.
    private bool IsAllTheWork(ILoopOperation loop) =>
        Loops().Count(static other => !Nesting.IsInLoop(other)) == 1 && loop.Syntax.Parent is BlockSyntax { Parent: BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax };

    // What takes the token is the work, and the loop prepares it or comes after it.
    private bool IsPassedOn() => body.Sites.OfType<IInvocationOperation>().Any(call => call.Arguments.Any(argument => argument.ArgumentKind == ArgumentKind.Explicit && IsLivingToken(argument.Value)));

    // A callback of the token ends what the loop waits for.
    private bool IsRegistered() => body.Outermost.SelfAndNested().SelectMany(static part => part.Sites)
        .Any(static site => site is IInvocationOperation { TargetMethod.Name: var name } && (name.StartsWith("Register", StringComparison.Ordinal) || name == "UnsafeRegister"));

    // In a recursive local function, each call asks.
    private bool IsAskedOutsideLoops() => body.Root is not ILocalFunctionOperation && body.Sites.Any(static site => site is IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" });

    // Task.Run(() => { … }, token): the token keeps it from starting, and from then on does nothing.
    private bool IsStartedWithToken() =>
        body.Root is IAnonymousFunctionOperation && RepeatedCallbacks.CallOf(body) is { } call && model.Threads.IsFork(call)
        && call.TargetMethod.Name is "Run" or "StartNew" && call.Arguments.Any(argument => argument.ArgumentKind == ArgumentKind.Explicit && IsLivingToken(argument.Value))
        && !Mentions(body.Root);

    // What runs when the region runs: lambdas and local functions in it do not.
    private static IEnumerable<IOperation> Own(IOperation region)
    {
        var pending = new Stack<IOperation>();
        pending.Push(region);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            yield return operation;
            foreach (IOperation child in operation.ChildOperations)
            {
                if (child is not IAnonymousFunctionOperation and not ILocalFunctionOperation)
                    pending.Push(child);
            }
        }
    }
}
