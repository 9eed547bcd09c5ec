using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Signals that do for one round or one waiter, in code that has several: countdowns and events that nobody takes back, and an event that lets one of many threads go on.</summary>
internal sealed class SignalRounds(TypeSummary summary)
{
    /// <summary>The waits of a body for a countdown in each round of a loop that also gives its signals: in the second round the count is zero already.</summary>
    internal IEnumerable<(IInvocationOperation Wait, IOperation Signal)> Spent(Body body)
    {
        foreach ((IInvocationOperation wait, ISymbol signal, ILoopOperation loop) in WaitsInRounds(body, "CountdownEvent"))
        {
            if (CallsOn(signal, "Signal", "Wait", "Dispose") is { } calls && calls.Find(call => call.TargetMethod.Name == "Signal" && loop.Body.Syntax.Span.Contains(call.Syntax.Span)) is { } given)
                yield return (wait, given);
        }
    }

    /// <summary>The waits of a body for an event in each round of a loop, where another loop sets the event in each of its rounds and nothing resets it.</summary>
    internal IEnumerable<(IInvocationOperation Wait, IOperation Set)> StayingOpen(Body body)
    {
        foreach ((IInvocationOperation wait, ISymbol signal, _) in WaitsInRounds(body, "ManualResetEvent", "ManualResetEventSlim"))
        {
            if (CallsOn(signal, "Set", "Wait", "WaitOne", "Dispose", "Close") is { } calls && calls.Find(call => call.TargetMethod.Name == "Set" && RoundOf(call) is not null) is { } set)
                yield return (wait, set);
        }
    }

    /// <summary>The one signal of a body for threads that it starts in a loop, each of which takes the signal away from the others.</summary>
    internal IEnumerable<(IInvocationOperation Set, IInvocationOperation Wait, Fork Fork)> OneForMany(Body body)
    {
        foreach (IInvocationOperation set in body.Sites.OfType<IInvocationOperation>())
        {
            if (set is not { TargetMethod.Name: "Set" or "Release", Arguments.IsEmpty: true, Instance: { Type: { Name: "AutoResetEvent" or "SemaphoreSlim" or "Semaphore", ContainingNamespace.Name: "Threading" } type } instance }
                || Nesting.IsInLoop(set) || OwnSignal(instance) is not { } signal || !(type.Name == "AutoResetEvent" ? StartsClosed(signal) : SemaphorePermits.InitialOf(signal) == 0))
                continue;
            if (CallsOn(signal, "Set", "Release", "Wait", "WaitOne", "WaitAsync", "Dispose", "Close") is { } calls && calls.Count(static call => call.TargetMethod.Name is "Set" or "Release") == 1 && WaitOfMany(calls, body) is var (wait, fork))
                yield return (set, wait, fork);
        }
    }

    private (IInvocationOperation Wait, Fork Fork)? WaitOfMany(List<IInvocationOperation> calls, Body body)
    {
        foreach (Fork fork in summary.Forks.Where(fork => fork.Kind is ForkKind.Thread or ForkKind.Task or ForkKind.PoolItem && ReferenceEquals(fork.Container.Outermost, body.Outermost) && ForkSharing.IsRepeated(fork) && !fork.Targets.Contains(body)))
        {
            if (calls.Find(call => call.TargetMethod.Name is "Wait" or "WaitOne" && call.Arguments.IsEmpty && fork.Targets.Any(target => target.Sites.Contains(call)) && !IsConditional(call, null)) is { } wait
                && AccessPath.Of(wait.Instance) is { } path && new ForkSharing().IsSharedByRuns(path, fork))
                return (wait, fork);
        }

        return null;
    }

    // An untimed wait that each round comes to, for a signal that is there for all rounds.
    private static IEnumerable<(IInvocationOperation Wait, ISymbol Signal, ILoopOperation Loop)> WaitsInRounds(Body body, params string[] types) =>
        from wait in body.Sites.OfType<IInvocationOperation>()
        where wait is { TargetMethod.Name: "Wait" or "WaitOne", Arguments.IsEmpty: true, Instance.Type: { ContainingNamespace.Name: "Threading" } type, Parent: IExpressionStatementOperation } && types.Contains(type.Name)
        let loop = RoundOf(wait)
        where loop is not null
        let signal = OwnSignal(wait.Instance!)
        where signal is not null && !signal.DeclaringSyntaxReferences.Any(declaration => loop.Syntax.Span.Contains(declaration.Span) && declaration.SyntaxTree == loop.Syntax.SyntaxTree)
        select (wait, signal, loop);

    // The loop in whose every round the call comes.
    private static ILoopOperation? RoundOf(IInvocationOperation call) => Nesting.LoopAround(call) is { } loop && loop.Body.Syntax.Span.Contains(call.Syntax.Span) && !Nesting.Leaves(loop.Body) && !IsConditional(call, loop) ? loop : null;

    private static bool IsConditional(IOperation call, ILoopOperation? loop) => Nesting.Outward(call).TakeWhile(part => part != loop)
        .Any(static part => part is IConditionalOperation or ISwitchOperation or ICatchClauseOperation or IConditionalAccessOperation or ILoopOperation);

    private static ISymbol? OwnSignal(IOperation instance) => SharedLocations.LocationOf(Operand.Unwrap(instance)) is { } signal
        && (signal is ILocalSymbol || signal is IFieldSymbol { DeclaredAccessibility: Accessibility.Private }) && Creations.Of(signal) is not null ? signal : null;

    private static bool StartsClosed(ISymbol signal) => Creations.Of(signal)?.ArgumentList?.Arguments is [{ Expression: LiteralExpressionSyntax { Token.ValueText: "false" } }];

    // All that is done with the signal; null where anything else is.
    private List<IInvocationOperation>? CallsOn(ISymbol signal, params string[] names)
    {
        var calls = new List<IInvocationOperation>();
        foreach (IOperation use in summary.References.To(signal))
        {
            if (use.Parent is IInvocationOperation call && call.Instance == use && names.Contains(call.TargetMethod.Name))
                calls.Add(call);
            else if (use.Parent is not (IPropertyReferenceOperation { Property.Name: "IsSet" or "CurrentCount" or "InitialCount" } or ISimpleAssignmentOperation { Value: IObjectCreationOperation, Syntax.Parent.Parent.Parent: ConstructorDeclarationSyntax }))
                return null;
        }

        return calls;
    }
}
