using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The condition of a <c>while</c> or <c>do</c> loop that asks nothing but locals and parameters: it gives the same until code of the function changes one of them.</summary>
internal sealed class LoopCondition
{
    private readonly ILoopOperation _loop;
    private readonly HashSet<ISymbol> _variables;

    private LoopCondition(ILoopOperation loop, HashSet<ISymbol> variables)
    {
        _loop = loop;
        _variables = variables;
    }

    /// <summary>The condition of a loop; null where it asks for anything else, or for nothing.</summary>
    internal static LoopCondition? Of(ILoopOperation loop)
    {
        if (loop is not IWhileLoopOperation { Condition: { ConstantValue.HasValue: false } condition })
            return null;
        var variables = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (IOperation part in condition.DescendantsAndSelf())
        {
            if (VariableOf(part) is { } variable)
                variables.Add(variable);
            else if (!IsPure(part))
                return null;
        }

        return variables.Count == 0 ? null : new(loop, variables);
    }

    /// <summary>Whether the loop goes on for ever once each round fails at the same call, and a handler swallows it: nothing on that way changes the condition or leaves the loop.</summary>
    internal bool Outlives(SwallowedCancellation swallowed, ITryOperation attempt, Body body)
    {
        if (!AlwaysComesTo(swallowed.Token, attempt.Body))
            return false;
        bool IsPassedBy(IOperation part) => (part.Syntax.SpanStart > swallowed.Token.Syntax.SpanStart || part is IAssignmentOperation { Value: var value } && Nesting.Contains(value, swallowed.Token)) && Nesting.Contains(attempt.Body, part)
            || attempt.Catches.Any(other => other != swallowed.Clause && Nesting.Contains(other, part));
        return !Nesting.OwnOperations(_loop).Any(part => LeavesLoop(part) && !IsPassedBy(part))
            && body.Outermost.Root.Descendants().Where(Changes).All(change => Nesting.IsOwn(change, body.Root) && (!Nesting.Contains(_loop, change) || IsPassedBy(change)));
    }

    // Not in a branch, and not in a try of its own.
    private static bool AlwaysComesTo(IOperation call, IOperation block) => Nesting.Outward(call).TakeWhile(around => around != block)
        .All(static around => around is not (IConditionalOperation or IConditionalAccessOperation or ICoalesceOperation or ISwitchOperation or ISwitchExpressionOperation or ILoopOperation or ITryOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }));

    private bool LeavesLoop(IOperation part) => part switch
    {
        IReturnOperation or IThrowOperation => true,
        IBranchOperation { BranchKind: BranchKind.GoTo } => true,
        IBranchOperation { BranchKind: BranchKind.Break, Target: var target } => SymbolEqualityComparer.Default.Equals(target, _loop.ExitLabel),
        _ => false,
    };

    private bool Changes(IOperation part) => part switch
    {
        IAssignmentOperation { Target: var target } => Asks(target),
        IIncrementOrDecrementOperation { Target: var target } => Asks(target),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: var value } => Asks(value),
        IAddressOfOperation { Reference: var reference } => Asks(reference),
        _ => false,
    };

    private bool Asks(IOperation target) => target.DescendantsAndSelf().Any(part => VariableOf(part) is { } variable && _variables.Contains(variable));

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: { IsRef: false } local } => local,
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } => parameter,
        _ => null,
    };

    private static bool IsPure(IOperation part) => part is ILiteralOperation or IParenthesizedOperation or IUnaryOperation { OperatorMethod: null } or IBinaryOperation { OperatorMethod: null } or IConversionOperation { OperatorMethod: null }
        or IIsPatternOperation or IConstantPatternOperation or INegatedPatternOperation or IRelationalPatternOperation || part.ConstantValue.HasValue;
}
