using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>How the type that declares a function uses it. Found by name: only candidates for a finding ask.</summary>
internal sealed class MethodUses
{
    private MethodUses(IEnumerable<SyntaxNode> uses)
    {
        foreach (SyntaxNode use in uses)
        {
            bool isCall = use.Parent is InvocationExpressionSyntax call && call.Expression == use;
            IsCalled |= isCall;
            IsHandler |= use.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression or (int)SyntaxKind.SubtractAssignmentExpression } subscription && subscription.Right == use;
            IsDelegate |= !isCall;
            IsKept |= IsKeeping(use);
        }
    }

    /// <summary>Whether it is called directly.</summary>
    internal bool IsCalled { get; }

    /// <summary>Whether it is subscribed to an event.</summary>
    internal bool IsHandler { get; }

    /// <summary>Whether it is used as a delegate.</summary>
    internal bool IsDelegate { get; }

    /// <summary>Whether it is put, as a delegate, into a table or list of those that somebody calls some day: <c>["mute"] = Mute</c>.</summary>
    internal bool IsKept { get; }

    private static bool IsKeeping(SyntaxNode use) => use.Parent switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: ImplicitElementAccessSyntax or ElementAccessExpressionSyntax } kept => kept.Right == use,
        InitializerExpressionSyntax initializer => initializer.Kind() is SyntaxKind.ComplexElementInitializerExpression or SyntaxKind.CollectionInitializerExpression or SyntaxKind.ArrayInitializerExpression,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "TryAdd" or "Enqueue" or "Push" } } } => true,
        _ => false,
    };

    internal static MethodUses Of(IMethodSymbol function, CancellationToken cancellation) => new(function.ContainingType.DeclaringSyntaxReferences
        .SelectMany(part => part.GetSyntax(cancellation).DescendantNodes())
        .OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == function.Name && !IsInNameOf(name))
        .Select(static name => (SyntaxNode)(name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name)));

    private static bool IsInNameOf(SyntaxNode name) =>
        name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };
}
