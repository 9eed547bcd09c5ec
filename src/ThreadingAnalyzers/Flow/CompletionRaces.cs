using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A call that sets a completion source which others may have set.</summary>
internal sealed record RacingCompletion(ISymbol Source, IInvocationOperation Call, IReadOnlyList<IInvocationOperation> Others);

/// <summary>
/// Finds completion sources that are completed from two sides: by the work, and by a timeout, a cancellation or another thread. Which side comes
/// first is chance, and only the <c>Try</c> methods forgive to be second.
/// </summary>
internal sealed class CompletionRaces(IReadOnlyList<Body> bodies, ThreadingModel model)
{
    internal IEnumerable<RacingCompletion> Find()
    {
        foreach (IGrouping<ISymbol, Completion> ofSource in Completions().GroupBy(static completion => completion.Source, SymbolEqualityComparer.Default).Select(static group => group!))
        {
            foreach (Completion completion in ofSource.Where(completion => model.CompletionSources.IsSet(completion.Call)))
            {
                List<IInvocationOperation> others = ofSource.Where(other => MayComeFirst(other, completion)).Select(static other => other.Call).ToList();
                if (others.Count > 0)
                    yield return new(ofSource.Key, completion.Call, others);
            }
        }
    }

    private IEnumerable<Completion> Completions()
    {
        foreach (Body body in bodies)
        {
            foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>().Where(model.CompletionSources.IsCompletion))
            {
                IOperation? instance = call.Instance is IConditionalAccessInstanceOperation conditional ? Operand.ReceiverBehind(conditional) : call.Instance;
                if (SourceOf(instance) is { } source)
                    yield return new(source, call, body, SideOf(body));
            }
        }
    }

    private static ISymbol? SourceOf(IOperation? instance) => instance is null ? null : Operand.Unwrap(instance) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation { Parameter: { } parameter } => parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: { } field } => field,
        _ => null,
    };

    // Two sides of which each may come at any time; or the work, and an interruption of it.
    private static bool MayComeFirst(Completion other, Completion completion) =>
        other.Body != completion.Body
        && (other.Side, completion.Side) is (Side.Interruption, not Side.Interruption) or (not Side.Interruption, Side.Interruption) or (Side.Thread, Side.Thread)
        && !completion.AsksWhetherDone;

    private Side SideOf(Body body)
    {
        for (Body? current = body; current is not null; current = current.Parent)
        {
            if (current.Root is IAnonymousFunctionOperation lambda && Operand.ParentOf(lambda) is IDelegateCreationOperation creation)
                return Callers.SideOf(creation, model) is var side and not Side.Unknown ? side : Side.Unknown;
        }

        return body.Method is { } method && bodies.SelectMany(static other => other.Sites).Any(site => Callers.Interrupts(site, method, model)) ? Side.Interruption : Side.Unknown;
    }

    private sealed record Completion(ISymbol Source, IInvocationOperation Call, Body Body, Side Side)
    {
        // if (!tcs.Task.IsCompleted) tcs.SetResult(…) is a race still, but of few moments; and it shows that somebody thought of it.
        internal bool AsksWhetherDone => Body.Sites.OfType<IPropertyReferenceOperation>().Any(static property => property.Property is { Name: "IsCompleted", ContainingType.Name: "Task" });
    }
}
