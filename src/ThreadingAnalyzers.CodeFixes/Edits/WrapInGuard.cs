using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Puts code under a lock that the lock statement does not take: between the calls that take it and give it back.</summary>
internal sealed class WrapInGuard(string enter, string exit)
{
    /// <summary>The way to take a lock of this kind; null where there is none that fits any place.</summary>
    /// <param name="guard">The expression of the lock.</param>
    /// <param name="primitive">What kind of lock it is.</param>
    /// <param name="changes">Whether the guarded code changes something.</param>
    /// <param name="isAsync">Whether it may wait asynchronously.</param>
    internal static WrapInGuard? For(string guard, LockPrimitive primitive, bool changes, bool isAsync) => primitive switch
    {
        LockPrimitive.SemaphoreSlim => new(isAsync ? $"await {guard}.WaitAsync();" : guard + ".Wait();", guard + ".Release();"),
        LockPrimitive.Semaphore => new(guard + ".WaitOne();", guard + ".Release();"),
        LockPrimitive.Mutex => new(guard + ".WaitOne();", guard + ".ReleaseMutex();"),
        LockPrimitive.ReaderWriterLock when changes => new(guard + ".EnterWriteLock();", guard + ".ExitWriteLock();"),
        LockPrimitive.ReaderWriterLock => new(guard + ".EnterReadLock();", guard + ".ExitReadLock();"),
        _ => null,
    };

    /// <summary>Wraps a region that <see cref="GuardedStatement"/> found.</summary>
    internal void Apply(SyntaxEditor editor, SyntaxNode region, SemanticModel model)
    {
        SyntaxTrivia lineEnd = Layout.LineEndOf(editor.OriginalRoot);
        switch (region)
        {
            case StatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement:
                editor.InsertBefore(statement, Call(enter, lineEnd).WithLeadingTrivia(statement.GetLeadingTrivia()));
                editor.ReplaceNode(statement, Try(statement.WithoutLeadingTrivia(), lineEnd));
                break;
            case StatementSyntax statement:
                editor.ReplaceNode(statement, Lines(statement.WithoutLeadingTrivia(), lineEnd).WithLeadingTrivia(statement.GetLeadingTrivia()));
                break;
            case LambdaExpressionSyntax { ExpressionBody: { } value } lambda:
                editor.ReplaceNode(lambda, lambda.WithBody(Lines(StatementOf(value, model), lineEnd)));
                break;
            case ArrowExpressionClauseSyntax arrow:
                editor.ReplaceNode(arrow.Parent!, WrapInLock.WithBlock(arrow.Parent!, Lines(StatementOf(arrow.Expression, model), lineEnd)));
                break;
        }
    }

    private static StatementSyntax StatementOf(ExpressionSyntax value, SemanticModel model)
    {
        ExpressionSyntax bare = value.WithoutTrivia();
        return ValueUse.IsDiscarded(value, model) ? SyntaxFactory.ExpressionStatement(bare) : SyntaxFactory.ReturnStatement(bare);
    }

    private BlockSyntax Lines(StatementSyntax statement, SyntaxTrivia lineEnd)
    {
        BlockSyntax block = SyntaxFactory.Block(Call(enter, lineEnd), Try(statement, lineEnd));
        return block.WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia(lineEnd)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private TryStatementSyntax Try(StatementSyntax statement, SyntaxTrivia lineEnd) => SyntaxFactory
        .TryStatement(BlockOf(statement, lineEnd), catches: default, SyntaxFactory.FinallyClause(BlockOf(Call(exit, lineEnd), lineEnd)))
        .WithTrailingTrivia(lineEnd)
        .WithAdditionalAnnotations(Formatter.Annotation);

    private static BlockSyntax BlockOf(StatementSyntax statement, SyntaxTrivia lineEnd)
    {
        StatementSyntax ended = statement.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia) ? statement : statement.WithTrailingTrivia(statement.GetTrailingTrivia().Add(lineEnd));
        BlockSyntax block = SyntaxFactory.Block(ended);
        return block.WithOpenBraceToken(block.OpenBraceToken.WithTrailingTrivia(lineEnd)).WithCloseBraceToken(block.CloseBraceToken.WithTrailingTrivia(lineEnd));
    }

    private static StatementSyntax Call(string text, SyntaxTrivia lineEnd) =>
        SyntaxFactory.ParseStatement(text).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
}
