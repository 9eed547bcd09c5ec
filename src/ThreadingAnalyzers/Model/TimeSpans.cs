using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Lengths of time that the source tells.</summary>
internal static class TimeSpans
{
    /// <summary>The length in milliseconds, of a number of them or a <see cref="TimeSpan"/>; null where it is not a constant.</summary>
    internal static double? Milliseconds(IOperation length) => Operand.Unwrap(length) switch
    {
        { ConstantValue.HasValue: true } constant => Number(constant),
        IFieldReferenceOperation { Field: { Name: nameof(TimeSpan.Zero), ContainingType.Name: nameof(TimeSpan) } } => 0,
        IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } } => -1,
        // static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
        IFieldReferenceOperation { Field: { IsReadOnly: true, DeclaringSyntaxReferences: [var declared] } } named when declared.SyntaxTree == named.Syntax.SyntaxTree
            && declared.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && named.SemanticModel?.GetOperation(value) is { } known && known is not IFieldReferenceOperation => Milliseconds(known),
        // What is left out, smaller units, is nothing.
        IInvocationOperation { TargetMethod: { ContainingType.Name: nameof(TimeSpan), Name: var unit }, Arguments: [{ Value: var count }, ..] parts } when parts.Skip(1).All(static part => part.ArgumentKind == ArgumentKind.DefaultValue) => Number(count) * UnitOf(unit),
        IObjectCreationOperation { Type.Name: nameof(TimeSpan), Arguments: [{ Value: var hours }, { Value: var minutes }, { Value: var seconds }] } => ((((Number(hours) * 60) + Number(minutes)) * 60) + Number(seconds)) * 1000,
        _ => null,
    };

    private static double? UnitOf(string method) => method switch
    {
        nameof(TimeSpan.FromMilliseconds) => 1,
        nameof(TimeSpan.FromSeconds) => 1000,
        nameof(TimeSpan.FromMinutes) => 60_000,
        nameof(TimeSpan.FromHours) => 3_600_000,
        nameof(TimeSpan.FromDays) => 86_400_000,
        _ => null,
    };

    private static double? Number(IOperation value) => Operand.Unwrap(value).ConstantValue is { HasValue: true, Value: IConvertible number and not string and not bool } ? number.ToDouble(CultureInfo.InvariantCulture) : null;
}
