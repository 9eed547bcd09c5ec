using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Streams that each of several producers ends for all: the first one that is done makes the others fail.</summary>
internal static class EndsByOneOfMany
{
    /// <summary>The calls in a body that end a stream to which other runs of the same work may still add.</summary>
    internal static IEnumerable<(IInvocationOperation End, IOperation Fed)> In(Body body, ThreadingModel model)
    {
        if (body.Root is not IAnonymousFunctionOperation || StartOf(body, model) is not { } start)
            yield break;
        foreach (IInvocationOperation end in body.Sites.OfType<IInvocationOperation>().Where(static call => call.TargetMethod.Name is "CompleteAdding" or "Complete"))
        {
            if (model.Signals.KindOf(end.TargetMethod) == SignalKind.EndOfStream && StreamOf(end, body) is { } stream && IsRepeated(start, stream) && !IsConditional(end, body)
                && body.SelfAndNested().SelectMany(static inner => inner.Sites).FirstOrDefault(site => model.Signals.FedBy(site) is { } fed && AccessPath.Of(fed, body.Locals.Resolve) is { } path && path.Equals(AccessPath.Of(end.Instance, body.Locals.Resolve))) is { } feeding)
                yield return (end, feeding);
        }
    }

    private static ISymbol? StreamOf(IInvocationOperation end, Body body) => AccessPath.Of(end.Instance, body.Locals.Resolve) switch
    {
        { Root: { } root } when SymbolEqualityComparer.Default.Equals(root.ContainingSymbol, body.Symbol) => null,
        { Root: { } root } => root,
        { Last: { } member } => member,
        _ => null,
    };

    private static IInvocationOperation? StartOf(Body body, ThreadingModel model) => Operand.CallGiven(body.Root) is IInvocationOperation call && model.Threads.ForkOf(call) is ForkKind.Task or ForkKind.PoolItem ? call : null;

    // In a loop or a query for each of several, with one stream for all of them.
    private static bool IsRepeated(IOperation start, ISymbol stream)
    {
        SyntaxNode? round = start.Syntax.Ancestors().TakeWhile(static node => node is not MemberDeclarationSyntax).FirstOrDefault(static node =>
            node is CommonForEachStatementSyntax or ForStatementSyntax || node is LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" or "ForEach" } } } });
        return round is not null && !stream.DeclaringSyntaxReferences.Any(declaration => round.Span.Contains(declaration.Span));
    }

    // Only the last of them may do it.
    private static bool IsConditional(IOperation end, Body body) => end.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax).Any(static node => node is IfStatementSyntax or ConditionalExpressionSyntax or SwitchStatementSyntax or CatchClauseSyntax);
}
