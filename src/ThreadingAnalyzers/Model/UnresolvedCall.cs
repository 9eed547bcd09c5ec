using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// A call or element access on an object of a known type that the compiler cannot bind (see <see cref="UnboundCalls"/>), since the type of an argument is not known. Which member is meant
/// is clear all the same, as in a file that is looked at without its project.
/// </summary>
/// <param name="Receiver">The object.</param>
/// <param name="Member">The member with the name, and with as many parameters.</param>
/// <param name="Arguments">What is passed, in the order of the source.</param>
internal sealed record UnresolvedCall(IOperation Receiver, ISymbol Member, ImmutableArray<IOperation> Arguments)
{
    /// <summary>Whether an operation may be such a call.</summary>
    internal static bool IsShapedLike(IOperation operation) => operation is IInvalidOperation { Syntax: InvocationExpressionSyntax or ElementAccessExpressionSyntax, ChildOperations.Count: > 0 };

    /// <summary>The call that an operation is; null where it is none, or nothing is known of its object.</summary>
    internal static UnresolvedCall? Of(IOperation operation)
    {
        if (!IsShapedLike(operation) || operation.ChildOperations.First() is not { Type: { TypeKind: not TypeKind.Error } type } receiver)
            return null;
        (string? name, int count) = operation.Syntax switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call when access.Expression == receiver.Syntax => (access.Name.Identifier.ValueText, call.ArgumentList.Arguments.Count),
            ElementAccessExpressionSyntax element when element.Expression == receiver.Syntax => ("this[]", element.ArgumentList.Arguments.Count),
            _ => (null, 0),
        };
        return name is not null && MemberOf(type, name, count) is { } member ? new UnresolvedCall(receiver, member, operation.ChildOperations.Skip(1).ToImmutableArray()) : null;
    }

    /// <summary>The name and the arguments of such a call of a member of the object's own; null for any other operation.</summary>
    internal static (string Name, ImmutableArray<IOperation> Arguments)? OwnOf(IOperation operation)
    {
        if (operation is not IInvalidOperation { Syntax: InvocationExpressionSyntax call } || NameOf(call.Expression) is not { } name)
            return null;
        ImmutableArray<IOperation> children = operation.ChildOperations.Where(static child => child is not IInstanceReferenceOperation || child.Syntax.Parent is ArgumentSyntax).ToImmutableArray();
        return children.Length == call.ArgumentList.Arguments.Count ? (name, children) : null;
    }

    private static string? NameOf(ExpressionSyntax called) => called switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };

    private static ISymbol? MemberOf(ITypeSymbol type, string name, int count)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (Among(current, name, count) is { } member)
                return member;
        }

        return type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Select(face => Among(face, name, count)).FirstOrDefault(static member => member is not null) : null;
    }

    private static ISymbol? Among(ITypeSymbol type, string name, int count) => type.GetMembers(name)
        .FirstOrDefault(member => !member.IsStatic && count == (member is IMethodSymbol method ? method.Parameters.Length : member is IPropertySymbol property ? property.Parameters.Length : -1));
}
