using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>How many threads take part in a meeting that a body arranges: those that it starts, and its own.</summary>
internal sealed class Participants(ISymbol meeting, Body body, ThreadingModel model)
{
    private readonly List<IInvocationOperation> _signals = [];

    /// <summary>The number; null where it cannot be told.</summary>
    /// <param name="isBarrier">Whether a thread takes part once however often it signals.</param>
    internal Quantity? Count(bool isBarrier)
    {
        if (!CollectSignals() || _signals.Count == 0)
            return null;
        var total = new Quantity(null, 0);
        foreach (IGrouping<IOperation, IInvocationOperation> signals in _signals.GroupBy(FunctionOf))
        {
            if (signals.Any(signal => IsConditional(signal, signals.Key)) || (!isBarrier && (signals.Count() > 1 || IsRepeated(signals.First(), signals.Key))) || StartsOf(signals.Key) is not { } starts || total.Plus(starts) is not { } sum)
                return null;
            total = sum;
        }

        return total;
    }

    // Every mention has to be a call that is understood.
    private bool CollectSignals()
    {
        foreach (IOperation mention in body.Root.Descendants().Where(operation => operation is ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), meeting)))
        {
            if (mention.Parent is IPropertyReferenceOperation)
                continue;
            if (mention.Parent is not IInvocationOperation call || call.Instance != mention)
                return false;
            if (call.TargetMethod is { Name: "SignalAndWait" } or { Name: "Signal", Parameters.IsEmpty: true })
                _signals.Add(call);
            else if (call.TargetMethod.Name is not ("Wait" or "Dispose"))
                return false;
        }

        return true;
    }

    private IOperation FunctionOf(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null && parent != body.Root; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return parent;
        }

        return body.Root;
    }

    private static bool IsRepeated(IOperation operation, IOperation function)
    {
        for (IOperation? parent = operation.Parent; parent is not null && parent != function; parent = parent.Parent)
        {
            if (parent is ILoopOperation)
                return true;
        }

        return false;
    }

    // Perhaps only one of all gives the signal.
    private static bool IsConditional(IOperation operation, IOperation function)
    {
        for (IOperation? parent = operation.Parent; parent is not null && parent != function; parent = parent.Parent)
        {
            if (parent is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ICatchClauseOperation or IConditionalAccessOperation)
                return true;
        }

        return false;
    }

    // How often a function is started: once, or once for each turn of the one loop around the call that starts it.
    private Quantity? StartsOf(IOperation function)
    {
        if (function == body.Root)
            return new(null, 1);
        if (function is not IAnonymousFunctionOperation || ForkOf(function) is not { } fork)
            return null;
        Quantity? turns = fork is IInvocationOperation { Arguments: var arguments } && model.Threads.ForkOf((IInvocationOperation)fork) == ForkKind.Parallel ? TurnsOfParallel(fork, arguments) : new Quantity(null, 1);
        for (IOperation? child = fork; child is not null && child != body.Root && turns is not null; child = child.Parent)
        {
            switch (child.Parent)
            {
                case ILoopOperation loop:
                    turns = turns == new Quantity(null, 1) && !HasJumps(loop) ? TurnsOf(loop) : null;
                    break;
                case IAnonymousFunctionOperation lambda:
                    turns = turns == new Quantity(null, 1) ? TurnsOfQuery(lambda) : null;
                    return turns;
                case ILocalFunctionOperation or IConditionalOperation or ISwitchOperation or ITryOperation:
                    return null;
            }
        }

        return turns;
    }

    private IOperation? ForkOf(IOperation lambda) => Operand.CallGiven(lambda) switch
    {
        IInvocationOperation call when model.Threads.ForkOf(call) is not (null or ForkKind.AsyncFanOut or ForkKind.Timer) => call,
        IObjectCreationOperation creation when model.Threads.ForkOf(creation) is ForkKind.Thread or ForkKind.ColdTask => creation,
        _ => null,
    };

    private Quantity? TurnsOfParallel(IOperation call, IEnumerable<IArgumentOperation> arguments)
    {
        IOperation[] values = [.. arguments.Select(static argument => argument.Value)];
        string name = ((IInvocationOperation)call).TargetMethod.Name;
        if (name == "ForEach" && values.Length > 0)
            return Quantity.LengthOf(values[0], body.Locals);
        return name == "For" && values.Length > 1 ? Between(values[0], values[1], more: 0) : null;
    }

    // Enumerable.Range(0, n).Select(_ => Task.Run(…))
    private Quantity? TurnsOfQuery(IOperation lambda) =>
        Operand.CallGiven(lambda) is IInvocationOperation { TargetMethod: { Name: "Select", ContainingType.Name: "Enumerable" }, Arguments: [{ Value: var source }, ..] } query && FunctionOf(query) == body.Root && !IsRepeated(query, body.Root)
            ? Quantity.LengthOf(source, body.Locals)
            : null;

    private static bool HasJumps(ILoopOperation loop) => loop.Body.Descendants().Any(static operation => operation is IBranchOperation { BranchKind: BranchKind.Break or BranchKind.Continue or BranchKind.GoTo } or IReturnOperation)
        && loop.Body.Descendants().Any(operation => operation is IBranchOperation branch && branch.Target is { } && (SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel) || SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel)));

    private Quantity? TurnsOf(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation each => Quantity.LengthOf(each.Collection, body.Locals),
        IForLoopOperation { Before: [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Initializer.Value: var first, Symbol: var counter }] }] }], Condition: IBinaryOperation condition, AtLoopBottom: [var step] }
            when IsStep(step, counter) && Operand.Unwrap(condition.LeftOperand) is ILocalReferenceOperation { Local: var tested } && SymbolEqualityComparer.Default.Equals(tested, counter) => condition.OperatorKind switch
            {
                BinaryOperatorKind.LessThan or BinaryOperatorKind.NotEquals => Between(first, condition.RightOperand, more: 0),
                BinaryOperatorKind.LessThanOrEqual => Between(first, condition.RightOperand, more: 1),
                _ => null,
            },
        _ => null,
    };

    private static bool IsStep(IOperation step, ISymbol counter) =>
        step is IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: ILocalReferenceOperation target } } && SymbolEqualityComparer.Default.Equals(target.Local, counter);

    private Quantity? Between(IOperation first, IOperation end, int more) =>
        first.ConstantValue is { HasValue: true, Value: int from } ? Quantity.Of(end, body.Locals)?.Plus(more - from) : null;
}
