using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>What the type that declares a function does with the tasks that the function returns. Found by name: only candidates for a finding ask.</summary>
internal sealed class TaskUses
{
    private TaskUses(IEnumerable<SyntaxNode> uses)
    {
        foreach (SyntaxNode use in uses)
        {
            IsUsed = true;
            IsAwaited |= use.Parent is AwaitExpressionSyntax || (use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent.Parent: AwaitExpressionSyntax });
            IsReturned |= use.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax;
            IsDereferenced |= use.Parent is MemberAccessExpressionSyntax dereferenced && dereferenced.Expression == use;
            IsTested |= IsTestOfNull(use) || (NameGiven(use) is { } name && ScopeOf(use).DescendantNodes().OfType<IdentifierNameSyntax>().Any(read => read.Identifier.ValueText == name && IsTestOfNull(read)));
        }
    }

    /// <summary>Whether the type has any code that uses the function.</summary>
    internal bool IsUsed { get; }

    /// <summary>Whether some code awaits the task as it comes.</summary>
    internal bool IsAwaited { get; }

    /// <summary>Whether some code returns the task as it comes.</summary>
    internal bool IsReturned { get; }

    /// <summary>Whether some code uses the task as if it were always there.</summary>
    internal bool IsDereferenced { get; }

    /// <summary>Whether some code asks whether there is a task.</summary>
    internal bool IsTested { get; }

    internal static TaskUses Of(ISymbol function, CancellationToken cancellation) => new(DeclaringTypes(function)
        .SelectMany(static type => type.DeclaringSyntaxReferences)
        .SelectMany(part => part.GetSyntax(cancellation).DescendantNodes())
        .OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == function.Name)
        .Select(static name => Whole(name)));

    // Where a base type calls what its heirs implement, it says what null means.
    private static IEnumerable<INamedTypeSymbol> DeclaringTypes(ISymbol function)
    {
        for (ISymbol? current = function; current is not null; current = (current as IMethodSymbol)?.OverriddenMethod ?? (ISymbol?)(current as IPropertySymbol)?.OverriddenProperty)
            yield return current.ContainingType;
    }

    // this.M(…): the call, with its receiver.
    private static SyntaxNode Whole(SyntaxNode name)
    {
        SyntaxNode use = name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name;
        return use.Parent is InvocationExpressionSyntax call && call.Expression == use ? call : use;
    }

    private static bool IsTestOfNull(SyntaxNode value) => value.Parent switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison =>
            comparison.Left.IsKind(SyntaxKind.NullLiteralExpression) || comparison.Right.IsKind(SyntaxKind.NullLiteralExpression),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce => coalesce.Left == value,
        IsPatternExpressionSyntax => true,
        ConditionalAccessExpressionSyntax conditional => conditional.Expression == value,
        ParenthesizedExpressionSyntax parenthesized => IsTestOfNull(parenthesized),
        AssignmentExpressionSyntax { Parent: ParenthesizedExpressionSyntax assigned } => IsTestOfNull(assigned),
        _ => false,
    };

    private static string? NameGiven(SyntaxNode use) => use.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } => target.Identifier.ValueText,
        _ => null,
    };

    private static SyntaxNode ScopeOf(SyntaxNode use) => use.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? use;
}
