using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits what was waited for by blocking. The rules differ in who blocks: code that is asynchronous, or code that may become so.</summary>
public abstract class AwaitInsteadCodeFix : RuleCodeFix
{
    private readonly string _title;

    private protected AwaitInsteadCodeFix(string id, string title)
        : base(id) => _title = title;

    private protected sealed override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0601BlockingCallInAsyncCode.Repair) == nameof(AsyncForm.TimedWait))
        {
            if (site.Node is InvocationExpressionSyntax timed && TimeoutTest.Of(timed, site) is { } test && AsyncChange.For(timed, site, allowsProperties: true) is { } waiting && UnwrappedExceptions.Around(timed) is { } caught)
                yield return new Repair("WaitAsync", "Await with the same time limit", editor => Apply(editor, waiting, caught, test, timed, site)) { NeedsProof = true };
            yield break;
        }

        if (site.Property(THR0601BlockingCallInAsyncCode.Repair) == nameof(AsyncForm.WhenAny) && site.Node is ExpressionSyntax any && CombinedTasks.Which(any, site.Model) is var (number, winner, use) && AsyncChange.For(any, site, allowsProperties: true) is { } asking)
        {
            yield return new Repair("Await", _title, editor => Apply(editor, asking, number, use(AwaitExpression.Of(winner.WithoutTrivia(), AwaitExpression.StaysOffContext(number))), any)) { NeedsProof = true };
            yield break;
        }

        if (site.Node is ExpressionSyntax blocking && ConditionalWait.Of(blocking, site) is var (place, awaitable) && !IsBridge(place, awaitable) && AsyncChange.For(place, site, allowsProperties: true) is { } change && UnwrappedExceptions.Around(place) is { } exceptions)
            yield return new Repair("Await", _title, editor => Apply(editor, change, exceptions, place, awaitable)) { NeedsProof = true };
    }

    // static T Wait<T>(this Task<T> task) => task.GetAwaiter().GetResult(): who does not want to block awaits the task itself.
    private static bool IsBridge(ExpressionSyntax place, ExpressionSyntax awaitable) =>
        awaitable is IdentifierNameSyntax { Identifier.ValueText: var task }
        && place.Parent is ArrowExpressionClauseSyntax or ReturnStatementSyntax { Parent: BlockSyntax { Statements.Count: 1 } } or ExpressionStatementSyntax { Parent: BlockSyntax { Statements.Count: 1 } }
        && FunctionOf.Node(place) is MethodDeclarationSyntax { ParameterList.Parameters: [{ Identifier.ValueText: var parameter }, ..] } method && parameter == task && !FunctionOf.IsAsync(method);

    private static void Apply(SyntaxEditor editor, AsyncChange change, UnwrappedExceptions exceptions, TimeoutTest test, InvocationExpressionSyntax timed, FixSite site)
    {
        bool stays = AwaitExpression.StaysOffContext(timed);
        test.Apply(editor, site.Model, stays);
        change.Apply(editor, timed, stays);
        exceptions.Apply(editor);
    }

    private static void Apply(SyntaxEditor editor, AsyncChange change, ExpressionSyntax number, ExpressionSyntax asked, ExpressionSyntax any)
    {
        editor.ReplaceNode(number, asked.WithCommentsOf(number).WithAdditionalAnnotations(Formatter.Annotation));
        change.Apply(editor, any, AwaitExpression.StaysOffContext(number));
    }

    private static void Apply(SyntaxEditor editor, AsyncChange change, UnwrappedExceptions exceptions, ExpressionSyntax place, ExpressionSyntax awaitable)
    {
        change.Await(editor, place, awaitable);
        exceptions.Apply(editor);
    }
}
