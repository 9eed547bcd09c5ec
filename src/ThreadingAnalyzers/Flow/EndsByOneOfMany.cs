using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Streams that each of several producers ends for all: the first one that is done makes the others fail.</summary>
internal sealed class EndsByOneOfMany(TypeSummary summary, ThreadingModel model)
{
    private readonly ForkSharing _sharing = new();
    private readonly RepeatedWork _repeated = new(summary, model);

    /// <summary>The calls in a body that end a stream to which other runs of the same work may still add.</summary>
    internal IEnumerable<(IInvocationOperation End, IOperation Fed)> In(Body body)
    {
        foreach (IInvocationOperation end in body.Sites.OfType<IInvocationOperation>().Where(static call => call.TargetMethod.Name is "CompleteAdding" or "Complete"))
        {
            if (model.Signals.KindOf(end.TargetMethod) == SignalKind.EndOfStream && AccessPath.Of(end.Instance, body.Locals.Resolve) is { } stream && !IsConditional(end, body)
                && FeedingOf(stream, body) is { } feeding && IsOfSeveral(stream, body))
                yield return (end, feeding);
        }
    }

    private IOperation? FeedingOf(AccessPath stream, Body body) => body.SelfAndNested().SelectMany(static inner => inner.Sites)
        .FirstOrDefault(site => model.Signals.FedBy(site) is { } fed && AccessPath.Of(fed, body.Locals.Resolve) is { } path && path.Equals(stream));

    // Started in a loop or a query for each of several, with one stream for all of them.
    private bool IsOfSeveral(AccessPath stream, Body body) => summary.Contexts.ForksOf(body).Where(_repeated.Overlaps)
        .Any(fork => StreamsOf(stream, body, fork).Any(path => _sharing.IsSharedByRuns(path, fork)) || PassedTo(stream, body, fork).Any(path => _sharing.IsSharedByCalls(path, fork)));

    // The name of the stream where the work begins: a parameter stands for what is passed.
    private IEnumerable<AccessPath> StreamsOf(AccessPath stream, Body body, Fork fork)
    {
        if (ParameterOf(stream, body) is { } parameter)
            return ArgumentsFor(parameter, body, (caller, _) => fork.Targets.Contains(caller));
        return fork.Targets.Contains(body) || stream.Root is null ? [stream] : [];
    }

    // sensors.Select(sensor => FeedAsync(sensor, stream)), tasks.Add(FeedAsync(sensor, stream)): what the calls that begin the work pass.
    private IEnumerable<AccessPath> PassedTo(AccessPath stream, Body body, Fork fork) => fork.Kind == ForkKind.AsyncFanOut && fork.Targets.Contains(body) && ParameterOf(stream, body) is { } parameter
        ? ArgumentsFor(parameter, body, (_, site) => fork.Site.Syntax.Span.Contains(site.Span))
        : [];

    private static IParameterSymbol? ParameterOf(AccessPath stream, Body body) => stream.Root is IParameterSymbol parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, body.Symbol) ? parameter : null;

    private IEnumerable<AccessPath> ArgumentsFor(IParameterSymbol parameter, Body body, Func<Body, SyntaxNode, bool> fits) =>
        from passed in summary.Contexts.ArgumentsFor(parameter, body)
        where fits(passed.Caller, passed.Site)
        let path = AccessPath.Of(passed.Value, passed.Caller.Locals.Resolve)
        where path is not null
        select path;

    // Only the last of them may do it.
    private static bool IsConditional(IOperation end, Body body) => end.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax).Any(static node => node is IfStatementSyntax or ConditionalExpressionSyntax or SwitchStatementSyntax or CatchClauseSyntax);
}
