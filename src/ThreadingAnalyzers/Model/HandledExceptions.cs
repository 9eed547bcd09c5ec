using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>Whether an asynchronous function keeps its exceptions to itself, as far as its awaits are concerned.</summary>
internal static class HandledExceptions
{
    /// <summary>Whether all awaits stand in a try that catches everything, or await a method of the same type for which that is so.</summary>
    internal static bool InAllAwaits(IMethodSymbol function, CancellationToken cancellation) => InAllAwaits(function, mayFollow: true, cancellation);

    /// <summary>Whether that is so and the function cares for exceptions at all: what follows a mere pause may throw as well as anything else.</summary>
    internal static bool KeepsToItself(IMethodSymbol function, CancellationToken cancellation) =>
        InAllAwaits(function, cancellation)
        && function.DeclaringSyntaxReferences.Select(part => part.GetSyntax(cancellation)).Any(code => AwaitsIn(code).Any(awaiting => IsCaught(awaiting, code) || !IsPause(awaiting)));

    /// <summary>Whether a function catches anything at all.</summary>
    internal static bool TriesIn(IMethodSymbol function, CancellationToken cancellation) =>
        function.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation).DescendantNodes().Any(static node => node is CatchClauseSyntax));

    /// <summary>Whether a function of the program catches exceptions itself, or calls a function of its type that does.</summary>
    internal static bool CaresFor(IMethodSymbol function) => function.DeclaringSyntaxReferences.Any(part => part.GetSyntax().DescendantNodes().Any(node =>
        node is CatchClauseSyntax
        || (node is InvocationExpressionSyntax { Expression: SimpleNameSyntax name } && function.ContainingType.GetMembers(name.Identifier.ValueText).OfType<IMethodSymbol>().Any(static called => TriesIn(called, CancellationToken.None)))));

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

    private static bool InAllAwaits(SyntaxNode function, INamedTypeSymbol type, bool mayFollow, CancellationToken cancellation) =>
        AwaitsIn(function).All(awaiting => IsCaught(awaiting, function) || IsPause(awaiting) || (mayFollow && IsSafe(awaiting, type, cancellation)));

    private static IEnumerable<SyntaxNode> AwaitsIn(SyntaxNode function) => function
        .DescendantTokens(node => node == function || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .Where(static token => token.IsKind(SyntaxKind.AwaitKeyword))
        .Select(static token => token.Parent!);

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

    // await Task.Yield(), await Task.Delay(time), await _gate.WaitAsync(): nothing in them that could go wrong
    private static bool IsPause(SyntaxNode awaiting) =>
        CallOf(awaiting) is { Expression: MemberAccessExpressionSyntax { Expression: var receiver, Name.Identifier.ValueText: var name }, ArgumentList.Arguments.Count: var count }
        && ((name is "Yield" or "WaitAsync" && count == 0) || (name == "Delay" && count == 1 && receiver is IdentifierNameSyntax { Identifier.ValueText: "Task" }));

    private static bool IsSafe(SyntaxNode awaiting, INamedTypeSymbol type, CancellationToken cancellation) => CallOf(awaiting)?.Expression switch
    {
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: { } name } => AreAllSafe(type, name.Identifier.ValueText, cancellation),
        SimpleNameSyntax name => AreAllSafe(type, name.Identifier.ValueText, cancellation),
        _ => false,
    };

    private static InvocationExpressionSyntax? CallOf(SyntaxNode awaiting) => awaiting switch
    {
        AwaitExpressionSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: InvocationExpressionSyntax configured } } } => configured,
        AwaitExpressionSyntax { Expression: InvocationExpressionSyntax call } => call,
        _ => null,
    };

    // A method that only pauses between its steps may throw in each of them.
    private static bool CatchesAwaits(IMethodSymbol method, CancellationToken cancellation) =>
        method.DeclaringSyntaxReferences.Select(part => part.GetSyntax(cancellation)).Any(code => AwaitsIn(code).Any(awaiting => IsCaught(awaiting, code)));

    private static bool AreAllSafe(INamedTypeSymbol type, string name, CancellationToken cancellation)
    {
        IMethodSymbol[] methods = type.GetMembers(name).OfType<IMethodSymbol>().ToArray();
        return methods.Length > 0 && methods.All(method => method.IsAsync && InAllAwaits(method, mayFollow: false, cancellation) && CatchesAwaits(method, cancellation));
    }
}
