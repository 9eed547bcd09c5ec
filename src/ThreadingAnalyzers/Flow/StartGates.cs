using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Events that close behind each thread, set once for all the threads that a loop has started to wait for them: one of the threads goes on.</summary>
internal sealed class StartGates(TypeSummary summary)
{
    /// <summary>The calls that wake one of many, the waits of the many, and what starts them.</summary>
    internal IEnumerable<(IInvocationOperation Set, IInvocationOperation Wait, Fork Fork)> All()
    {
        var asked = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (Fork fork in summary.Forks.Where(static fork => fork.Kind is ForkKind.Thread or ForkKind.Task or ForkKind.PoolItem && ForkSharing.IsRepeated(fork)))
        {
            foreach (IInvocationOperation wait in WaitsOf(fork))
            {
                if (SharedLocations.LocationOf(Operand.Unwrap(wait.Instance!)) is { } gate && IsOneForAll(gate, fork) && asked.Add(gate) && OnlySetOf(gate) is { } set && IsBehind(set, fork))
                    yield return (set, wait, fork);
            }
        }
    }

    // Whatever the thread begins with waits, on every way; what it calls may be called for one thread only.
    private IEnumerable<IInvocationOperation> WaitsOf(Fork fork) => fork.Targets
        .SelectMany(RunFrom)
        .SelectMany(static body => body.Sites.OfType<IInvocationOperation>())
        .Where(static call => call is { TargetMethod.Name: "WaitOne", Arguments.IsEmpty: true, Instance.Type: { Name: "AutoResetEvent", ContainingNamespace.Name: "Threading" } } && IsOnEveryWay(call));

    private IEnumerable<Body> RunFrom(Body target) => target.Sites
        .OfType<IInvocationOperation>()
        .Where(call => call.Instance is null or IInstanceReferenceOperation && IsOnEveryWay(call))
        .Select(call => summary.Callbacks.Of(call.TargetMethod))
        .OfType<Body>()
        .Prepend(target);

    private static bool IsOnEveryWay(IOperation operation) => Nesting.Outward(operation)
        .All(static around => around is not (ILoopOperation or IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ICatchClauseOperation or ICoalesceOperation or IConditionalAccessOperation));

    // Made outside of what repeats the start, closed at first, and known to nobody else.
    private static bool IsOneForAll(ISymbol gate, Fork fork) => (gate is ILocalSymbol || gate.DeclaredAccessibility == Accessibility.Private)
        && Creations.Of(gate) is { ArgumentList.Arguments: [{ Expression: var state }] } && state.IsKind(SyntaxKind.FalseLiteralExpression)
        && gate.DeclaringSyntaxReferences is [var declaration]
        && !fork.Site.Syntax.Ancestors().Any(around => around is StatementSyntax and not BlockSyntax && around.Span.Contains(declaration.Span));

    private IInvocationOperation? OnlySetOf(ISymbol gate)
    {
        List<IOperation> others = summary.References.To(gate).Where(static use => !SignalModel.IsQuiet(use) && !IsSetUp(use)).ToList();
        return others is [{ Parent: IInvocationOperation { TargetMethod.Name: "Set" } set }] && set.Instance == others[0] ? set : null;
    }

    private static bool IsSetUp(IOperation use) => use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use && Operand.Unwrap(assignment.Value) is IObjectCreationOperation;

    // In the very code that starts the threads, once, when all of them are started.
    private static bool IsBehind(IInvocationOperation set, Fork fork) => !Nesting.IsInLoop(set) && set.Syntax.SpanStart > fork.Site.Syntax.Span.End
        && ReferenceEquals(Nesting.FunctionAround(set)?.Syntax, Nesting.FunctionAround(fork.Site)?.Syntax) && fork.Container.Sites.Contains(set);
}
