using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>
/// The fix of a rule about something that is given back without having been taken: where it is taken within the try whose finally block gives
/// it back, it is taken before the try.
/// </summary>
public abstract class AcquireBeforeTryCodeFix : RuleCodeFix
{
    private protected AcquireBeforeTryCodeFix(string id)
        : base(id)
    {
    }

    private protected sealed override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Places(UnheldReleaseRule.Takes) is not [{ } take] || TryAround(site.Node) is not { Parent: BlockSyntax around } attempt)
            yield break;
        if (take.Parent is not ExpressionStatementSyntax statement || statement.Parent != attempt.Block || !CanMove(statement, attempt))
            yield break;
        yield return new Repair("BeforeTry", "Take it before the try", editor => Apply(editor, around, attempt, attempt.Block.Statements.IndexOf(statement) + 1)) { NeedsProof = true };
    }

    // With a catch, an exception of the call that takes would no longer get there; with more in the finally block, that would no longer run.
    private static TryStatementSyntax? TryAround(SyntaxNode release) =>
        release.Parent is ExpressionStatementSyntax { Parent: BlockSyntax { Statements.Count: 1, Parent: FinallyClauseSyntax { Parent: TryStatementSyntax { Catches.Count: 0 } attempt } } } ? attempt : null;

    // What is disposed at the end of the block would be disposed later.
    private static bool CanMove(StatementSyntax take, TryStatementSyntax attempt)
    {
        IEnumerable<StatementSyntax> moved = attempt.Block.Statements.TakeWhile(statement => statement != take);
        return take != attempt.Block.Statements.Last() && moved.All(static statement => statement is not (LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } or LocalFunctionStatementSyntax or LabeledStatementSyntax));
    }

    private static void Apply(SyntaxEditor editor, BlockSyntax around, TryStatementSyntax attempt, int count)
    {
        List<StatementSyntax> before = [.. attempt.Block.Statements.Take(count).Select(static statement => statement.WithAdditionalAnnotations(Formatter.Annotation))];
        before[0] = before[0].WithLeadingTrivia(attempt.GetLeadingTrivia().AddRange(CommentsAbove(before[0])));
        SyntaxList<StatementSyntax> rest = SyntaxFactory.List([WithoutBlankLines(attempt.Block.Statements[count]), .. attempt.Block.Statements.Skip(count + 1)]);
        StatementSyntax shorter = attempt.WithBlock(attempt.Block.WithStatements(rest)).WithLeadingTrivia(Indentation(attempt));
        SyntaxList<StatementSyntax> all = around.Statements;
        int index = all.IndexOf(attempt);
        editor.ReplaceNode(around, around.WithStatements(SyntaxFactory.List([.. all.Take(index), .. before, shorter, .. all.Skip(index + 1)])));
    }

    private static IEnumerable<SyntaxTrivia> CommentsAbove(StatementSyntax statement) =>
        statement.GetLeadingTrivia().Any(KeptComments.IsComment) ? statement.GetLeadingTrivia().SkipWhile(static trivia => !KeptComments.IsComment(trivia)) : [];

    private static StatementSyntax WithoutBlankLines(StatementSyntax statement) =>
        statement.WithLeadingTrivia(statement.GetLeadingTrivia().SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));

    private static IEnumerable<SyntaxTrivia> Indentation(StatementSyntax statement) =>
        statement.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
}
