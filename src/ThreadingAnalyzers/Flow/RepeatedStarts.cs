using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Starts of the one thread that an object has for its life by members that others may call one after the other.</summary>
internal sealed class RepeatedStarts(TypeSummary summary, ThreadingModel model)
{
    /// <summary>The starts that may come second, each with what tells so: the start in another member, or a flag that only a restart has to set.</summary>
    internal IEnumerable<(IInvocationOperation Start, IOperation Evidence)> All()
    {
        foreach (IGrouping<ISymbol, (IInvocationOperation Call, Body Body)> of in StartsOfFields())
        {
            var thread = (IFieldSymbol)of.Key;
            if (!IsMadeOnce(thread))
                continue;
            List<(IInvocationOperation Call, Body Body)> starts = of.ToList();
            if (AfterConstruction(starts) is { } second)
            {
                yield return second;
                continue;
            }

            if (starts is [var only] && ThreadContexts.IsCallableFromOutside(only.Body) && (OpenedAgain(only.Call, only.Body) ?? EndAskedFor(thread, only.Call, only.Body)) is { } passing)
            {
                yield return (only.Call, passing);
                continue;
            }

            if (starts.Exists(start => IsGuarded(start.Call, start.Body) || !ThreadContexts.IsCallableFromOutside(start.Body) || start.Body.Method is { IsStatic: true, Name: "Main" }))
                continue;
            if (starts.Count > 1 && starts.Select(static start => start.Body).Distinct().Count() == starts.Count)
                yield return (starts[1].Call, starts[0].Call);
            else if (starts.Count == 1 && (FlagOfRestart(starts[0].Body) ?? Restart(starts[0].Body, thread)) is { } again)
                yield return (starts[0].Call, again);
        }
    }

