using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>A value that is computed when it is first asked for: <c>if (!_known) { _value = Compute(); _known = true; } return _value;</c>. To compute it twice does no harm.</summary>
internal static class Memo
{
    /// <summary>Whether a flag ends a member that gives a value, and nothing but values are kept between its test and the moment it is set.</summary>
    /// <param name="set">What sets the flag.</param>
    /// <param name="test">What tests it.</param>
    /// <param name="method">The member.</param>
    internal static bool IsEndedBy(IOperation set, IOperation test, IMethodSymbol? method)
    {
        if (method is not { ReturnsVoid: false, IsAsync: false } || set.Parent is not { Parent: IBlockOperation block } statement)
            return false;
        List<IOperation> before = block.Operations.TakeWhile(other => other != statement).Where(other => other.Syntax.SpanStart > test.Syntax.SpanStart).ToList();
        return before.Exists(KeepsValue) && before.TrueForAll(IsComputation);
    }

    private static bool KeepsValue(IOperation statement) => statement.DescendantsAndSelf().Any(static part => part is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation });

    private static bool IsComputation(IOperation statement) => statement switch
    {
        IVariableDeclarationGroupOperation or IReturnOperation or IThrowOperation => true,
        IExpressionStatementOperation { Operation: IAssignmentOperation or IIncrementOrDecrementOperation or IThrowOperation } => true,
        IBlockOperation block => block.Operations.All(IsComputation),
        IConditionalOperation { WhenTrue: var whenTrue, WhenFalse: var whenFalse } => IsComputation(whenTrue) && (whenFalse is null || IsComputation(whenFalse)),
        ILoopOperation loop => IsComputation(loop.Body),
        ITryOperation attempt => IsComputation(attempt.Body),
        _ => false,
    };
}
