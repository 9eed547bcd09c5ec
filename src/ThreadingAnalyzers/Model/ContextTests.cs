using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Questions whether the thread that runs is the one of a user interface.</summary>
internal static class ContextTests
{
    /// <summary>Whether an operation is known to run on another thread than that of the user interface, because the code has asked.</summary>
    internal static bool IsOffContext(IOperation operation) => DecidedConditions.Before(operation)
        .SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Any(static part => OnContextIf(part.Condition) is { } isOn && isOn != part.Value);

    // By name: these belong to frameworks of which a file alone says nothing.
    private static bool? OnContextIf(IOperation condition) => NameOf(condition.Syntax) switch
    {
        "CheckAccess" or "HasThreadAccess" or "IsMainThread" => true,
        "InvokeRequired" or "IsInvokeRequired" => false,
        _ => null,
    };

    private static string? NameOf(SyntaxNode condition) => condition switch
    {
        InvocationExpressionSyntax call => NameOf(call.Expression),
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
