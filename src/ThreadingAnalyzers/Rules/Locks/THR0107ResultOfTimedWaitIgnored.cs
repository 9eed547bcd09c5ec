using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A try or timed acquire or wait tells by its result whether it succeeded, and nobody asks.</summary>
internal sealed class THR0107ResultOfTimedWaitIgnored() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0107",
        title: "Test whether the wait succeeded",
        messageFormat: "'{0}' may give up, and its result is ignored: what follows also runs when {1}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A wait with a timeout that is over, and a lock that was not free, are reported by the result alone; the code behind them then runs without the lock or before the signal.",
        cwe: [252, 667]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        var call = (IInvocationOperation)operation;
        if (call is { TargetMethod: { Name: "TryWrite", ContainingType.Name: "ChannelWriter" }, Parent: IExpressionStatementOperation } && ChannelModes.ChannelOf(call, "Writer") is { } channel && ChannelModes.RefusesWhenFull(channel))
            body.Report(Descriptor, DiagnosticSeverity.Info, call.Syntax.GetLocation(), Excerpt.Of(call.Syntax), "the channel is full and the element is lost");
        else if (call is { TargetMethod: { Name: "TryAdd", ContainingType.Name: "BlockingCollection" }, Parent: IExpressionStatementOperation } && TimedWaits.GivesUp(call))
            body.Report(Descriptor, DiagnosticSeverity.Info, call.Syntax.GetLocation(), Excerpt.Of(call.Syntax), "the collection has stayed full and the element is lost");
        if (body.Model.TimedWaits.Of(call, body.Model.Locks) is not { } wait || Ignored(call) is not { } statement)
            return;
        if (!wait.IsLock && !IsMissed(statement, body) || wait.IsWork && !IsTakenForEnded(call, body))
            return;
        string what = wait.IsWork ? "the work still runs" : wait.IsLock ? "nothing is held" : "the signal never came";
        body.Report(Descriptor, wait.IsWork ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity, call.Syntax.GetLocation(), Excerpt.Of(call.Syntax), what);
    }

    // load.Wait(1000); return load.Result; To block in asynchronous code, or on it, is the worse defect and another rule's.
    private static bool IsTakenForEnded(IInvocationOperation call, BodyContext body) =>
        AsyncScope.Of(body.Body, body.Model) is null && !new BlockedWork(body.Body, body.Model).IsAsynchronous(WorkOf(call)) && !TokenOverloads.IsEnding(body.Body.Outermost.Symbol.Name)
        && !body.Body.Sites.Exists(site => site.Syntax.SpanStart < call.Syntax.SpanStart && site is IInvocationOperation { TargetMethod.Name: "Cancel" or "CancelAsync" }) && !IsAskedLater(call, body.Body);

    // A loop looks at its condition again, and a test waits no longer than it has to for what it asserts next.
    private static bool IsMissed(IOperation statement, BodyContext body) => IsFollowed(statement, body) && !IsTestedAgain(statement) && !Nesting.IsInLoop(statement) && !IsLastGoodbye(statement, body) && !body.IsInTest;

    private static IOperation WorkOf(IInvocationOperation call) => call.Instance ?? call.Arguments[0].Value;

    // if (task.IsCompleted) …; its result, however, is there only when it has ended.
    private static bool IsAskedLater(IInvocationOperation call, Body body) => AccessPath.Of(WorkOf(call)) is { } waited
        && body.Root.Descendants().Any(later => later.Syntax.SpanStart > call.Syntax.Span.End && later.Parent is not IPropertyReferenceOperation { Property.Name: "Result" } && waited.Equals(AccessPath.Of(later)));

    // The statement whose only purpose is the call: awaited or not, discarded or not.
    private static IOperation? Ignored(IInvocationOperation call)
    {
        IOperation current = call;
        while (current.Parent is IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            current = current.Parent;
        if (current == call && call.TargetMethod.ReturnType.SpecialType != SpecialType.System_Boolean)
            return null;
        if (current.Parent is ISimpleAssignmentOperation { Target: IDiscardOperation } discard)
            current = discard;
        return current.Parent is IExpressionStatementOperation statement ? statement : null;
    }

    // As the last thing that a member does, a timed wait is a pause, and so are several; before an if, what it waits for is looked at again.
    private static bool IsFollowed(IOperation statement, BodyContext body)
    {
        if (statement.Parent is IBlockOperation around)
        {
            while (Next(around, statement) is IExpressionStatementOperation { Operation: IInvocationOperation again } next && body.Model.TimedWaits.Of(again, body.Model.Locks) is { IsLock: false })
                statement = next;
            if (LooksAgain(Next(around, statement)))
                return false;
        }

        for (IOperation? current = statement; current.Parent is { } parent; current = parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return false;
            if (parent is not IBlockOperation block || block.Operations.Last() == current)
                continue;
            if (IsPlainReturn(Next(block, current)) || IsAnotherTry(Next(block, current)))
                return false;
            if (!IsPlainReturn(block.Operations.Last()))
                return true;
        }

        return false;
    }

    // if (_message == null) …, or lock (_gate) { _expired = _message == null; … }
    private static bool LooksAgain(IOperation? next) => next switch
    {
        IConditionalOperation => true,
        ILockOperation { Body: IBlockOperation { Operations: [var first, ..] } } => LooksAgain(first) || first is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } } },
        _ => false,
    };

    // if (!_done) Monitor.Wait(_gate, 100); …; return _done;
    private static bool IsTestedAgain(IOperation statement)
    {
        IOperation? guard = statement.Parent is IBlockOperation block ? block.Parent : statement.Parent;
        return guard is IConditionalOperation choice && guard.Parent is IBlockOperation around
            && new StateTest(choice.Condition, around.Operations.SkipWhile(one => one != guard).Skip(1).SelectMany(static one => one.DescendantsAndSelf())) is { IsRepeated: true } or { IsHandedOn: true };
    }

    // Who shuts down waits as long as is decent, and then goes on.
    private static bool IsLastGoodbye(IOperation statement, BodyContext body) =>
        body.Body.Outermost.Method is { } method
        && ((AsyncTwins.IsEntryPoint(method) && IsBeforeExitCode(statement)) || method.MethodKind == MethodKind.Destructor || method.Name is "Dispose" or "DisposeAsync" or "Close" or "Stop" or "Shutdown" || method.Name.EndsWith(".Dispose", StringComparison.Ordinal));

    private static bool IsBeforeExitCode(IOperation statement) =>
        statement.Parent is IBlockOperation around && Next(around, statement) is IReturnOperation { ReturnedValue.ConstantValue.HasValue: true };

    // return _queue.TryDequeue(out item); says itself whether there is something by now.
    private static bool IsAnotherTry(IOperation? statement) => statement is IReturnOperation { ReturnedValue: IInvocationOperation { TargetMethod.ReturnType.SpecialType: SpecialType.System_Boolean } attempt }
        && attempt.Arguments.Any(static argument => argument.Parameter?.RefKind == RefKind.Out);

    private static bool IsPlainReturn(IOperation? statement) => statement is IReturnOperation { ReturnedValue: null };

    private static IOperation? Next(IBlockOperation block, IOperation statement) => block.Operations.ElementAtOrDefault(block.Operations.IndexOf(statement) + 1);
}
