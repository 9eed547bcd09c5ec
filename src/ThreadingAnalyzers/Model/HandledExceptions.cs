using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>Whether an asynchronous function keeps its exceptions to itself, as far as its awaits are concerned.</summary>
internal static class HandledExceptions
{
    /// <summary>Whether all awaits stand in a try that catches everything, or await a method of the same type for which that is so.</summary>
    internal static bool InAllAwaits(IMethodSymbol function, CancellationToken cancellation) => InAllAwaits(function, mayFollow: true, cancellation);

    /// <summary>Whether a function catches anything at all.</summary>
    internal static bool TriesIn(IMethodSymbol function, CancellationToken cancellation) =>
        function.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation).DescendantNodes().Any(static node => node is CatchClauseSyntax));

    /// <summary>Whether all that a block does, it does in a try that catches everything; loops around the try and declarations before it do no harm.</summary>
    internal static bool InWholeBlock(BlockSyntax block) => block.Statements.Count > 0 && block.Statements.All(static statement => statement switch
    {
        TryStatementSyntax attempt => attempt.Catches.Any(CatchesAll),
        WhileStatementSyntax { Statement: BlockSyntax repeated } => InWholeBlock(repeated),
        ForStatementSyntax { Statement: BlockSyntax repeated } => InWholeBlock(repeated),
        LocalDeclarationStatementSyntax local => local.Declaration.Variables.All(static variable => variable.Initializer?.Value is null or LiteralExpressionSyntax or IdentifierNameSyntax),
        _ => false,
    });

    private static bool InAllAwaits(IMethodSymbol function, bool mayFollow, CancellationToken cancellation) =>
        function.DeclaringSyntaxReferences.Any() && function.DeclaringSyntaxReferences.All(part => InAllAwaits(part.GetSyntax(cancellation), function.ContainingType, mayFollow, cancellation));

    private static bool InAllAwaits(SyntaxNode function, INamedTypeSymbol type, bool mayFollow, CancellationToken cancellation) => function
        .DescendantTokens(node => node == function || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .Where(static token => token.IsKind(SyntaxKind.AwaitKeyword))
        .All(token => IsCaught(token.Parent!, function) || IsHarmless(token.Parent!, type, mayFollow, cancellation));

    private static bool IsCaught(SyntaxNode awaiting, SyntaxNode function)
    {
        for (SyntaxNode? node = awaiting; node is not null && node != function; node = node.Parent)
        {
            if (node.Parent is TryStatementSyntax attempt && attempt.Block == node && attempt.Catches.Any(CatchesAll))
                return true;
        }

        return false;
    }

    // A filter is a decision about which exceptions are to get through.
    private static bool CatchesAll(CatchClauseSyntax clause) =>
        clause.Declaration?.Type is null or IdentifierNameSyntax { Identifier.ValueText: "Exception" } or QualifiedNameSyntax { Right.Identifier.ValueText: "Exception" }
        && !clause.Block.DescendantNodes().Any(static node => node is ThrowStatementSyntax or ThrowExpressionSyntax);

    private static bool IsHarmless(SyntaxNode awaiting, INamedTypeSymbol type, bool mayFollow, CancellationToken cancellation)
    {
        if (awaiting is not AwaitExpressionSyntax { Expression: InvocationExpressionSyntax call })
            return false;
        if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax configured })
            call = configured;
        return call.Expression switch
        {
            MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" }, Name.Identifier.ValueText: "Yield" } => true,
            MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" }, Name.Identifier.ValueText: "Delay" } => call.ArgumentList.Arguments.Count == 1,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: { } name } => mayFollow && AreAllSafe(type, name.Identifier.ValueText, cancellation),
            IdentifierNameSyntax name => mayFollow && AreAllSafe(type, name.Identifier.ValueText, cancellation),
            _ => false,
        };
    }

    private static bool AreAllSafe(INamedTypeSymbol type, string name, CancellationToken cancellation)
    {
        IMethodSymbol[] methods = type.GetMembers(name).OfType<IMethodSymbol>().ToArray();
        return methods.Length > 0 && methods.All(method => method.IsAsync && InAllAwaits(method, mayFollow: false, cancellation));
    }
}
