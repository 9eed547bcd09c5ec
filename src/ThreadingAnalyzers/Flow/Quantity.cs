using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A number as far as code tells it: a constant, or something named plus a constant.</summary>
/// <param name="Name">The text of what is named; null for a constant alone.</param>
/// <param name="Offset">The constant.</param>
internal readonly record struct Quantity(string? Name, int Offset)
{
    private const int LongestChain = 8;

    internal Quantity Plus(int more) => this with { Offset = Offset + more };

    /// <summary>The sum; null where two different things are named.</summary>
    internal Quantity? Plus(Quantity other) => Name is null || other.Name is null ? new Quantity(Name ?? other.Name, Offset + other.Offset) : null;

    /// <summary>The quantity as a user would write it.</summary>
    public override string ToString() => Name is null ? Offset.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : Offset == 0 ? Name : Offset > 0 ? $"{Name} + {Offset}" : $"{Name} - {-Offset}";

    /// <summary>The value of an integer expression.</summary>
    internal static Quantity? Of(IOperation value, LocalValues locals, int depth = 0)
    {
        value = Operand.Unwrap(value);
        if (value.ConstantValue is { HasValue: true, Value: int constant })
            return new(null, constant);
        if (depth > LongestChain)
            return null;
        return value switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when Of(sum.LeftOperand, locals, depth + 1) is { } left && Of(sum.RightOperand, locals, depth + 1) is { } right => left.Plus(right),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference when Of(difference.RightOperand, locals, depth + 1) is { Name: null } right => Of(difference.LeftOperand, locals, depth + 1)?.Plus(-right.Offset),
            ILocalReferenceOperation { Local: var local } when locals.Of(local) is { } known => Of(known, locals, depth + 1),
            ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation => new(value.Syntax.ToString(), 0),
            IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } collection } => LengthOf(collection, locals, depth + 1),
            IInvocationOperation { TargetMethod: { Name: "Count", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }, Arguments: [{ Value: var counted }] } => LengthOf(counted, locals, depth + 1),
            IPropertyReferenceOperation { Arguments.IsEmpty: true } => new(value.Syntax.ToString(), 0),
            _ => null,
        };
    }

    /// <summary>How many elements a sequence has.</summary>
    internal static Quantity? LengthOf(IOperation sequence, LocalValues locals, int depth = 0)
    {
        sequence = Operand.Unwrap(sequence);
        return depth > LongestChain ? null : sequence switch
        {
            ILocalReferenceOperation { Local: var local } when locals.Of(local) is { } known && LengthOf(known, locals, depth + 1) is { } length => length,
            ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } => new(sequence.Syntax + ".Length", 0),
            IArrayCreationOperation { Initializer: { } initializer } => new(null, initializer.ElementValues.Length),
            IArrayCreationOperation { DimensionSizes: [var size] } => Of(size, locals, depth + 1),
            IInvocationOperation { TargetMethod: { Name: "Range", ContainingType.Name: "Enumerable" }, Arguments: [_, { Value: var count }] } => Of(count, locals, depth + 1),
            _ => OfCollectionExpression(sequence.Syntax),
        };
    }

    // [a, b, c], which the oldest compiler that we support has no name for.
    private static Quantity? OfCollectionExpression(SyntaxNode syntax) =>
        syntax.GetType().Name == "CollectionExpressionSyntax" && syntax.ChildNodes().All(static element => element.GetType().Name == "ExpressionElementSyntax")
            ? new(null, syntax.ChildNodes().Count())
            : null;
}
