using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Calls and element accesses that do not bind, because something in them is not known here: mostly the type of an argument, in a file that is looked at
/// without the rest of its program. What is called is plain from the names all the same.
/// </summary>
internal static class UnboundCalls
{
    /// <summary>What stands for the name of an indexer.</summary>
    internal const string Indexer = "this[]";

    /// <summary>Whether an operation is a call that does not bind.</summary>
    internal static bool IsOne(IOperation operation) => operation is IInvalidOperation { Syntax: InvocationExpressionSyntax };

    /// <summary>The name of the method that such a call means; null for any other operation.</summary>
    internal static string? NameOf(IOperation operation) => operation is not IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: var called } } ? null : called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The call or element access that does not bind and has the value as its receiver, and the name of what it uses; null where there is none.</summary>
    internal static (IOperation Operation, string Member)? On(IOperation value)
    {
        IOperation? user = value.Parent is { Kind: OperationKind.None, Syntax: MemberAccessExpressionSyntax access } && access.Expression == value.Syntax ? value.Parent.Parent : value.Parent;
        if (user is not IInvalidOperation)
            return null;
        return user.Syntax switch
        {
            ElementAccessExpressionSyntax element when element.Expression == value.Syntax => (user, Indexer),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } when called.Expression == value.Syntax => (user, called.Name.Identifier.ValueText),
            InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax called } when value is IConditionalAccessInstanceOperation => (user, called.Name.Identifier.ValueText),
            _ => null,
        };
    }

    /// <summary>The methods of the same object, or static ones, that such a call can mean.</summary>
    internal static IEnumerable<IMethodSymbol> OwnTargets(IOperation operation)
    {
        if (operation is not IInvalidOperation { Syntax: InvocationExpressionSyntax call, SemanticModel: { } semantics })
            return [];
        int count = call.ArgumentList.Arguments.Count;
        bool isOnThis = call.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };
        return semantics.GetSymbolInfo(call).CandidateSymbols.OfType<IMethodSymbol>()
            .Where(method => (isOnThis || method.IsStatic) && !method.DeclaringSyntaxReferences.IsEmpty && Takes(method, count));
    }

    /// <summary>How an argument of such a call is passed.</summary>
    internal static RefKind PassedBy(IOperation argument) => argument is { Parent: IInvalidOperation, Syntax.Parent: ArgumentSyntax { RefKindKeyword.ValueText: var keyword } }
        ? keyword switch { "ref" => RefKind.Ref, "out" => RefKind.Out, _ => RefKind.None }
        : RefKind.None;

    private static bool Takes(IMethodSymbol method, int count) =>
        count <= method.Parameters.Length ? method.Parameters.Skip(count).All(static rest => rest.IsOptional || rest.IsParams) : method.Parameters.LastOrDefault() is { IsParams: true };
}
