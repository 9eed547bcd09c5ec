using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>
/// A task that is dropped, as seen from the loop around it. A loop that takes in one client or message after the other would, if it awaited the work for each, serve only
/// one at a time.
/// </summary>
/// <param name="Dropped">The expression that gives the task.</param>
/// <param name="CanDiscard">Whether the work lets no exception out, so that nothing is lost if nobody awaits it.</param>
/// <param name="IsEndless">Whether it is started by a loop that does not end by itself, for something that the same round has waited for.</param>
/// <param name="IsLong">Whether the work may go on for long: it awaits in a loop of its own.</param>
internal sealed record DroppedInPump(ExpressionSyntax Dropped, bool CanDiscard, bool IsEndless, bool IsLong)
{
    /// <summary>Whether to say that nobody waits is the better repair.</summary>
    internal bool ComesFirst => CanDiscard && IsEndless;

    /// <summary>Whether to await it would hold up the others.</summary>
    internal bool WouldStall => IsEndless && IsLong;

    internal static DroppedInPump Of(ExpressionSyntax call, ExpressionSyntax dropped, FixSite site)
    {
        IMethodSymbol? started = site.Model.GetSymbolInfo(call).Symbol as IMethodSymbol;
        bool isStatement = dropped.Parent is ExpressionStatementSyntax && site.Model.LookupSymbols(dropped.SpanStart, name: "_").IsEmpty;
        StatementSyntax? loop = call.Ancestors().TakeWhile(static node => !FunctionOf.IsFunction(node)).OfType<StatementSyntax>().FirstOrDefault(CancellationCheck.IsLoop);
        return new(
            dropped,
            isStatement && started is not null && ForgottenTasks.HandlesItself(started, CancellationToken.None),
            loop is not null && IsEndlessLoop(loop) && MentionsAwaited(call, loop),
            started?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration && AwaitsInLoop(declaration));
    }

    /// <summary>The repair that says that nobody waits for it.</summary>
    internal Repair Discarded() => new("Discard", "Say that nobody waits for it", editor => editor.ReplaceNode(Dropped, Assigned())) { NeedsProof = true };

    // Only the parser knows a discard from a name.
    private ExpressionSyntax Assigned() =>
        ((AssignmentExpressionSyntax)SyntaxFactory.ParseExpression("_ = 0")).WithRight(Dropped.WithoutTrivia()).WithTriviaFrom(Dropped);

    private static bool IsEndlessLoop(StatementSyntax loop) => loop switch
    {
        WhileStatementSyntax { Condition: var condition } => IsEndlessCondition(condition),
        DoStatementSyntax { Condition: var condition } => IsEndlessCondition(condition),
        ForStatementSyntax each => each.Condition is null || IsEndlessCondition(each.Condition),
        _ => false,
    };

    private static bool IsEndlessCondition(ExpressionSyntax condition) => condition.IsKind(SyntaxKind.TrueLiteralExpression)
        || condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Operand: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsCancellationRequested" } };

    // var client = await listener.AcceptAsync(); ServeAsync(client);
    private static bool MentionsAwaited(ExpressionSyntax call, StatementSyntax loop)
    {
        HashSet<string> names = [.. loop.DescendantNodes().OfType<VariableDeclaratorSyntax>().Where(static variable => variable.Initializer?.Value is AwaitExpressionSyntax).Select(static variable => variable.Identifier.ValueText)];
        return call.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => names.Contains(name.Identifier.ValueText));
    }

    private static bool AwaitsInLoop(SyntaxNode function) => FunctionOf.OwnNodes(function).Any(node =>
        node is ForEachStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.AwaitKeyword }
        || node is AwaitExpressionSyntax && node.Ancestors().TakeWhile(around => around != function).Any(CancellationCheck.IsLoop));
}
