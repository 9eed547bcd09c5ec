using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>With how many permits a semaphore starts, where its declaration or constructor says so: none makes it a signal, one a mutex, more a throttle.</summary>
internal static class SemaphorePermits
{
    /// <summary>Whether a type is one of the semaphores, or the mutex.</summary>
    internal static bool IsSemaphore(ITypeSymbol? type) => type is { Name: "SemaphoreSlim" or "Semaphore" or "Mutex", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: nameof(System) } };

    /// <summary>The initial count written where the field, property or local gets its value; null where it is not a literal there.</summary>
    internal static int? InitialOf(ISymbol? semaphore) =>
        Creations.Of(semaphore) is { ArgumentList.Arguments: [{ Expression: var count }, ..] } ? ValueOf(count) : null;

    /// <summary>Whether all permits are there from the start, as far as the creation says so: then who takes one owes it.</summary>
    internal static bool StartsFull(ISymbol? semaphore) => InitialOf(semaphore) is > 0
        || (Creations.Of(semaphore) is { ArgumentList.Arguments: [{ Expression: var initial }, { Expression: var maximum }, ..] } && initial.ToString() == maximum.ToString());

    /// <summary>Whether the receiver of a wait is a semaphore that lets several through, so that waiting on it orders nothing.</summary>
    internal static bool IsThrottle(IOperation? receiver) =>
        receiver is { Type.Name: "SemaphoreSlim" or "Semaphore" } && InitialOf(AccessPath.Of(receiver)?.Last) is > 1;

    private static int? ValueOf(ExpressionSyntax count) =>
        count is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.NumericLiteralExpression) && literal.Token.Value is int number ? number : null;
}
