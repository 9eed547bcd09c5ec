using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The cancellation token that the code of a body was given to watch: a parameter of the function, or of one that it runs in, or a property of a parameter.</summary>
/// <param name="Token">The parameter.</param>
/// <param name="Owner">The body of the function that has the parameter.</param>
/// <param name="Property">The property of the parameter that is the token; null where the parameter itself is.</param>
/// <param name="Member">The name of the member of the parameter that is the token, where the type of the parameter does not resolve.</param>
internal sealed record TokenScope(IParameterSymbol Token, Body Owner, IPropertySymbol? Property = null, string? Member = null)
{
    /// <summary>The token as the code writes it.</summary>
    internal string Text => (Property?.Name ?? Member) is { } member ? Token.Name + "." + member : Token.Name;

    /// <summary>Whether the parameter itself is the token.</summary>
    internal bool IsParameter => Property is null && Member is null;

    /// <summary>The scope of a body; null where it has no token, or several, or may outlive the function that has one.</summary>
    internal static TokenScope? Of(Body body, ThreadingModel model)
    {
        foreach (Body current in Around(body, model))
        {
            IParameterSymbol[] tokens = current.Method!.Parameters.Where(parameter => IsToken(parameter, current, model)).ToArray();
            if (tokens.Length > 0)
                return tokens is [{ RefKind: RefKind.None, Name: not ([] or ['_' or '<', ..]) } token] ? new(token, current) : null;
        }

        return null;
    }

    /// <summary>The scope of a body that has no token of its own, but uses that of a parameter: <c>context.CancellationToken</c>. Who has never used it may not know it, or not want it.</summary>
    internal static TokenScope? OfProperty(Body body, ThreadingModel model)
    {
        foreach (Body current in Around(body, model))
        {
            IPropertyReferenceOperation[] reads = current.SelfAndNested().SelectMany(static part => part.Sites).OfType<IPropertyReferenceOperation>()
                .Where(read => read.Instance is IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } owner } && SymbolEqualityComparer.Default.Equals(owner.ContainingSymbol, current.Symbol) && model.TokenOverloads.IsToken(read.Type))
                .ToArray();
            if (reads.Length > 0)
                return reads.All(read => IsSame(read, reads[0])) && Array.Exists(reads, static read => Operand.ParentOf(read) is IArgumentOperation) ? new(((IParameterReferenceOperation)reads[0].Instance!).Parameter, current, reads[0].Property) : null;
            if (OfUnknownMember(current) is { } unknown)
                return unknown;
        }

        return null;
    }

    // ServerCallContext context, of a library that is not there: context.CancellationToken says by its name what it is.
    private static TokenScope? OfUnknownMember(Body function)
    {
        if (!function.Method!.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Error))
            return null;
        IParameterReferenceOperation[] reads = function.Root.Descendants().OfType<IParameterReferenceOperation>()
            .Where(read => read.Parameter is { RefKind: RefKind.None, Type.TypeKind: TypeKind.Error } owner && SymbolEqualityComparer.Default.Equals(owner.ContainingSymbol, function.Symbol) && TokenMemberOf(read) is not null)
            .ToArray();
        return reads is [var first, ..] && Array.Exists(reads, static read => read.Syntax.Parent!.Parent is ArgumentSyntax) && Array.TrueForAll(reads, read => TokenMemberOf(read) == TokenMemberOf(first) && SymbolEqualityComparer.Default.Equals(read.Parameter, first.Parameter)) ? new(first.Parameter, function, Member: TokenMemberOf(first)) : null;
    }

    private static string? TokenMemberOf(IParameterReferenceOperation read) =>
        read.Syntax.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name, Parent: ArgumentSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IsCancellationRequested" } } && (name.EndsWith("CancellationToken", StringComparison.Ordinal) || name == "RequestAborted") ? name : null;

    /// <summary>What to write for the token at a place: the token of a source that is linked to it, if there is one.</summary>
    internal string ExpressionAt(IOperation place, Body body)
    {
        foreach (IVariableDeclaratorOperation declarator in body.SelfAndOuter().SelectMany(static part => part.Sites).OfType<IVariableDeclaratorOperation>())
        {
            if (IsLinked(declarator) && declarator.Syntax.Span.End <= place.Syntax.SpanStart && IsVisible(declarator, place))
                return declarator.Symbol.Name + ".Token";
        }

        return Text;
    }

    /// <summary>Whether an operation reads the token. Whoever passes an object on passes the token in it.</summary>
    internal bool IsRead(IOperation operation) => operation is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, Token)
        && (IsParameter || Operand.ParentOf(operation) is IArgumentOperation || (Member is not null && operation.Syntax.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var used } && used == Member) || (operation.Parent is IPropertyReferenceOperation { Property: var read } && SymbolEqualityComparer.Default.Equals(read, Property)));

    private static bool IsSame(IPropertyReferenceOperation one, IPropertyReferenceOperation other) =>
        SymbolEqualityComparer.Default.Equals(one.Property, other.Property) && SymbolEqualityComparer.Default.Equals(((IParameterReferenceOperation)one.Instance!).Parameter, ((IParameterReferenceOperation)other.Instance!).Parameter);

    // The functions whose parameters the code of a body can use while their callers still wait for it.
    private static IEnumerable<Body> Around(Body body, ThreadingModel model)
    {
        for (Body? current = body; current?.Method is { } method; current = current.Parent)
        {
            yield return current;
            if ((method.IsStatic && current.Parent is not null) || (method.MethodKind == MethodKind.AnonymousFunction && !RunsWithin(current, model)))
                yield break;
        }
    }

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
