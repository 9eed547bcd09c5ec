using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Calls that make others set an event: those that wake the thread which sets it, start it, or go to the object whose handler sets it.</summary>
internal sealed class AnsweredCalls(TypeSummary summary)
{
    private const int MostCalls = 4;
    private static readonly string[] Settings = ["Set", "Get", "Clear", "Discard", "Flush", "Lock", "Log", "Is", "Add", "Remove", "Dispose", "Close", "Reset"];

    /// <summary>Whether the answer to a call may be that somebody sets the event.</summary>
    internal bool MayBeAnswered(IOperation call, ISymbol gate, Body body)
    {
        List<Body> setters = summary.Bodies.Where(other => other != body && other.Sites.Exists(site => IsSetOf(site, gate))).ToList();
        return Wakes(call, setters) || IsAskedOfSource(call, setters)
            || Callees(call).Any(callee => callee.Sites.Exists(site => Wakes(site, setters)) || summary.Forks.Any(fork => fork.Container == callee && fork.StartsAtSite && setters.Exists(setter => summary.Contexts.ForksOf(setter).Contains(fork))));
    }

    private static bool IsSetOf(IOperation site, ISymbol gate) => site is IInvocationOperation { TargetMethod.Name: "Set", Instance: { } opened } && IsOf(opened, gate);

    // _work.Set(), _jobs.Add(job), where the thread that sets the event waits for that.
    private bool Wakes(IOperation site, List<Body> setters) => site is IInvocationOperation { TargetMethod.Name: var name, Instance: { } given } && (ElementVerbs.PutsIn(name) || name is "Set" or "Release" or "TryWrite")
        && SharedLocations.LocationOf(Operand.Unwrap(given)) is IFieldSymbol field && setters.Exists(setter => summary.Contexts.ForksOf(setter) is { Count: > 0 } forks
            && summary.Bodies.Any(run => summary.Contexts.ForksOf(run).Any(forks.Contains) && run.Sites.Exists(taken => taken is IInvocationOperation { TargetMethod.Name: var take, Instance: { } source } && (ElementVerbs.TakesOut(take) || take is "GetConsumingEnumerable" or "Wait" or "WaitOne" or "ReadAsync" or "TryRead") && IsOf(source, field))));

    // _port.Emit(command), where a handler of an event of the port sets it.
    private bool IsAskedOfSource(IOperation call, List<Body> setters)
    {
        IOperation? receiver = call is IInvocationOperation { Instance: { } instance } ? instance : UnboundCalls.ReceiverOf(call);
        string? name = (call as IInvocationOperation)?.TargetMethod.Name ?? UnboundCalls.NameOf(call);
        return receiver is not null && name is not null && !Array.Exists(Settings, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            && SharedLocations.LocationOf(Operand.Unwrap(receiver)) is { } asked && summary.Bodies.Any(body => body.Sites.Exists(site => IsSubscription(site, asked, setters)));
    }

    private bool IsSubscription(IOperation site, ISymbol source, List<Body> setters) => site switch
    {
        IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Instance: { } from }, HandlerValue: var handler } => IsOf(from, source) && IsOneOf(handler, setters),
        // The type of the source is not known here.
        ICompoundAssignmentOperation { Target: var target, Value: var handler } => target.Syntax is MemberAccessExpressionSyntax && target.ChildOperations.FirstOrDefault() is { } from && IsOf(from, source) && IsOneOf(handler, setters),
        _ => false,
    };

    private static bool IsOf(IOperation named, ISymbol source) => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(named)), source);

    private static bool IsOneOf(IOperation handler, List<Body> setters) => handler.DescendantsAndSelf().Any(part => part switch
    {
        IMethodReferenceOperation { Method: var method } => setters.Exists(setter => SymbolEqualityComparer.Default.Equals(setter.Symbol, method)),
        IAnonymousFunctionOperation => setters.Exists(setter => setter.Root.Syntax == part.Syntax),
        _ => UnboundForks.MethodsNamedBy(part).Any(named => setters.Exists(setter => SymbolEqualityComparer.Default.Equals(setter.Symbol, named))),
    });

    private List<Body> Callees(IOperation call)
    {
        var found = new List<Body>();
        Collect(call);
        for (int i = 0; i < found.Count && found.Count < MostCalls; i++)
        {
            foreach (IOperation site in found[i].Sites)
                Collect(site);
        }

        return found;

        void Collect(IOperation site)
        {
            if (site is IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: var method } && summary.Callbacks.Of(method) is { } callee && !found.Contains(callee))
                found.Add(callee);
        }
    }
}
