using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Tells calls that ask a function of two modes, asynchronous and synchronous, for the synchronous one (the task that they give has ended), and code that only runs in that mode.</summary>
internal static class SynchronousModes
{
    /// <summary>Whether a call says so, as in <c>ReadCore(buffer, async: false)</c> or <c>ReadCore(buffer, IOBehavior.Synchronous)</c>.</summary>
    internal static bool IsAskedFor(IOperation task) => task is IInvocationOperation call && call.Arguments.Any(static argument =>
        (argument is { Parameter.Name: var name, Value.ConstantValue: { HasValue: true, Value: bool mode } } && (mode ? IsSync(name) : IsAsync(name)))
        || ChoiceIn(argument.Value) is true);

    /// <summary>Whether an operation only runs where a function of two modes was asked for the synchronous one: in the other branch of <c>if (async)</c>, or after it has left.</summary>
    internal static bool HoldsAt(IOperation operation) => DecidedConditions.Before(operation)
        .SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Any(static part => (FlagIn(part.Condition)?.TrimStart('_') is { } flag && (part.Value ? IsSync(flag) : IsMode(flag))) || (ComparedIn(part.Condition) is { } isSynchronous && part.Value == isSynchronous));

    // behavior == IOBehavior.Synchronous, behavior != IOBehavior.Asynchronous
    private static bool? ComparedIn(IOperation condition) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } test => ChoiceIn(test.RightOperand) ?? ChoiceIn(test.LeftOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test => !(ChoiceIn(test.RightOperand) ?? ChoiceIn(test.LeftOperand)),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var choice } } => ChoiceIn(choice),
        _ => null,
    };

    // Whether a member of an enumeration stands for the synchronous mode; null where it stands for neither.
    private static bool? ChoiceIn(IOperation value) => Operand.Unwrap(value) is not IFieldReferenceOperation { Field: { IsConst: true, ContainingType.TypeKind: TypeKind.Enum, Name: var choice } } ? null : choice switch
    {
        "Sync" or "Synchronous" or "Synchronously" => true,
        "Async" or "Asynchronous" or "Asynchronously" => false,
        _ => null,
    };

    private static string? FlagIn(IOperation condition) => condition switch
    {
        IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_Boolean, Name: var name } } => name,
        ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Boolean, Name: var name } } => name,
        IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean, Name: var name } } => name,
        IPropertyReferenceOperation { Property: { Type.SpecialType: SpecialType.System_Boolean, Name: var name } } => name,
        _ => null,
    };

    private static bool IsSync(string name) => name.EndsWith("sync", StringComparison.OrdinalIgnoreCase) && !IsAsync(name) || name.StartsWith("synchronous", StringComparison.OrdinalIgnoreCase) || name == "IsSynchronous";

    // async, isAsync, useAsync, asynchronous
    private static bool IsMode(string name) => IsAsync(name) || name.StartsWith("Async", StringComparison.Ordinal);

    private static bool IsAsync(string name) => name.StartsWith("async", StringComparison.Ordinal) || name.EndsWith("Async", StringComparison.OrdinalIgnoreCase);
}
