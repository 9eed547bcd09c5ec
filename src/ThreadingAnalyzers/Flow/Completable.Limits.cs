using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <content>Waits that a token or a limit ends, and that are of no use without the completion nevertheless.</content>
internal sealed partial class Completable
{
    /// <summary>The place that waits until it gives up, and needs what never comes; null where there is none.</summary>
    internal IOperation? VainWaitIn(ObjectUses uses, StreamKind kind, IOperation creation) => kind == StreamKind.Completion
        ? uses.Members.Find(member => StreamModel.WaitsForEnd(member, kind) && (IsResultAwaited(member) || (uses.IsInCollection && IsWaitedForAmongOthers(member))))
        : uses.Members.Find(member => StreamModel.WaitsUntilCancelled(member, kind) && IsLoop(member) && BodyOf(member) is { } body && HasMoreBehind(member, body) && EndIsWaitedFor(member, uses, creation));

    // var reply = await source.Task.WaitAsync(token): whoever only waits to be cancelled has no use for a result.
    private static bool IsResultAwaited(IOperation task) => Operand.ParentOf(task) is IInvocationOperation { TargetMethod.Name: "WaitAsync" } limited && limited.Instance == task
        && Operand.AwaitOf(limited) is { Type.SpecialType: not SpecialType.System_Void } awaited && Operand.ParentOf(awaited) is not (IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation });

    // What lies in a table is there to be found and completed.
    private static bool IsWaitedForAmongOthers(IOperation task) => Operand.ParentOf(task) switch
    {
        IInvocationOperation { TargetMethod.Name: "WaitAsync" or "Wait" } call => call.Instance == task,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WhenAny" or "WaitAny" } } => true,
        IArrayInitializerOperation { Parent.Parent.Parent: IInvocationOperation { TargetMethod.Name: "WhenAny" or "WaitAny" } } => true,
        _ => false,
    };

    // A cancellation throws past what stands behind the loop, and a way out of it would not be one of the stream.
    private static bool HasMoreBehind(IOperation consumer, Body body)
    {
        StatementSyntax? loop = consumer.Syntax.Ancestors().OfType<StatementSyntax>().FirstOrDefault();
        if (loop is null || IsLeft(loop) || loop is WhileStatementSyntax { Condition: not AwaitExpressionSyntax })
            return false;
        for (SyntaxNode? inner = loop; inner is StatementSyntax or UsingStatementSyntax; inner = inner.Parent)
        {
            if (inner.Parent is BlockSyntax { Statements: var statements } && statements.SkipWhile(one => one != inner).Skip(1).FirstOrDefault(next => !IsSaid(next, body)) is { } next)
                return next is not (ThrowStatementSyntax or ReturnStatementSyntax { Expression: null } or BreakStatementSyntax or ContinueStatementSyntax or LocalFunctionStatementSyntax);
            if (inner.Parent is not (BlockSyntax or IfStatementSyntax or UsingStatementSyntax or ElseClauseSyntax))
                return false;
        }

        return false;
    }

    private static bool IsLeft(StatementSyntax loop) => loop.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .Any(node => node is ReturnStatementSyntax or GotoStatementSyntax || (node is BreakStatementSyntax && node.Ancestors().First(static outer => outer is SwitchStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax) == loop));

    // "The consumer has ended" tells nobody anything that he waits for.
    private static bool IsSaid(StatementSyntax statement, Body body) => statement is ExpressionStatementSyntax { Expression: var said } && body.Sites.Exists(site => site.Syntax == said
        && (site is IInvocationOperation call ? LogCalls.IsOne(call) || call.TargetMethod.ContainingType is { Name: "Console", ContainingNamespace.Name: nameof(System) } : UnboundCalls.IsLogging(site)));

    // The method that makes the stream goes on when the consumer has ended: var shrinking = ShrinkAsync(lane); …; await shrinking; return lane.Done;
    private bool IsAwaitedWhereMade(Body consumer, IOperation creation) => consumer is { Parent: null, IsAsync: true } && summary.References.BodyAround(creation) is { } maker
        && summary.References.To(consumer.Symbol).OfType<IInvocationOperation>().Any(begun => maker.Sites.Contains(begun)
            && maker.Sites.OfType<IAwaitOperation>().Any(awaited => Operand.UnwrapWaiting(awaited).Operation is var waited && (waited == begun || IsKeptIn(begun, waited)) && HasMoreBehindAwait(awaited, maker)));

    private static bool HasMoreBehindAwait(IAwaitOperation awaited, Body maker) => awaited.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax { Statements: var statements } } statement
        && statements.SkipWhile(one => one != statement).Skip(1).Any(next => !IsSaid(next, maker));
}
