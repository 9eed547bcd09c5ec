using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Elements that are taken because a collection was not completed a moment ago: <c>while (!queue.IsCompleted) queue.Take()</c>. When the producer completes it
/// after the question, there is nothing more to come, and <c>Take</c> throws.
/// </summary>
internal sealed class TakesAtEnd(TypeSummary summary)
{
    /// <summary>The takes of a body that rely on such a question, and the question.</summary>
    internal IEnumerable<(IInvocationOperation Take, IOperation Question)> In(Body body)
    {
        foreach (IInvocationOperation take in body.Sites.OfType<IInvocationOperation>())
        {
            if (take is { TargetMethod: { Name: "Take", ContainingType: { Name: "BlockingCollection", ContainingNamespace.Name: "Concurrent" } }, Instance: { } instance } && SharedLocations.LocationOf(Operand.Unwrap(instance)) is { } collection
                && QuestionBefore(take, collection) is { } question && !IsCaught(take) && IsCompletedElsewhere(collection, body))
                yield return (take, question);
        }
    }

    private static IOperation? QuestionBefore(IOperation take, ISymbol collection) => DecidedConditions.Before(take).SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Where(part => !part.Value && part.Condition is IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsAddingCompleted", Instance: { } asked } && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(asked)), collection))
        .Select(static part => part.Condition).FirstOrDefault();

    private static bool IsCaught(IOperation take) => take.Syntax.Ancestors().TakeWhile(static node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<TryStatementSyntax>()
        .Any(attempt => attempt.Block.Span.Contains(take.Syntax.Span) && attempt.Catches.Any(static handler => handler.Declaration is null || handler.Declaration.Type.ToString() is var type && (type.EndsWith("InvalidOperationException", StringComparison.Ordinal) || type is "Exception" or "System.Exception" or "SystemException")));

    private bool IsCompletedElsewhere(ISymbol collection, Body body) => summary.ConcernedBodies.Any(other => other != body && other.Sites.Exists(site =>
        site is IInvocationOperation { TargetMethod.Name: "CompleteAdding", Instance: { } completed } && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(completed)), collection)));
}
