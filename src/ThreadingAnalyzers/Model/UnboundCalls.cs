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
    /// <summary>The members by which one asks a task whether, and how, it has ended.</summary>
    internal static readonly HashSet<string> States = new(StringComparer.Ordinal) { "IsCompleted", "IsCompletedSuccessfully", "IsFaulted", "IsCanceled", "Status", "Exception" };

    /// <summary>What stands for the name of an indexer.</summary>
    internal const string Indexer = "this[]";

    /// <summary>Whether an operation is a call, and no creation, that the compiler cannot bind.</summary>
    internal static bool IsOne(IOperation operation) => operation is IInvalidOperation { Syntax: InvocationExpressionSyntax };

    /// <summary>Whether the compiler can say nothing of an operation. A member of an unknown object has no kind at all.</summary>
    internal static bool IsUnknown(IOperation operation) => operation is { Kind: OperationKind.Invalid } or { Kind: OperationKind.None, Type: null, Syntax: ExpressionSyntax };

    /// <summary>Whether an operation asks an object of an unknown type, as one would ask a task, whether it has ended.</summary>
    internal static bool AsksForState(IOperation operation) => operation.Syntax is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } ? States.Contains(name) && IsUnknown(operation) : NameOf(operation) is { } called && States.Contains(called);

    /// <summary>Whether an operation is a call or creation that the compiler cannot bind.</summary>
    internal static bool Is(IOperation operation) => operation.Syntax is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax && IsUnknown(operation);

    /// <summary>The object on which such a call is made; null where it has none, or the compiler does not know it either.</summary>
    internal static IOperation? ReceiverOf(IOperation operation) => operation.Syntax is not InvocationExpressionSyntax { Expression: var called } || !IsUnknown(operation) ? null : called switch
    {
        MemberAccessExpressionSyntax access => operation.Descendants().FirstOrDefault(part => part.Syntax == access.Expression && !IsUnknown(part)),
        MemberBindingExpressionSyntax => Operand.ReceiverBehind(operation),
        _ => null,
    };

    /// <summary>The name of the method that is called; null where the call has none.</summary>
    internal static string? NameOf(IOperation operation) => operation.Syntax is not InvocationExpressionSyntax { Expression: var called } || !IsUnknown(operation) ? null : called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>Whether such a call is one of the class <c>Task</c> itself, with one of these names: <c>Task.WhenAll(unknown)</c>.</summary>
    internal static bool IsOfTask(IOperation operation, params string[] names) =>
        operation.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" }, Name.Identifier.ValueText: var called } } && IsUnknown(operation) && names.Contains(called);

    /// <summary>Whether such a call only says something, by the names in it: <c>_logger.LogDebug(…)</c>, <c>Log.Warn(…)</c>.</summary>
    internal static bool IsLogging(IOperation operation) => operation.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } } && IsUnknown(operation)
        && receiver switch
        {
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            _ => string.Empty,
        } is { Length: > 0 } named
        && (named.IndexOf("log", StringComparison.OrdinalIgnoreCase) >= 0 || named.IndexOf("trace", StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>The collection whose indexer does not bind, as in <c>_rows[unknown.Key]</c>; null for anything else.</summary>
    internal static IOperation? IndexedBy(IOperation operation) =>
        operation.Syntax is ElementAccessExpressionSyntax access && IsUnknown(operation) ? operation.ChildOperations.FirstOrDefault(child => child.Syntax == access.Expression) : null;

    /// <summary>The argument at a position of such a call or indexer; null where there is none.</summary>
    internal static IOperation? ArgumentOf(IOperation operation, int position)
    {
        BaseArgumentListSyntax? list = !IsUnknown(operation) ? null : operation.Syntax switch
        {
            InvocationExpressionSyntax call => call.ArgumentList,
            ElementAccessExpressionSyntax access => access.ArgumentList,
            _ => null,
        };
        return list is { Arguments: var arguments } && position < arguments.Count ? operation.ChildOperations.FirstOrDefault(child => child.Syntax == arguments[position].Expression) : null;
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
}
