using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Rounds that some of the threads at a barrier leave out: the others wait there for one who does not come.</summary>
internal static class BarrierSkips
{
    private const int MostSteps = 4;

    /// <summary>The jumps of a thread's body past the barrier of the loop that they stand in, with the barrier's call.</summary>
    internal static IEnumerable<(IOperation Jump, IInvocationOperation Barrier)> In(Body body, TypeSummary summary)
    {
        foreach (IInvocationOperation barrier in body.Sites.OfType<IInvocationOperation>().Where(IsBarrier))
        {
            if (!RunsInThreads(body, summary) || barrier.Parent is not IExpressionStatementOperation { Parent: IBlockOperation { Parent: ILoopOperation loop } } || MayLeave(body, summary))
                continue;
            foreach (IOperation jump in loop.Body.Descendants().Where(jump => IsPast(jump, barrier, loop, body, summary)))
                yield return (jump, barrier);
        }
    }

    // A thread begins with it, or with a lambda that does nothing but call it.
    private static bool RunsInThreads(Body body, TypeSummary summary) => summary.Contexts.IsForkTarget(body)
        || (!ThreadContexts.IsCallableFromOutside(body) && summary.Contexts.CallSitesOf(body) is { Count: > 0 } calls && calls.All(call => summary.Contexts.IsForkTarget(call.Caller)));

    private static bool IsBarrier(IInvocationOperation call) => call is { TargetMethod: { Name: "SignalAndWait", ContainingType: { Name: "Barrier", ContainingNamespace.Name: "Threading" } }, Arguments.IsEmpty: true };

    // Who goes may tell the others, by a method of its own or in the code that runs the rounds.
    private static bool MayLeave(Body body, TypeSummary summary) => body.Sites.OfType<IInvocationOperation>().Select(call => summary.Callbacks.Of(call.TargetMethod))
        .Concat(summary.Contexts.CallSitesOf(body).Select(static call => call.Caller)).Append(body).Any(static one => one?.Sites.Exists(LeavesOpenly) == true);

    private static bool LeavesOpenly(IOperation site) => site is IInvocationOperation { TargetMethod: { Name: "RemoveParticipant" or "RemoveParticipants", ContainingType.Name: "Barrier" } };

    // A condition that is the same for all threads makes all of them leave the round out.
    private static bool IsPast(IOperation jump, IInvocationOperation barrier, ILoopOperation loop, Body body, TypeSummary summary) =>
        jump.Syntax.SpanStart < barrier.Syntax.SpanStart
        && ConditionOf(jump) is { } condition
        && (IsNextRound(jump, loop) ? condition.Condition.DescendantsAndSelf().Any(part => IsOfOneThread(part, loop, body, summary)) : IsOutOf(jump, loop) && condition.Condition.DescendantsAndSelf().Any(part => AsksOwnObject(part, body, summary) || AsksForOneThread(part, loop, body, summary)))
        && !condition.Descendants().OfType<IInvocationOperation>().Any(static call => call.TargetMethod.ContainingType?.Name == "Barrier");

    private static bool IsNextRound(IOperation jump, ILoopOperation loop) => jump is IBranchOperation { Target: var target } && SymbolEqualityComparer.Default.Equals(target, loop.ContinueLabel);