    // The constructor has started it already.
    private static (IInvocationOperation Start, IOperation Evidence)? AfterConstruction(List<(IInvocationOperation Call, Body Body)> starts) =>
        starts.Find(static start => start.Body is { Parent: null, Symbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } && !IsGuarded(start.Call, start.Body)) is { Call: { } first }
        && starts.Find(static start => start.Body is { Parent: null, Symbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } } && ThreadContexts.IsCallableFromOutside(start.Body) && !IsGuarded(start.Call, start.Body)) is { Call: { } again }
            ? (again, first) : null;

    private IEnumerable<IGrouping<ISymbol, (IInvocationOperation Call, Body Body)>> StartsOfFields() =>
        summary.ConcernedBodies.Where(static body => body.HasForks)
            .SelectMany(static body => body.Sites.OfType<IInvocationOperation>().Select(call => (Call: call, Body: body)))
            .Where(start => start.Call.Instance is IFieldReferenceOperation { Field.IsStatic: false } && KnownTypes.Is(start.Call.TargetMethod.ContainingType, model.Types.Thread) && model.Joins.KindOf(start.Call.TargetMethod) == JoinKind.Start)
            .GroupBy(static start => (ISymbol)((IFieldReferenceOperation)start.Call.Instance!).Field, SymbolEqualityComparer.Default)!;

    // By an initializer or a constructor.
    private bool IsMadeOnce(IFieldSymbol field) =>
        (field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private)
        && summary.Bodies.Where(static body => !body.IsConstruction).All(body => !body.Sites.Exists(site => site is IFieldReferenceOperation { Field: var named } && SymbolEqualityComparer.Default.Equals(named, field) && IsChanged(site)));

    private static bool IsChanged(IOperation site) => site.Parent is IAssignmentOperation assignment && assignment.Target == site || site.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None };

    // Any condition, and any way out before it, may know whether the thread runs.
    private static bool IsGuarded(IInvocationOperation start, Body body) =>
        start.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax).Any(static node => node is IfStatementSyntax or SwitchStatementSyntax or SwitchExpressionSyntax or ConditionalExpressionSyntax or TryStatementSyntax { Catches.Count: > 0 } or ConditionalAccessExpressionSyntax)
        || body.Root.Syntax.DescendantNodes().Any(node => node.SpanStart < start.Syntax.SpanStart && node is ReturnStatementSyntax or ThrowStatementSyntax)
        || body.Sites.Exists(site => site.Syntax.SpanStart < start.Syntax.SpanStart && site is IInvocationOperation { TargetMethod: { Name: var name, ContainingType: var owner } } && (owner.Name == "Interlocked" || name.StartsWith("Ensure", StringComparison.Ordinal) || name.StartsWith("Throw", StringComparison.Ordinal) || name.StartsWith("Check", StringComparison.Ordinal) || name.StartsWith("Verify", StringComparison.Ordinal)));

    // if (_running) return; _running = true; _thread.Start(); where another member sets the flag back: who comes after that passes the test once more.
    private IOperation? OpenedAgain(IInvocationOperation start, Body body)
    {
        ISimpleAssignmentOperation? closing = body.Sites.OfType<ISimpleAssignmentOperation>().FirstOrDefault(site => site.Syntax.SpanStart < start.Syntax.SpanStart
            && site is { Target: IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean, DeclaredAccessibility: Accessibility.Private } }, Value.ConstantValue: { HasValue: true, Value: true } });
        if (closing is not { Target: IFieldReferenceOperation { Field: var flag } } || !IsGuardedBy(flag, start, body))
            return null;
        return summary.Bodies.Where(other => other.Outermost != body.Outermost && ThreadContexts.IsCallableFromOutside(other) && !IsFinal(other))
            .Select(other => other.Sites.Find(site => site is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var set }, Value.ConstantValue: { HasValue: true, Value: false } } && SymbolEqualityComparer.Default.Equals(set, flag)))
            .FirstOrDefault(static found => found is not null);
    }

    private static bool IsFinal(Body body) => body.Symbol.Name is var name && (name.StartsWith("Dispose", StringComparison.Ordinal) || name.StartsWith("Close", StringComparison.Ordinal) || name.StartsWith("Shutdown", StringComparison.Ordinal));

    // if (_thread.IsAlive) return; _thread.Start(); lets a start pass when the thread has ended.
    private static IOperation? EndAskedFor(IFieldSymbol thread, IInvocationOperation start, Body body) =>
        IsGuardedBy(condition => IsTestOf(thread, condition is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsAlive", Expression: var asked } ? asked : null), start, body)
            ? body.Sites.Find(site => site.Syntax.SpanStart < start.Syntax.SpanStart && site is IPropertyReferenceOperation { Property.Name: "IsAlive" })
            : null;

    private static bool IsGuardedBy(IFieldSymbol flag, IInvocationOperation start, Body body) => IsGuardedBy(condition => IsTestOf(flag, condition), start, body);

    // All that may keep the start from being reached asks for one thing and for nothing else.
    private static bool IsGuardedBy(Func<ExpressionSyntax, bool> isTest, IInvocationOperation start, Body body)
    {
        List<IfStatementSyntax> tests = body.Root.Syntax.DescendantNodes().OfType<IfStatementSyntax>().Where(test => test.SpanStart < start.Syntax.SpanStart).ToList();
        return tests.Count > 0 && tests.TrueForAll(test => isTest(WithoutNot(test.Condition)))
            && body.Root.Syntax.DescendantNodes().Where(node => node.SpanStart < start.Syntax.SpanStart && node is ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax).All(leaving => tests.Exists(test => test.Span.Contains(leaving.Span)))
            && !start.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax).Any(static node => node is SwitchStatementSyntax or SwitchExpressionSyntax or ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax || node is TryStatementSyntax { Catches.Count: > 0 });
    }

    private static ExpressionSyntax WithoutNot(ExpressionSyntax condition) => condition switch
    {
        PrefixUnaryExpressionSyntax negation => WithoutNot(negation.Operand),
        ParenthesizedExpressionSyntax inner => WithoutNot(inner.Expression),
        _ => condition,
    };

    private static bool IsTestOf(IFieldSymbol flag, ExpressionSyntax? condition) => condition switch
    {
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText == flag.Name,
        IdentifierNameSyntax name => name.Identifier.ValueText == flag.Name,
        _ => false,
    };

    // _stop = false before the start, and _stop = true in another member: the first start needs no such thing.
    private IOperation? FlagOfRestart(Body body) => body.Sites.OfType<ISimpleAssignmentOperation>().FirstOrDefault(cleared =>
        cleared is { Target: IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean } flag }, Value.ConstantValue: { HasValue: true, Value: false } }
        && summary.Bodies.Any(other => other != body && ThreadContexts.IsCallableFromOutside(other) && other.Method?.Name.StartsWith("Dispose", StringComparison.Ordinal) == false && other.Sites.Exists(site => Sets(site, flag)))
        && !summary.Bodies.Any(other => other.IsConstruction && other.Sites.Exists(site => Sets(site, flag)) || other.Root is IFieldInitializerOperation { InitializedFields: var fields } && fields.Contains(flag, SymbolEqualityComparer.Default)));

    // Restart() { Stop(); Start(); }: who calls both the member that starts the thread and one that waits for its end.
    private IOperation? Restart(Body start, IFieldSymbol thread) => summary.Contexts.CallSitesOf(start).Select(static call => call.Caller).Distinct()
        .SelectMany(static caller => caller.Sites.OfType<IInvocationOperation>())
        .FirstOrDefault(call => summary.Callbacks.Of(call.TargetMethod) is { } stop && stop != start && stop.Sites.Exists(site => IsJoinOf(site, thread)));

    private bool IsJoinOf(IOperation site, IFieldSymbol thread) => site is IInvocationOperation { Instance: IFieldReferenceOperation { Field: var joined } } call
        && SymbolEqualityComparer.Default.Equals(joined, thread) && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles;

    private static bool Sets(IOperation site, IFieldSymbol flag) => site is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var set }, Value.ConstantValue: { HasValue: true, Value: true } } && SymbolEqualityComparer.Default.Equals(set, flag);
}
