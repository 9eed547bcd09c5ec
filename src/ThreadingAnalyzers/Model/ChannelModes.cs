using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What is said of a channel where it is made: who may use it, and what happens when it is full.</summary>
internal static class ChannelModes
{
    /// <summary>The name without which nobody writes to a channel without waiting.</summary>
    internal static IEnumerable<string> Words => ["TryWrite"];

    /// <summary>The variable that holds the channel of whose reader or writer a member is called; null where it is no channel's, or has no name.</summary>
    internal static ISymbol? ChannelOf(IInvocationOperation call, string end) =>
        call.Instance is { } instance && Operand.Unwrap(instance) is IPropertyReferenceOperation { Property: { Name: var name, ContainingType: { Name: "Channel", ContainingNamespace.Name: "Channels" } }, Instance: { } channel } && name == end
            ? SharedLocations.LocationOf(Operand.Unwrap(channel))
            : null;

    /// <summary>Whether the channel is made with a promise, such as <c>SingleReader = true</c>.</summary>
    internal static AssignmentExpressionSyntax? Promise(ISymbol channel, string option) => CreationOf(channel)?.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        .FirstOrDefault(assignment => assignment is { Left: IdentifierNameSyntax name, Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression } } && name.Identifier.ValueText == option);

    /// <summary>Whether a writer has to wait when the channel is full, and may be refused if it does not.</summary>
    internal static bool RefusesWhenFull(ISymbol channel) => CreationOf(channel) is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CreateBounded" }, ArgumentList.Arguments: [var first, ..] }
        && (first.Expression is LiteralExpressionSyntax || (first.Expression is BaseObjectCreationExpressionSyntax options && ModeIn(options) is null or "Wait"));

    private static string? ModeIn(BaseObjectCreationExpressionSyntax options) => options.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>()
        .Where(static assignment => assignment.Left is IdentifierNameSyntax { Identifier.ValueText: "FullMode" }).Select(static assignment => (assignment.Right as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText ?? "").FirstOrDefault();

    private static InvocationExpressionSyntax? CreationOf(ISymbol channel) => Creations.ValueOf(channel) as InvocationExpressionSyntax;
}
