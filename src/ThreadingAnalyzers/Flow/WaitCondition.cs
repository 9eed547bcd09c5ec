using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a thread waits for: the tests around a wait that read the type's state.</summary>
internal sealed class WaitCondition
{
    private readonly HashSet<IOperation> _negated;

    private WaitCondition(List<IOperation> tests, HashSet<IOperation> negated) => (Tests, _negated) = (tests, negated);

    /// <summary>The single tests, in source order.</summary>
    internal IReadOnlyList<IOperation> Tests { get; }

    /// <summary>How the first test reads.</summary>
    internal string Text => (_negated.Contains(Tests[0]) ? "!" : string.Empty) + Tests[0].Syntax;

    /// <summary>The fields, properties and captured variables that are tested.</summary>
    internal IEnumerable<ISymbol> State => Tests.SelectMany(StateOf).Distinct(SymbolEqualityComparer.Default)!;

    /// <summary>The state that, beside the condition of the loop, makes who waits leave it: <c>while (_items.Count == 0) { if (_stopped) return; Monitor.Wait(_gate); }</c>.</summary>
    internal IReadOnlyList<ISymbol> Exits { get; private init; } = [];

    /// <summary>The flags of the condition of the loop each of which alone ends it, and the value that does: <c>while (_items.Count == 0 &amp;&amp; !_stopped)</c>.</summary>
    internal IReadOnlyList<(IFieldSymbol Flag, bool Opening)> Releases { get; private init; } = [];

    /// <summary>Whether the tests ask for the variable itself, and not for anything in the object that it holds: <c>while (_answer is null)</c>.</summary>
    internal bool AsksForValue(ISymbol state) => Tests.SelectMany(static test => test.DescendantsAndSelf()).Where(part => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(part), state)).ToList() is { Count: > 0 } asked
        && asked.TrueForAll(static part => Operand.ParentOf(part) is IBinaryOperation or IUnaryOperation or IIsPatternOperation or IIsTypeOperation or IConditionalOperation or ILoopOperation);

    /// <summary>Whether what is waited for depends on who waits: <c>while (_serving != mine)</c>.</summary>
    internal bool DependsOnWaiter => Tests.Any(static test =>
        test is IBinaryOperation { LeftOperand: var left, RightOperand: var right } && !IsTime(left) && !IsTime(right)
        && ((IsOfWaiter(left) && StateOf(right).Any()) || (IsOfWaiter(right) && StateOf(left).Any())));

    /// <summary>The condition of a wait; null where no test of the type's state leads to it.</summary>
    internal static WaitCondition? Of(MonitorSignalSite wait, WaitSurroundings around)
    {
        var tests = new List<IOperation>();
        var negated = new HashSet<IOperation>();
        if (around.Loop is IWhileLoopOperation { Condition: { } loop })
            AddTests(loop, tests, negated);
        if (around.Guard is { } guard && tests.Count == 0)
            AddTests(guard.Condition, tests, negated);
        if (around.Loop is not null && tests.Count == 0)
            AddExits(around.Loop, wait, tests, negated);
        tests.RemoveAll(static test => !StateOf(test).Any());
        return tests.Count == 0 ? null : new WaitCondition(tests, negated)
        {
            Exits = around.Loop is null ? [] : ExitsOf(around.Loop, wait),
            Releases = around.Loop is IWhileLoopOperation { Condition: { } asked, ConditionIsUntil: false } ? ReleasesOf(asked).ToList() : [],
        };
    }

    /// <summary>Whether another wait is for the same thing, or for more.</summary>
    internal bool IsPartOf(WaitCondition other) => Tests.All(test => other.Tests.Any(theirs => AreAlike(test, theirs) && _negated.Contains(test) == other._negated.Contains(theirs)));

    private static bool AreAlike(IOperation left, IOperation right) => left.Syntax.IsEquivalentTo(right.Syntax, topLevel: false);

    // while (true) { if (_count > 0) return; Monitor.Wait(_gate); }
    private static void AddExits(ILoopOperation loop, MonitorSignalSite wait, List<IOperation> tests, HashSet<IOperation> negated)
    {
        foreach (IConditionalOperation condition in loop.Body.Descendants().OfType<IConditionalOperation>())
        {
            bool leaves = condition.WhenTrue.DescendantsAndSelf().Any(static operation => operation is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break });
            bool leads = condition.Syntax.Span.Contains(wait.Call.Syntax.Span) && !condition.Condition.Syntax.Span.Contains(wait.Call.Syntax.Span);
            if (leads || (leaves && condition.Syntax.SpanStart < wait.Call.Syntax.SpanStart))
                AddTests(condition.Condition, tests, negated, isNegated: !leads);
        }
    }

    private static List<ISymbol> ExitsOf(ILoopOperation loop, MonitorSignalSite wait)
    {
        var tests = new List<IOperation>();
        AddExits(loop, wait, tests, []);
        return tests.SelectMany(StateOf).ToList();
    }

    private static IEnumerable<(IFieldSymbol Flag, bool Opening)> ReleasesOf(IOperation condition, bool opening = false) => Operand.Unwrap(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } both when !opening => ReleasesOf(both.LeftOperand).Concat(ReleasesOf(both.RightOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } both when opening => ReleasesOf(both.LeftOperand, opening).Concat(ReleasesOf(both.RightOperand, opening)),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => ReleasesOf(operand, !opening),
        IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean } flag } => [(flag, opening)],
        _ => [],
    };

    private static void AddTests(IOperation condition, List<IOperation> tests, HashSet<IOperation> negated, bool isNegated = false)
    {
        switch (Operand.Unwrap(condition))
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.And or BinaryOperatorKind.Or } both:
                AddTests(both.LeftOperand, tests, negated, isNegated);
                AddTests(both.RightOperand, tests, negated, isNegated);
                break;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                AddTests(not.Operand, tests, negated, !isNegated);
                break;
            case { ConstantValue.HasValue: false } test:
                tests.Add(test);
                if (isNegated)
                    negated.Add(test);
                break;
        }
    }

    private static IEnumerable<ISymbol> StateOf(IOperation test) => test.DescendantsAndSelf().Select(static operation => operation switch
    {
        IFieldReferenceOperation { Field.IsReadOnly: true, Field.Type: { IsReferenceType: false } } => null,
        ILocalReferenceOperation { Local: var local } when !IsCaptured(operation, local) => null,
        IParameterReferenceOperation => null,
        _ => SharedLocations.LocationOf(operation),
    }).Where(static symbol => symbol is not null)!;

    private static bool IsCaptured(IOperation mention, ILocalSymbol local)
    {
        for (IOperation? parent = mention.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation lambda)
                return !SymbolEqualityComparer.Default.Equals(lambda.Symbol, local.ContainingSymbol);
            if (parent is ILocalFunctionOperation function)
                return !SymbolEqualityComparer.Default.Equals(function.Symbol, local.ContainingSymbol);
        }

        return false;
    }

    private static bool IsOfWaiter(IOperation operand) => Operand.Unwrap(operand) is IParameterReferenceOperation or ILocalReferenceOperation
        && operand.Type is { SpecialType: not SpecialType.System_Boolean } && operand.ConstantValue is { HasValue: false };

    private static bool IsTime(IOperation operand) => operand.DescendantsAndSelf().Any(static part =>
        part.Type?.Name is "DateTime" or "DateTimeOffset" or "TimeSpan" or "Stopwatch" or "Environment" || part is IPropertyReferenceOperation { Property.ContainingType.Name: "Environment" or "Stopwatch" });
}
