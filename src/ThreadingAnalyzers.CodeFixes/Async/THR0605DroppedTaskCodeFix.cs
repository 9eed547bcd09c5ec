using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits the task, in a function that becomes async where it is not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0605DroppedTaskCodeFix))]
public sealed class THR0605DroppedTaskCodeFix() : RuleCodeFix("THR0605")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax call || WholeOf(call) is not { } dropped || TaskOrNone.Of(dropped, site) is not { } awaitable)
            yield break;
        DroppedInPump pump = DroppedInPump.Of(call, dropped, site);
        if (pump.ComesFirst)
            yield return pump.Discarded();
        if (pump.WouldStall || AsyncChange.For(dropped, site) is not { } change)
            yield break;
        if (LoopOf(call, site) is { } loop)
            yield return new Repair("WhenAll", "Await all tasks of the loop", editor => Apply(editor, loop, change, dropped, awaitable)) { NeedsProof = true };
        else
            yield return new Repair("Await", "Await the task", editor => change.Await(editor, dropped, awaitable)) { NeedsProof = true };
    }

    // In code that has become async, what handles its own exceptions goes on to run beside it.
    private protected override Repair? FollowUpOf(FixSite site) =>
        site.Node is ExpressionSyntax call && WholeOf(call) is { } dropped && DroppedInPump.Of(call, dropped, site) is { CanDiscard: true } pump ? pump.Discarded() : null;

    // x?.M(): the task, if there is one, is that of the whole.
    private static ExpressionSyntax? WholeOf(ExpressionSyntax call)
    {
        ExpressionSyntax whole = call;
        while (whole.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == whole)
            whole = access;
        return whole.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax ? whole : null;
    }

    // What is started as work of its own runs beside the other rounds of a loop, and should go on to.
    private static ParallelTasks? LoopOf(ExpressionSyntax call, FixSite site)
    {
        bool isStarted = site.Model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Run" or "StartNew", ContainingType.Name: "Task" or "TaskFactory" };
        return isStarted && call.Parent is ExpressionStatementSyntax statement ? ParallelTasks.Around(statement, site.Model) : null;
    }

    private static void Apply(SyntaxEditor editor, ParallelTasks loop, AsyncChange change, ExpressionSyntax dropped, ExpressionSyntax started)
    {
        bool stays = AwaitExpression.StaysOffContext(dropped);
        loop.Apply(editor, started, stays);
        change.Apply(editor, dropped, stays);
    }
}
