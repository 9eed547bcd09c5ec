using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Ways out of a producer that leave its stream open.</summary>
internal static class SkippedEnds
{
    /// <summary>A return in the midst of the work, past the end that the producer otherwise gives to its stream and that no other code of the type gives; null where there is none.</summary>
    internal static SyntaxNode? ReturnBefore(IOperation end, Body body, TypeSummary summary, ThreadingModel model) =>
        IsGivenElsewhere(body, summary, model) ? null : body.Root.Syntax
            .DescendantNodes(node => node == body.Root.Syntax || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>()
            .FirstOrDefault(jump => jump.SpanStart < end.Syntax.SpanStart && IsInWork(jump, body, model) && !IsGivenOnTheWay(jump, end.Syntax) && !IsGivenBeside(jump, body, model));

    private static bool IsGivenElsewhere(Body body, TypeSummary summary, ThreadingModel model) => summary.Bodies.Any(other => !body.SelfAndNested().Contains(other)
        && other.Sites.Exists(site => model.Signals.GivenBy(site) is not null && (UnboundCalls.NameOf(site) ?? (site as IInvocationOperation)?.TargetMethod.Name) is "Complete" or "TryComplete" or "CompleteAdding"));

    // What stands before all work asks whether there is any to do.
    private static bool IsInWork(ReturnStatementSyntax jump, Body body, ThreadingModel model) =>
        jump.Ancestors().TakeWhile(node => node != body.Root.Syntax).Any(static node => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax)
        || body.Sites.Exists(site => site.Syntax.SpanStart < jump.SpanStart && model.Signals.FedBy(site) is not null);

    private static bool IsGivenOnTheWay(SyntaxNode leaving, SyntaxNode end) => leaving.Ancestors().OfType<TryStatementSyntax>().Any(attempt => attempt.Finally?.Span.Contains(end.Span) == true);

    private static bool IsGivenBeside(ReturnStatementSyntax leaving, Body body, ThreadingModel model) => leaving.Parent is BlockSyntax block && body.Sites.Exists(site => block.Span.Contains(site.Syntax.Span) && model.Signals.GivenBy(site) is not null);
}
