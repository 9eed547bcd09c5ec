using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Signals;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Gives the signal in a finally block, or hands the exception to the task that is waited for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0406SignalLostWhenWorkThrowsCodeFix))]
public sealed class THR0406SignalLostWhenWorkThrowsCodeFix() : RuleCodeFix("THR0406")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        // Where all meet in each round, who fails has to leave.
        if (site.Node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SignalAndWait" } })
            yield break;
        if (site.Property(THR0406SignalLostWhenWorkThrows.Swallowed) is not null)
        {
            if (InHandlerOf(site.Node) is { } told)
                yield return told;
            yield break;
        }

        bool isCompletion = site.Property(THR0406SignalLostWhenWorkThrows.Completion) is not null;
        if (site.Related(0) is not { } related)
            yield break;
        (SyntaxNode signal, SyntaxNode cause) = isCompletion ? (related, site.Node) : (site.Node, related);
        if (!isCompletion && LastOfTry(signal) is { } attempt)
        {
            yield return attempt;
            yield break;
        }

        if (signal is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } || StatementOf(signal) is not { Parent: BlockSyntax block } statement || FunctionOf.Node(signal) != block.Parent)
            yield break;
        int first = block.Statements.IndexOf(direct => direct.Span.Contains(cause.Span)), last = block.Statements.IndexOf(statement);
        if (first < 0 || first > last || !IsOnlySignal(called, block))
            yield break;
        if (isCompletion)
        {
            StatementRange all = StatementRange.Between(block, first, last + 1);
            if (!all.DeclaresForLater(site.Model))
                yield return new Repair("Catch", "Hand the exception to those who wait", editor => WrapInTryCatch.Apply(editor, all, called.Expression + ".TrySetException(exception);")) { NeedsProof = true };
            yield break;
        }

        StatementRange region = StatementRange.Between(block, first, last);
        if (!region.IsEmpty && !region.DeclaresForLater(site.Model))
            yield return new Repair("TryFinally", "Give the signal in a finally block", editor => WrapInTryFinally.Apply(editor, region, ImmutableArray<ExpressionStatementSyntax>.Empty, statement, statement.ToString())) { NeedsProof = true };
    }

    // try { job.Reply.SetResult(work()); } catch (Exception e) { Log(e); }: the handler tells those who wait first.
    private static Repair? InHandlerOf(SyntaxNode answer)
    {
        if (answer is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } || answer.FirstAncestorOrSelf<TryStatementSyntax>() is not { Catches: [{ Declaration.Identifier: { RawKind: (int)SyntaxKind.IdentifierToken } exception, Block: var block }] })
            return null;
        StatementSyntax told = SyntaxFactory.ParseStatement($"{called.Expression}.TrySetException({exception.Text});").WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
        return new Repair("Catch", "Hand the exception to those who wait", editor => editor.ReplaceNode(block, block.WithStatements(block.Statements.Insert(0, told)).WithAdditionalAnnotations(Formatter.Annotation))) { NeedsProof = true };
    }

    // With the signal goes the count that says who gives it: if (Interlocked.Decrement(ref _left) == 0) _done.Set();
    private static StatementSyntax? StatementOf(SyntaxNode signal)
    {
        if (signal.Parent is not ExpressionStatementSyntax statement)
            return null;
        SyntaxNode? around = statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent;
        return around is IfStatementSyntax { Else: null, Condition: var condition } choice && condition.DescendantNodesAndSelf().Any(IsCount) ? choice : statement;
    }

    private static bool IsCount(SyntaxNode part) => part is PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreDecrementExpression or (int)SyntaxKind.PreIncrementExpression }
        or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Decrement" or "Increment" or "Add" } };

    // try { work(); signal.Set(); } catch …: the handlers do not give it.
    private static Repair? LastOfTry(SyntaxNode signal)
    {
        if (signal is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called, Parent: ExpressionStatementSyntax { Parent: BlockSyntax { Parent: TryStatementSyntax { Finally: null, Parent: BlockSyntax outer } attempt } block } statement })
            return null;
        if (attempt.Block != block || block.Statements.Count < 2 || block.Statements.Last() != statement || FunctionOf.Node(signal) != outer.Parent || !IsOnlySignal(called, outer))
            return null;
        FinallyClauseSyntax end = SyntaxFactory.FinallyClause(SyntaxFactory.Block(statement.WithoutLeadingTrivia()));
        TryStatementSyntax changed = attempt.WithBlock(block.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia)!)
            .WithFinally(end.WithTrailingTrivia(attempt.GetTrailingTrivia()))
            .WithCatches(SyntaxFactory.List(attempt.Catches.Select(static handler => handler.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed))));
        return KeptComments.HasComments(statement.WithoutTrailingTrivia())
            ? null
            : new Repair("TryFinally", "Give the signal in a finally block", editor => editor.ReplaceNode(attempt, changed.WithAdditionalAnnotations(Formatter.Annotation))) { NeedsProof = true };
    }

    // Where another place gives the same signal, two would be given.
    private static bool IsOnlySignal(MemberAccessExpressionSyntax called, BlockSyntax block) => block.DescendantNodes()
        .OfType<InvocationExpressionSyntax>()
        .Count(other => other.Expression is MemberAccessExpressionSyntax member && member.Expression.ToString() == called.Expression.ToString() && member.Name.Identifier.ValueText == called.Name.Identifier.ValueText) == 1;
}
