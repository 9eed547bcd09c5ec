using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Assignments that write back what was computed from the value they overwrite.</summary>
internal static class ReadModifyWrite
{
    /// <summary>
    /// Whether a plain assignment is one: <c>x = x + 1</c>, <c>var t = x; x = t + 1</c>, or <c>if (v &gt; x) x = v</c>, where the value
    /// written was chosen by comparing with the value overwritten.
    /// </summary>
    internal static bool IsOneOf(ISimpleAssignmentOperation assignment, AccessPath path, Body body) =>
        Reads(assignment.Value, path, body) || IsConditionalUpdate(assignment, path, body);

    // Through locals that stand for what was read: var old = _items; var copy = new int[old.Length + 1]; _items = copy;
    private static bool Reads(IOperation value, AccessPath path, Body body, int depth = 2)
    {
        foreach (IOperation operation in value.DescendantsAndSelf())
        {
            if (Names(operation, path))
                return true;
            if (depth > 0 && operation is ILocalReferenceOperation local && body.Locals.Of(local.Local) is { } initial && Reads(initial, path, body, depth - 1))
                return true;
        }

        return false;
    }

    private static bool IsConditionalUpdate(ISimpleAssignmentOperation assignment, AccessPath path, Body body)
    {
        IOperation? parent = assignment.Parent;
        while (parent is IExpressionStatementOperation or IBlockOperation { Operations.Length: 1 })
            parent = parent.Parent;
        return parent is IConditionalOperation { Condition: var condition }
            ? condition.DescendantsAndSelf().OfType<IBinaryOperation>().Any(comparison => IsOrdering(comparison) && Reads(comparison, path, body))
            : parent is IBlockOperation { Parent: IConditionalOperation { Condition: var first } } && first.DescendantsAndSelf().Any(part => IsComparedWith(part, assignment.Value, path));
    }

    // if (distance < best) { best = distance; index = i; }: the others that are set here belong to the one that was compared.
    private static bool IsComparedWith(IOperation part, IOperation value, AccessPath path) => part switch
    {
        IBinaryOperation comparison when IsOrdering(comparison) => (Names(Operand.Unwrap(comparison.LeftOperand), path) && IsLike(comparison.RightOperand, value)) || (Names(Operand.Unwrap(comparison.RightOperand), path) && IsLike(comparison.LeftOperand, value)),
        // Of an unknown type.
        IInvalidOperation { Syntax: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression or (int)SyntaxKind.LessThanOrEqualExpression or (int)SyntaxKind.GreaterThanExpression or (int)SyntaxKind.GreaterThanOrEqualExpression } sides } =>
            part.ChildOperations.Any(side => Names(Operand.Unwrap(side), path)) && (SyntaxFactory.AreEquivalent(sides.Left, value.Syntax) || SyntaxFactory.AreEquivalent(sides.Right, value.Syntax)),
        _ => false,
    };

    private static bool IsLike(IOperation side, IOperation value) => SyntaxFactory.AreEquivalent(Operand.Unwrap(side).Syntax, Operand.Unwrap(value).Syntax);

    private static bool IsOrdering(IBinaryOperation comparison) => comparison.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
        or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;

    private static bool Names(IOperation operation, AccessPath path) =>
        SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), path.Last) && path.Equals(AccessPath.Of(operation));
}
