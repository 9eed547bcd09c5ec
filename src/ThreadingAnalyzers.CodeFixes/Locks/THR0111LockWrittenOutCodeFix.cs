using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Locks;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Says it with a lock statement.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0111LockWrittenOutCodeFix))]
public sealed class THR0111LockWrittenOutCodeFix() : RuleCodeFix("THR0111")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is InvocationExpressionSyntax call && HandMadeLock.Of(call) is { } found && HasSafeComments(found))
            yield return new Repair("Lock", "Use the lock statement", editor => Apply(editor, found)) { NeedsProof = true };
    }

    // What is said inside of the finally block has no place any more.
    private static bool HasSafeComments(HandMadeLock found) => !found.Attempt.Finally!.DescendantTrivia().Any(KeptComments.IsComment)
        && !found.Enter.GetTrailingTrivia().Any(KeptComments.IsComment) && found.Flag?.GetTrailingTrivia().Any(KeptComments.IsComment) != true
        && !found.Attempt.TryKeyword.TrailingTrivia.Any(KeptComments.IsComment);

    private static void Apply(SyntaxEditor editor, HandMadeLock found)
    {
        var around = (BlockSyntax)found.Attempt.Parent!;
        StatementSyntax first = found.Flag is { } flag ? flag : found.Enter.Parent == around ? found.Enter : found.Attempt;
        SyntaxTriviaList leading = first.GetLeadingTrivia();
        foreach (StatementSyntax part in new StatementSyntax[] { found.Enter, found.Attempt }.Where(part => part != first && part.Parent == around))
            leading = leading.AddRange(part.GetLeadingTrivia().SkipWhile(static trivia => !KeptComments.IsComment(trivia)));
        StatementSyntax locked = SyntaxFactory.LockStatement(found.Gate.WithoutTrivia(), Body(found))
            .WithLeadingTrivia(leading)
            .WithTrailingTrivia(found.Attempt.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
        SyntaxList<StatementSyntax> statements = around.Statements;
        int start = statements.IndexOf(first);
        int end = statements.IndexOf(found.Attempt);
        editor.ReplaceNode(around, around.WithStatements(SyntaxFactory.List([.. statements.Take(start), locked, .. statements.Skip(end + 1)])));
    }

    // A try with handlers stays one, inside of the lock.
    private static BlockSyntax Body(HandMadeLock found)
    {
        BlockSyntax body = found.Attempt.Block;
        if (found.Enter.Parent == body)
            body = body.WithStatements(SyntaxFactory.List([.. WithLeadingOf(found.Enter, body.Statements.Skip(1))]));
        return found.Attempt.Catches.Count == 0 ? body : SyntaxFactory.Block(found.Attempt.WithBlock(body).WithFinally(null).WithLeadingTrivia());
    }

    private static IEnumerable<StatementSyntax> WithLeadingOf(StatementSyntax gone, IEnumerable<StatementSyntax> others) => others.Select((statement, index) => index == 0
        ? statement.WithLeadingTrivia(gone.GetLeadingTrivia().Where(KeptComments.IsComment).SelectMany(static comment => new[] { comment, SyntaxFactory.ElasticCarriageReturnLineFeed })
            .Concat(statement.GetLeadingTrivia().SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))))
        : statement);
}
