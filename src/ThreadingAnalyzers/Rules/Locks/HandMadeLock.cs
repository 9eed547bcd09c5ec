using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>
/// What a <c>lock</c> statement stands for, written out: the call that takes the lock, and the <c>try</c> whose <c>finally</c> gives it back.
/// </summary>
/// <param name="Enter">The statement with the call.</param>
/// <param name="Attempt">The <c>try</c> statement; the call stands before it, or is its first statement.</param>
/// <param name="Flag">The declaration of the flag that tells whether the lock was taken, right in front; null where there is none.</param>
/// <param name="Gate">The lock object.</param>
internal sealed record HandMadeLock(ExpressionStatementSyntax Enter, TryStatementSyntax Attempt, LocalDeclarationStatementSyntax? Flag, ExpressionSyntax Gate)
{
    /// <summary>The pattern that a call is part of, as far as syntax shows; null where it is not one that a <c>lock</c> statement could replace.</summary>
    internal static HandMadeLock? Of(InvocationExpressionSyntax call)
    {
        if (call.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } enter || GateOf(call) is not { } gate)
            return null;
        bool hasFlag = call.ArgumentList.Arguments.Any(static argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword));
        HandMadeLock? found = hasFlag ? WithFlag(call, enter, block, gate) : Plain(enter, block, gate);
        return found is not null && found.IsWhole() ? found : null;
    }

    // Monitor.Enter(_gate); try { … } finally { Monitor.Exit(_gate); }
    private static HandMadeLock? Plain(ExpressionStatementSyntax enter, BlockSyntax block, ExpressionSyntax gate) =>
        block.Statements.ElementAtOrDefault(block.Statements.IndexOf(enter) + 1) is TryStatementSyntax { Finally.Block.Statements: [ExpressionStatementSyntax exit] } attempt && IsExit(exit, gate)
            ? new(enter, attempt, null, gate)
            : null;

    // bool taken = false; try { Monitor.Enter(_gate, ref taken); … } finally { if (taken) Monitor.Exit(_gate); }
    private static HandMadeLock? WithFlag(InvocationExpressionSyntax call, ExpressionStatementSyntax enter, BlockSyntax block, ExpressionSyntax gate)
    {
        if (block.Statements[0] != enter || block.Parent is not TryStatementSyntax { Catches.Count: 0, Parent: BlockSyntax around, Finally.Block.Statements: [IfStatementSyntax { Else: null } test] } attempt)
            return null;
        if (call.ArgumentList.Arguments.Last().Expression is not IdentifierNameSyntax flag || test.Condition is not IdentifierNameSyntax tested || tested.Identifier.ValueText != flag.Identifier.ValueText)
            return null;
        StatementSyntax inner = test.Statement is BlockSyntax { Statements: [var only] } ? only : test.Statement;
        if (inner is not ExpressionStatementSyntax exit || !IsExit(exit, gate))
            return null;
        bool isOwn = around.Statements.ElementAtOrDefault(around.Statements.IndexOf(attempt) - 1) is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value.RawKind: (int)SyntaxKind.FalseLiteralExpression } variable] } && variable.Identifier.ValueText == flag.Identifier.ValueText;
        int mentions = around.DescendantNodes().Count(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == flag.Identifier.ValueText);
        return isOwn && mentions == 2 ? new(enter, attempt, (LocalDeclarationStatementSyntax)around.Statements[around.Statements.IndexOf(attempt) - 1], gate) : null;
    }

    // Who gives the lock back in between, awaits or yields wants more than the statement does.
    private bool IsWhole()
    {
        string gate = Text(Gate);
        return !Attempt.Block.DescendantNodes().Any(node => node is AwaitExpressionSyntax or YieldStatementSyntax || (node is InvocationExpressionSyntax call && call.Parent != Enter && GateOf(call) is { } other && Text(other) == gate))
            && !Attempt.Catches.SelectMany(static handler => handler.DescendantNodes()).Any(node => node is AwaitExpressionSyntax or YieldStatementSyntax || (node is InvocationExpressionSyntax call && GateOf(call) is { } other && Text(other) == gate));
    }

    private static bool IsExit(ExpressionStatementSyntax statement, ExpressionSyntax gate) =>
        statement.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exit" } } exit && GateOf(exit) is { } released && Text(released) == Text(gate);

    // Monitor.Enter(_gate), _gate.Enter()
    private static ExpressionSyntax? GateOf(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Enter" or "Exit" or "TryEnter" or "Wait" or "Pulse" or "PulseAll" } access
        ? call.ArgumentList.Arguments.Count > 0 ? call.ArgumentList.Arguments[0].Expression : access.Expression
        : null;

    private static string Text(ExpressionSyntax expression) => expression.WithoutTrivia().ToString();
}
