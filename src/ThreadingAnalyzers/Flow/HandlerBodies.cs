using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A change of something that requests share.</summary>
/// <param name="Location">What is changed.</param>
/// <param name="WhyShared">Why requests share it, as a predicate.</param>
/// <param name="Operation">The change.</param>
/// <param name="Body">Where.</param>
internal sealed record SharedChange(ISymbol Location, string WhyShared, IOperation Operation, Body Body);

/// <summary>The bodies of a type that run for each request, and what they change of the state that requests share.</summary>
internal sealed class HandlerBodies
{
    private readonly TypeSummary _summary;
    private readonly ThreadingModel _model;
    private readonly RequestScope _scope;
    private readonly Lazy<List<Body>> _lambdas;

    internal HandlerBodies(TypeSummary summary, ThreadingModel model, INamedTypeSymbol type, CancellationToken cancellation)
    {
        _summary = summary;
        _model = model;
        _scope = model.RequestHandlers.ScopeOf(type, cancellation);
        _lambdas = new(FindLambdas, isThreadSafe: false);
    }

    /// <summary>Whether there are any.</summary>
    internal bool Exist => _scope != RequestScope.None || _lambdas.Value.Count > 0;

    /// <summary>The unprotected changes, in source order.</summary>
    internal IEnumerable<SharedChange> Changes =>
        from body in _lambdas.Value.Concat(Entries())
        from site in body.SelfAndNested().SelectMany(static part => part.Sites.Select(site => (Site: site, Body: part)))
        let location = SharedLocations.LocationOf(site.Site)
        where location is not null && !SharedLocations.IsPerThread(location)
        let why = WhyShared(location, site.Site, body)
        where why is not null
        let change = ChangeBy(site.Site, site.Body, location)
        where change is not null && _summary.HeldLocks.At(site.Body, site.Site.Syntax) is not { IsEmpty: false }
        select new SharedChange(location, why, change, body);

    private List<Body> FindLambdas() =>
        (from body in _summary.ConcernedBodies
         from call in body.Sites.OfType<IInvocationOperation>()
         where RequestHandlers.TakesHandler(call)
         from argument in call.Arguments
         let handler = _summary.Callbacks.Behind(argument.Value, body.Locals)
         where handler is not null
         select handler.Value.Body).Distinct().ToList();

    // What requests call, and what only that calls.
    private IEnumerable<Body> Entries()
    {
        if (_scope == RequestScope.None)
            yield break;
        var pending = new Queue<Body>(_summary.Bodies.Where(static body => body is { Parent: null, Symbol: IMethodSymbol method } && RequestHandlers.IsEntry(method)));
        var seen = new HashSet<Body>(pending);
        while (pending.Count > 0)
        {
            Body body = pending.Dequeue();
            yield return body;
            foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>())
            {
                if (_summary.Callbacks.Of(call.TargetMethod) is { Parent: null } callee && call.TargetMethod.DeclaredAccessibility == Accessibility.Private && seen.Add(callee))
                    pending.Enqueue(callee);
            }
        }
    }

    private string? WhyShared(ISymbol location, IOperation site, Body handler) => location switch
    {
        ILocalSymbol or IParameterSymbol => _lambdas.Value.Contains(handler) && !handler.SelfAndNested().Any(part => SymbolEqualityComparer.Default.Equals(part.Symbol, location.ContainingSymbol)) ? "captured by the handler of all requests" : null,
        { IsStatic: true } => "static",
        _ => _scope is RequestScope.OneForAll or RequestScope.PassedThroughByAll && site is IMemberReferenceOperation { Instance: IInstanceReferenceOperation } ? $"part of the one '{location.ContainingType.Name}' that serves all requests" : null,
    };

    private IOperation? ChangeBy(IOperation site, Body body, ISymbol location)
    {
        Access? access = AccessFinder.In(body).FirstOrDefault(access => ReferenceEquals(access.Reference, site));
        if (access is { Kind: AccessKind.ReadModifyWrite, Operation: not ICoalesceAssignmentOperation })
            return access.Operation;
        if (access is { Kind: AccessKind.Write, Operation: ISimpleAssignmentOperation { Value.ConstantValue.HasValue: false } kept } && _scope == RequestScope.PassedThroughByAll && IsKeptForRequest(kept, location, body))
            return kept;
        return _model.UnsafeObjects.FamilyOf(site.Type) is ObjectFamily.Collection && _model.Content.UseOf(site) is { Changes: true } content ? content.Operation : null;
    }

    // What one request puts there, and later takes for its own; not what is made once, or compared with what was there.
    private bool IsKeptForRequest(ISimpleAssignmentOperation kept, ISymbol location, Body body) =>
        !DecidedConditions.Before(kept).Any(decided => decided.Condition.DescendantsAndSelf().Any(part => IsAt(part, location)))
        && _summary.Bodies.Any(other => other.Sites.Exists(site => IsAt(site, location) && !ReferenceEquals((site.Parent as ISimpleAssignmentOperation)?.Target, site)
            && (ReferenceEquals(other.Outermost, body.Outermost) ? site.Syntax.SpanStart > kept.Syntax.Span.End : IsStepOf(other.Outermost) && IsStepOf(body.Outermost))));

    private static bool IsAt(IOperation operation, ISymbol location) => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), location);

    // OnActionExecuting, and then OnActionExecuted
    private static bool IsStepOf(Body handler) => handler.Method is { Name: var name, DeclaredAccessibility: Accessibility.Public } && name.StartsWith("On", StringComparison.Ordinal);
}
