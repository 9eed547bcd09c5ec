using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Asks a cancellation token at the start of each round of a loop.</summary>
/// <param name="Token">What to write for the token.</param>
internal sealed record CancellationCheck(string Token)
{
    /// <summary>The loops of a function that stand in no other loop, and not where the exception would be swallowed.</summary>
    internal static StatementSyntax[] LoopsIn(SyntaxNode function) => function.DescendantNodes()
        .OfType<StatementSyntax>()
        .Where(statement => IsLoop(statement) && !statement.Ancestors().TakeWhile(node => node != function).Any(StandsBetween))
        .ToArray();

    internal void Apply(SyntaxEditor editor, StatementSyntax[] loops)
    {
        foreach (StatementSyntax loop in loops)
            editor.ReplaceNode(loop, (current, _) => Checked((StatementSyntax)current));
    }

    /// <summary>The loop with the question as its first statement.</summary>
    internal StatementSyntax Checked(StatementSyntax loop)
    {
        StatementSyntax body = BodyOf(loop)!;
        StatementSyntax check = SyntaxFactory.ParseStatement(Token + ".ThrowIfCancellationRequested();").WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
        BlockSyntax block = body is BlockSyntax existing
            ? existing.WithStatements(existing.Statements.Insert(0, check)).WithAdditionalAnnotations(Formatter.Annotation)
            : SyntaxFactory.Block(check, body.WithoutLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
        return WithBody(loop, block);
    }

    internal static bool IsLoop(SyntaxNode node) => node is StatementSyntax statement && BodyOf(statement) is not null;

    private static StatementSyntax? BodyOf(StatementSyntax loop) => loop switch
    {
        ForStatementSyntax each => each.Statement,
        WhileStatementSyntax each => each.Statement,
        DoStatementSyntax each => each.Statement,
        CommonForEachStatementSyntax each => each.Statement,
        _ => null,
    };

    private static StatementSyntax WithBody(StatementSyntax loop, BlockSyntax body) => loop switch
    {
        ForStatementSyntax each => each.WithStatement(body),
        WhileStatementSyntax each => each.WithStatement(body),
        DoStatementSyntax each => each.WithStatement(body),
        CommonForEachStatementSyntax each => each.WithStatement(body),
        _ => loop,
    };

    private static bool StandsBetween(SyntaxNode node) =>
        IsLoop(node) || node is CatchClauseSyntax or FinallyClauseSyntax or LockStatementSyntax or AnonymousFunctionExpressionSyntax
        || node is TryStatementSyntax { Catches.Count: > 0 }
        || node is LocalFunctionStatementSyntax { Modifiers: var modifiers } && modifiers.Any(SyntaxKind.StaticKeyword);
}
