using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits the task where it is returned, or where it is opened as a resource.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0607TaskOutlivesScopeCodeFix))]
public sealed class THR0607TaskOutlivesScopeCodeFix() : RuleCodeFix("THR0607")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0607TaskOutlivesScope.IsSequence) is not null)
        {
            if (site.Node is ExpressionSyntax sequence && AsyncIterator.Of(sequence) is { } iterator)
                yield return new Repair("Iterate", "Read it in an async iterator", editor => iterator.Apply(editor, site.Model)) { NeedsProof = true };
            yield break;
        }

        if (site.Node is not ExpressionSyntax task || AsyncChange.For(task, site) is not { } change)
            yield break;
        if (task.Parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax kept, Parent: ExpressionStatementSyntax statement } assignment && assignment.Right == task)
        {
            if (!change.IsNeeded && statement.Parent is BlockSyntax)
                yield return new Repair("AwaitKept", "Await the task in its scope", editor => editor.InsertAfter(statement, AwaitOf(kept, statement)));
            yield break;
        }

        bool isReturned = task.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax;
        if (!isReturned)
            yield return new Repair("Await", "Await the task", editor => change.Await(editor, task, task)) { NeedsProof = true };
        else if (change.IsNeeded)
            yield return new Repair("Await", "Await before returning", editor => change.Apply(editor, task, AwaitExpression.StaysOffContext(task))) { NeedsProof = true };
    }

    private static ExpressionStatementSyntax AwaitOf(IdentifierNameSyntax kept, ExpressionStatementSyntax statement) =>
        SyntaxFactory.ExpressionStatement(AwaitExpression.Of(kept.WithoutTrivia(), AwaitExpression.StaysOffContext(statement))).WithAdditionalAnnotations(Formatter.Annotation);
}
