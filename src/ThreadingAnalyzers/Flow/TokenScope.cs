using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The cancellation token that the code of a body was given to watch: a parameter of the function, or of one that it runs in.</summary>
/// <param name="Token">The parameter.</param>
/// <param name="Owner">The body of the function that has the parameter.</param>
internal sealed record TokenScope(IParameterSymbol Token, Body Owner)
{
    /// <summary>The scope of a body; null where it has no token, or several, or may outlive the function that has one.</summary>
    internal static TokenScope? Of(Body body, ThreadingModel model)
    {
        for (Body? current = body; current?.Method is { } method; current = current.Parent)
        {
            IParameterSymbol[] tokens = method.Parameters.Where(parameter => IsToken(parameter, current, model)).ToArray();
            if (tokens.Length > 0)
                return tokens is [{ RefKind: RefKind.None, Name: not ['_', ..] } token] ? new(token, current) : null;
            if (method.IsStatic && current.Parent is not null)
                return null;
            if (method.MethodKind == MethodKind.AnonymousFunction && !RunsWithin(current, model))
                return null;
        }

        return null;
    }

    /// <summary>What to write for the token at a place: the token of a source that is linked to it, if there is one.</summary>
    internal string ExpressionAt(IOperation place, Body body)
    {
        foreach (IVariableDeclaratorOperation declarator in body.SelfAndOuter().SelectMany(static part => part.Sites).OfType<IVariableDeclaratorOperation>())
        {
            if (IsLinked(declarator) && declarator.Syntax.Span.End <= place.Syntax.SpanStart && IsVisible(declarator, place))
                return declarator.Symbol.Name + ".Token";
        }

        return Token.Name;
    }

    /// <summary>Whether an operation reads the token.</summary>
    internal bool IsRead(IOperation operation) => operation is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, Token);

    // A lambda that is part of the work, and not a handler that is called some day.
    private static bool RunsWithin(Body lambda, ThreadingModel model) =>
        (RepeatedCallbacks.CallOf(lambda) is { } call && (RepeatedCallbacks.RunsAtOnce(call) || model.Threads.IsFork(call))) || AwaitedWork.Is(lambda);

    // ExecuteAsync(async token => …, token), of an unknown policy: the parameter has no type, and says by its name what it is.
    private static bool IsToken(IParameterSymbol parameter, Body function, ThreadingModel model) => model.TokenOverloads.IsToken(parameter.Type)
        || (parameter.Type.TypeKind == TypeKind.Error && function.Root is IAnonymousFunctionOperation { Parent: IInvalidOperation call }
            && (parameter.Name is "ct" || parameter.Name.EndsWith("oken", StringComparison.Ordinal))
            && call.ChildOperations.Any(beside => model.TokenOverloads.IsToken(beside.Type)));

    private bool IsLinked(IVariableDeclaratorOperation declarator) =>
        declarator.GetVariableInitializer() is { Value: var value }
        && Operand.Unwrap(value) is IInvocationOperation { TargetMethod.Name: "CreateLinkedTokenSource" } link
        && link.Descendants().Any(IsRead);

    private static bool IsVisible(IVariableDeclaratorOperation declarator, IOperation place)
    {
        IOperation? scope = declarator.Parent;
        while (scope is not null and not IBlockOperation and not IUsingOperation)
            scope = scope.Parent;
        return scope is not null && scope.Syntax.Span.Contains(place.Syntax.Span);
    }
}
