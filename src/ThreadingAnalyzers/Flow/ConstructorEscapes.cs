using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A place in a constructor from which on others can use the object.</summary>
/// <param name="Site">What lets them.</param>
/// <param name="Readers">The bodies that others run from then on; null where they can call whatever they like.</param>
/// <param name="Start">Where the others begin: the site itself, or a later call of Start.</param>
internal sealed record ConstructorEscape(IOperation Site, IReadOnlyCollection<Body>? Readers, IOperation Start);

/// <summary>
/// Finds where a constructor lets others see the object that it is still making: threads, tasks and timers that begin with its methods, events of
/// other objects that are raised on threads of their own, static variables and collections that it puts the object into.
/// </summary>
internal sealed class ConstructorEscapes(TypeSummary summary)
{
    /// <summary>The constructors that may let the object escape, by a look at their text.</summary>
    internal static bool MayHave(INamedTypeSymbol type, CancellationToken cancellation) => type.InstanceConstructors
        .SelectMany(static constructor => constructor.DeclaringSyntaxReferences)
        .Select(reference => reference.GetSyntax(cancellation))
        .OfType<ConstructorDeclarationSyntax>()
        .SelectMany(static declaration => declaration.DescendantNodes())
        .Any(static node => node is ThisExpressionSyntax { Parent: ArgumentSyntax or AssignmentExpressionSyntax } or AssignmentExpressionSyntax { OperatorToken.Text: "+=" });

    internal IEnumerable<ConstructorEscape> In(Body constructor)
    {
        List<Fork> forks = constructor.HasForks ? summary.Forks.Where(fork => ReferenceEquals(fork.Container, constructor)).ToList() : [];
        foreach (Fork fork in forks)
        {
            if (StartOf(fork, constructor) is { } start)
                yield return new ConstructorEscape(fork.Site, summary.Bodies.Where(body => summary.Contexts.ForksOf(body).Contains(fork)).ToList(), start);
        }

        foreach (IOperation site in constructor.Sites)
        {
            switch (site)
            {
                case IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: var raised, Instance: var source } } subscription
                    when source is not IInstanceReferenceOperation && !forks.Exists(fork => fork.Site == subscription) && summary.Callbacks.Behind(subscription.HandlerValue, constructor.Locals) is var (handler, _)
                        && (ThreadedEvents.Contains(raised) || handler.HasLockOperations):
                    yield return new ConstructorEscape(subscription, ReachedFrom(handler), subscription);
                    break;
                case ISimpleAssignmentOperation { Target: var target, Value: var value } assignment when IsThis(value) && SharedLocations.LocationOf(target) is { IsStatic: true } variable && !SharedLocations.IsPerThread(variable):
                    yield return new ConstructorEscape(assignment, null, assignment);
                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } table }, Value: var value } assignment when IsThis(value) && SharedLocations.LocationOf(Operand.Unwrap(table)) is { IsStatic: true }:
                    yield return new ConstructorEscape(assignment, null, assignment);
                    break;
                case IInvocationOperation { Instance: null } call when call.Arguments.FirstOrDefault(static argument => IsThis(argument.Value)) is { Parameter: { } parameter } && KeptParameters.IsKept(call.TargetMethod, parameter):
                    yield return new ConstructorEscape(call, null, call);
                    break;
                case IInvocationOperation { Instance: { } receiver } call when call.Arguments.Any(static argument => IsThis(argument.Value)) && SharedLocations.LocationOf(Operand.Unwrap(receiver)) is { IsStatic: true }:
                    yield return new ConstructorEscape(call, null, call);
                    break;
            }
        }
    }

    /// <summary>The starts, in a constructor, of threads and tasks whose work heirs have to write: <c>new Thread(Work)</c>, where <c>Work</c> is abstract.</summary>
    internal static IEnumerable<(IOperation Start, IMethodSymbol Work)> OfHeirs(Body constructor, ThreadingModel model)
    {
        if (constructor is not { HasForks: true, Symbol.ContainingType: { IsAbstract: true } type })
            yield break;
        foreach (IMethodReferenceOperation work in constructor.Sites.OfType<IMethodReferenceOperation>().Where(static work => work is { Instance: IInstanceReferenceOperation, Method.IsAbstract: true }))
        {
            IOperation? site = Nesting.Outward(work).FirstOrDefault(outer => model.Threads.ForkOf(outer) is not null);
            if (site is not null && SymbolEqualityComparer.Default.Equals(work.Method.ContainingType, type) && StartOf(site, model.Threads.ForkOf(site), constructor) is { } start)
                yield return (start, work.Method);
        }
    }

    private static IOperation? StartOf(IOperation site, ForkKind? kind, Body constructor) => kind switch
    {
        ForkKind.Thread or ForkKind.ColdTask => LaterStart(site, constructor),
        ForkKind.Timer => null,
        _ => site,
    };

    // Started in the constructor: at once, or by a call of Start that follows.
    private static IOperation? StartOf(Fork fork, Body constructor) => fork.StartsAtSite
        ? fork.Site is IObjectCreationOperation timer && TimerUses.WaitsForChange(timer) ? null : fork.Site
        : LaterStart(fork.Site, constructor);

    private static IInvocationOperation? LaterStart(IOperation site, Body constructor) =>
        constructor.Sites.OfType<IInvocationOperation>().FirstOrDefault(call => call.TargetMethod.Name == "Start" && call.Syntax.Span.End >= site.Syntax.Span.End);

    /// <summary>Whether a body waits, before a call, for what others give to the object: they cannot do so before they have it.</summary>
    internal static bool WaitsBefore(IInvocationOperation call, Body body) => body.Sites.Exists(site => site.Syntax.SpanStart < call.Syntax.SpanStart
        && site is IInvocationOperation { TargetMethod.Name: "WaitToReadAsync" or "ReadAsync" or "ReadAllAsync" or "WaitOne" or "Wait" or "WaitAsync" or "Take" or "GetConsumingEnumerable" } wait && wait.Arguments.All(static argument => argument.Parameter?.Type.Name is not ("Int32" or "TimeSpan"))
        && (wait.Instance ?? wait.Arguments.FirstOrDefault()?.Value) switch
        {
            IFieldReferenceOperation { Instance: IInstanceReferenceOperation } => Framework.Owns(wait.TargetMethod.ContainingType),
            IPropertyReferenceOperation { Property.Name: "Reader", Instance: IFieldReferenceOperation { Instance: IInstanceReferenceOperation } } => true,
            _ => false,
        });

    private IReadOnlyCollection<Body> ReachedFrom(Body handler)
    {
        var reached = new HashSet<Body>([handler]);
        var pending = new Queue<Body>(reached);
        while (pending.Count > 0)
        {
            foreach (IInvocationOperation call in pending.Dequeue().Sites.OfType<IInvocationOperation>().Where(static call => call.Instance is null or IInstanceReferenceOperation))
            {
                if (summary.Callbacks.Of(call.TargetMethod) is { } callee && reached.Add(callee))
                    pending.Enqueue(callee);
            }
        }

        return reached;
    }

    private static bool IsThis(IOperation value) => Operand.Unwrap(value) is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };
}
