using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Reads that take more of a large value than one word.</summary>
internal static class WholeReads
{
    /// <summary>Whether a reference to a variable reads more of it than a single part.</summary>
    internal static bool IsOne(IOperation reference) => !IsLoopCondition(reference.Syntax) && Operand.ParentOf(reference) switch
    {
        IFieldReferenceOperation part => TornValues.CanTear(part.Field.Type),
        IPropertyReferenceOperation { Property: var property } => property.Name != "HasValue" && (property.DeclaringSyntaxReferences.IsEmpty || TornValues.CanTear(property.Type)),
        IBinaryOperation test => !NullChecks.IsNull(test.LeftOperand) && !NullChecks.IsNull(test.RightOperand),
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } test => test.Value.Type?.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T,
        _ => true,
    };

    // A loop that waits for another value comes round again.
    private static bool IsLoopCondition(SyntaxNode read) => read.Ancestors().Any(node => node switch
    {
        WhileStatementSyntax loop => loop.Condition.Span.Contains(read.Span),
        DoStatementSyntax loop => loop.Condition.Span.Contains(read.Span),
        ForStatementSyntax loop => loop.Condition?.Span.Contains(read.Span) == true,
        _ => false,
    });
}
