using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Methods of a type that do nothing but start work on another thread, which they may be given: <c>Task&lt;T&gt; Dedicated&lt;T&gt;(Func&lt;T&gt; stage) => Task.Factory.StartNew(stage, …)</c>.</summary>
internal sealed class StartingMethods(TypeSummary summary, ThreadingModel model)
{
    private readonly Dictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether all of a method that could fail is to start work: what that throws, the work throws, elsewhere.</summary>
    internal bool Holds(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        if (!_known.TryGetValue(method, out bool holds))
            _known.Add(method, holds = !SureMethods.IsReplaceable(method) && summary.Callbacks.Of(method) is { IsAsync: false } body && OnlyStarts(body));
        return holds;
    }

    /// <summary>Whether somebody waits for the end of the task in which a body runs that such a method is given.</summary>
    internal bool IsGivenAndAwaited(Body work) => summary.Contexts.CallSitesOf(work).Select(static call => call.Caller).Prepend(work).Any(run => PassedAs(run)
        .Any(passed => Operand.CallGiven(passed) is IInvocationOperation start && model.Types.IsTask(start.Type) && Holds(start.TargetMethod) && IsAwaited(start)));

    private IEnumerable<IOperation> PassedAs(Body work) => work.Root is IAnonymousFunctionOperation ? [work.Root] : summary.Contexts.ReferencesTo(work).Select(static named => named.Reference);

    private bool IsAwaited(IInvocationOperation start)
    {
        ILocalSymbol? kept = (Operand.ParentOf(start) as IVariableInitializerOperation)?.Parent is IVariableDeclaratorOperation { Symbol: var local } ? local : null;
        return summary.References.BodyAround(start) is { } around && around.Sites.Exists(site => IsEnd(site)
            && site.DescendantsAndSelf().Any(part => part == start || (part is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, kept))));
    }

    private bool IsEnd(IOperation site) => site is IAwaitOperation or IPropertyReferenceOperation { Property.Name: "Result" }
        || (site is IInvocationOperation call && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles && !TimedWaits.GivesUp(call));

    private bool OnlyStarts(Body body)
    {
        List<IOperation> failing = Nesting.OwnOperations(body.Root).Where(operation => IsStart(operation) || model.Throws.CanThrow(operation) || UnboundCalls.Is(operation)).ToList();
        return failing.Count > 0 && failing.TrueForAll(IsStart);
    }

    private bool IsStart(IOperation operation) => operation switch
    {
        IInvocationOperation call => model.Threads.ForkOf(call) is ForkKind.Task or ForkKind.PoolItem || model.Joins.KindOf(call.TargetMethod) == JoinKind.Start,
        IObjectCreationOperation made => model.Threads.ForkOf(made) is not null,
        _ => false,
    };
}
