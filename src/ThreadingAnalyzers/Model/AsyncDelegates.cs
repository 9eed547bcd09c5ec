using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Delegates whose code goes on after they have returned, and that give nobody a task to wait for.</summary>
internal static class AsyncDelegates
{
    /// <summary>The lambda or method behind a delegate, if it is an async one and returns nothing; else null.</summary>
    internal static AsyncVoidCode? VoidCodeOf(IOperation value)
    {
        if (Operand.Unwrap(value) is not IDelegateCreationOperation creation)
            return null;
        return creation.Target switch
        {
            IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } symbol } lambda => new(lambda.Syntax, symbol),
            IMethodReferenceOperation { Method: { IsAsync: true, ReturnsVoid: true } method } reference => new(reference.Syntax, method),
            _ => null,
        };
    }
}

/// <summary>A lambda that is async void, or a mention of such a method.</summary>
/// <param name="Syntax">The lambda, or the name of the method.</param>
/// <param name="Method">The function.</param>
internal sealed record AsyncVoidCode(SyntaxNode Syntax, IMethodSymbol Method)
{
    internal bool IsLambda => Method.MethodKind == MethodKind.AnonymousFunction;
}
