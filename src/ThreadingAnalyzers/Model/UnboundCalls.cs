using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Calls that the compiler cannot bind: it does not know the method, or the type of an argument. A file that is looked at without the rest of its project is full of them,
/// and what they do to the object they are called on does not depend on that.
/// </summary>
internal static class UnboundCalls
{
    /// <summary>What stands for the name of an indexer.</summary>
    internal const string Indexer = "this[]";

    /// <summary>Whether an operation is a call, and no creation, that the compiler cannot bind.</summary>
    internal static bool IsOne(IOperation operation) => operation is IInvalidOperation { Syntax: InvocationExpressionSyntax };

    /// <summary>Whether the compiler can say nothing of an operation. A member of an unknown object has no kind at all.</summary>
    internal static bool IsUnknown(IOperation operation) => operation is { Kind: OperationKind.Invalid } or { Kind: OperationKind.None, Type: null, Syntax: ExpressionSyntax };

    /// <summary>Whether an operation is a call or creation that the compiler cannot bind.</summary>
    internal static bool Is(IOperation operation) => operation.Syntax is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax && IsUnknown(operation);

    /// <summary>The object on which such a call is made; null where it has none, or the compiler does not know it either.</summary>
    internal static IOperation? ReceiverOf(IOperation operation) => operation.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } && IsUnknown(operation)
        ? operation.Descendants().FirstOrDefault(part => part.Syntax == access.Expression && !IsUnknown(part))
        : null;

    /// <summary>The name of the method that is called; null where the call has none.</summary>
    internal static string? NameOf(IOperation operation) => operation.Syntax is not InvocationExpressionSyntax { Expression: var called } || !IsUnknown(operation) ? null : called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>A method of that name of the object on which such a call is made; null where it has none.</summary>
    internal static IMethodSymbol? MethodOf(IOperation operation)
    {
        if (ReceiverOf(operation) is not { } receiver || NameOf(operation) is not { } name)
            return null;
        for (ITypeSymbol? type = receiver.Type; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault() is { } method)
                return method;
        }

        return null;
    }

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