    // A count of rounds ends all of them at once; an object that each thread is given for itself does not.
    private static bool AsksOwnObject(IOperation part, Body body, TypeSummary summary)
    {
        IOperation? asked = part switch
        {
            // The rows of a table are all as long.
            _ when IsSize(part) || IsSize(part.Parent) => null,
            IMemberReferenceOperation { Instance: { } instance } => instance,
            IInvocationOperation { Instance: { } called } => called,
            _ when UnboundCalls.IsUnknown(part) => part.ChildOperations.FirstOrDefault(),
            _ => null,
        };
        return asked switch
        {
            ILocalReferenceOperation { Local: var local } => !SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol) && IsMadeInLoop(local),
            IParameterReferenceOperation { Parameter: var parameter } when IsElement(parameter) => true,
            IParameterReferenceOperation { Parameter: var parameter } => summary.Contexts.CallSitesOf(body) is { Count: > 0 } calls && calls.All(call => PassedAt(call.Caller, call.Site, parameter) is { } passed && (IsMadeInLoop(passed) || IsElement(passed))),
            _ => false,
        };
    }

    private static bool IsSize(IOperation? part) => part is IPropertyReferenceOperation { Property.Name: "Length" or "Count" };

    // if (!_step(island, round)) return; where each thread has its own island.
    private static bool AsksForOneThread(IOperation part, ILoopOperation loop, Body body, TypeSummary summary) =>
        part is IInvocationOperation call && call.Arguments.Any(argument => IsOfOneThread(Operand.Unwrap(argument.Value), loop, body, summary));

    private static bool IsMadeInLoop(ISymbol variable) => variable.DeclaringSyntaxReferences.Any(static declaration => declaration.GetSyntax().AncestorsAndSelf()
        .TakeWhile(static node => node is not MemberDeclarationSyntax).Any(static node => node is BlockSyntax { Parent: ForStatementSyntax } or CommonForEachStatementSyntax or WhileStatementSyntax));

    // bidders.Select(bidder => new Thread(() => Play(bidder)))
    private static bool IsElement(ISymbol variable) => variable is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } lambda }
        && lambda.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" or "ForEach" } } } };

    private static ISymbol? PassedAt(Body caller, SyntaxNode site, IParameterSymbol parameter) =>
        caller.Sites.FirstOrDefault(call => call.Syntax == site) is IInvocationOperation bound ? SharedLocations.LocationOf(Operand.Unwrap(bound.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value ?? bound))
        : caller.Sites.FirstOrDefault(call => call.Syntax == site) is { } unbound && UnboundCalls.ArgumentOf(unbound, parameter.Ordinal) is { } value ? SharedLocations.LocationOf(value) : null;

    private static bool IsOutOf(IOperation jump, ILoopOperation loop) => jump switch
    {
        IBranchOperation { Target: var target } => SymbolEqualityComparer.Default.Equals(target, loop.ExitLabel),
        IReturnOperation { IsImplicit: false } => Nesting.FunctionAround(jump) == Nesting.FunctionAround(loop),
        _ => false,
    };

    private static IConditionalOperation? ConditionOf(IOperation jump) =>
        jump.Parent as IConditionalOperation ?? (jump.Parent is IBlockOperation { Parent: IConditionalOperation condition } ? condition : null);

    // A variable from outside of the loop, of which each thread has one of its own.
    private static bool IsOfOneThread(IOperation part, ILoopOperation loop, Body body, TypeSummary summary) => part switch
    {
        ILocalReferenceOperation { Local: { IsConst: false } local } => IsOutside(local, loop) && DiffersByThread(local, body, summary, MostSteps),
        IParameterReferenceOperation { Parameter: var parameter } => IsOutside(parameter, loop) && DiffersByThread(parameter, body, summary, MostSteps),
        _ => false,
    };

    // The variable of the loop that starts the threads, what a query or the start hands to each of them, and what is made from those.
    private static bool DiffersByThread(ISymbol variable, Body body, TypeSummary summary, int steps)
    {
        if (steps == 0)
            return false;
        if (variable is IParameterSymbol parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, body.Symbol) && summary.Contexts.CallSitesOf(body) is { Count: > 0 } calls)
            return calls.All(call => PassedAt(call.Caller, call.Site, parameter) is { } passed && DiffersByThread(passed, call.Caller, summary, steps - 1));
        if (variable is IParameterSymbol { ContainingSymbol: var owner })
            return owner is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } || SymbolEqualityComparer.Default.Equals(owner, body.Symbol);
        return variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            // All threads go through the rounds of their own loops in step.
            ForEachStatementSyntax or VariableDeclaratorSyntax { Parent.Parent: ForStatementSyntax } => !SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, body.Symbol),
            VariableDeclaratorSyntax => body.SelfAndOuter().SelectMany(static one => one.Sites).OfType<IVariableDeclaratorOperation>().FirstOrDefault(declared => SymbolEqualityComparer.Default.Equals(declared.Symbol, variable))?.Initializer?.Value is { } value
                && value.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.ContainingType.Name: "Interlocked" } || (SharedLocations.LocationOf(part) is { } source and (ILocalSymbol or IParameterSymbol) && DiffersByThread(source, body, summary, steps - 1))),
            _ => false,
        };
    }

    private static bool IsOutside(ISymbol variable, ILoopOperation loop) => variable.DeclaringSyntaxReferences.All(declaration => !loop.Syntax.Span.Contains(declaration.Span));
}
