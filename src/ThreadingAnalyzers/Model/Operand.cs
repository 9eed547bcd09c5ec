using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Looks through operations that do not change which value is meant.</summary>
internal static class Operand
{
    /// <summary>The operand below conversions and parentheses.</summary>
    internal static IOperation Unwrap(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion: operation = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: operation = parenthesized.Operand; break;
                case ITranslatedQueryOperation query: operation = query.Operation; break;
                default: return operation;
            }
        }
    }

    /// <summary>Whether a value is the constant null.</summary>
    internal static bool IsNull(IOperation value) => Unwrap(value).ConstantValue is { HasValue: true, Value: null };

    /// <summary>
    /// The call below <c>await</c>, <c>ConfigureAwait</c>, <c>Wait()</c>, <c>Result</c> and <c>GetAwaiter().GetResult()</c>, and whether one of
    /// these waited for its task.
    /// </summary>
    internal static (IOperation Operation, bool Waited) UnwrapWaiting(IOperation operation)
    {
        bool waited = false;
        while (true)
        {
            operation = Unwrap(operation);
            switch (operation)
            {
                case IAwaitOperation awaited:
                    waited = true;
                    operation = awaited.Operation;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "AsTask" or "Preserve", Instance: { } task }:
                    operation = task;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "GetResult" or "Wait", Parameters.IsEmpty: true }, Instance: { } awaiter } when ReturnsAwaitable(awaiter):
                    waited = true;
                    operation = awaiter;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when ReturnsAwaitable(task):
                    waited = true;
                    operation = task;
                    break;
                default:
                    return (operation, waited);
            }
        }
    }

    /// <summary>The await whose task a value is, also behind <c>ConfigureAwait</c>; null where nothing awaits it at once.</summary>
    internal static IAwaitOperation? AwaitOf(IOperation task) => ParentOf(task) switch
    {
        IAwaitOperation awaited => awaited,
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured => ParentOf(configured) as IAwaitOperation,
        _ => null,
    };

    /// <summary>The values that a call is given for an argument: those of a params array or span, or the one value.</summary>
    internal static IEnumerable<IOperation> Elements(IOperation value) => Unwrap(value) switch
    {
        IArrayCreationOperation { Initializer.ElementValues: var elements } => elements,
        { Type.Name: "ReadOnlySpan" } span when span is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IInvocationOperation) => span.ChildOperations,
        _ => [value],
    };

    /// <summary>What stands before the <c>?.</c> of a conditional access that an operation belongs to.</summary>
    internal static IOperation? ReceiverBehind(IOperation instance)
    {
        for (IOperation child = instance; child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
                return access.Operation;
        }

        return null;
    }

    /// <summary>The value that a property pattern is put to, where that is the whole of what is matched.</summary>
    internal static IOperation? MatchedBy(IInstanceReferenceOperation input)
    {
        if (input.Parent is not IPropertyReferenceOperation { Parent: IPropertySubpatternOperation { Parent: IRecursivePatternOperation pattern } })
            return null;
        IOperation? holder = pattern.Parent;
        while (holder is IBinaryPatternOperation or INegatedPatternOperation)
            holder = holder.Parent;
        return holder switch
        {
            IIsPatternOperation test => test.Value,
            ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } => choice.Value,
            IPatternCaseClauseOperation { Parent: ISwitchCaseOperation { Parent: ISwitchOperation choice } } => choice.Value,
            _ => null,
        };
    }

    /// <summary>The nearest operation above that is not a conversion or parenthesis.</summary>
    internal static IOperation? ParentOf(IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation)
            parent = parent.Parent;
        return parent;
    }

    /// <summary>What gets a lambda or method group as a delegate: an argument, an assignment, a call that does not bind.</summary>
    internal static IOperation? ConsumerOf(IOperation function)
    {
        IOperation? parent = function.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent;
    }

    /// <summary>The call or constructor that is given a lambda or method group as an argument; what else gets it.</summary>
    internal static IOperation? CallGiven(IOperation function) => ConsumerOf(function) is var consumer && consumer is IArgumentOperation argument ? argument.Parent : consumer;

    private static bool ReturnsAwaitable(IOperation operation) =>
        operation.Type?.Name is "Task" or "ValueTask" or "TaskAwaiter" or "ValueTaskAwaiter" or "ConfiguredTaskAwaitable" or "ConfiguredTaskAwaiter"
            or "ConfiguredValueTaskAwaitable" or "ConfiguredValueTaskAwaiter";
}
