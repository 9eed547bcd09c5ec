using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>One use of a gate that a semaphore has as well.</summary>
/// <param name="Node">The statement or call.</param>
/// <param name="Gate">How the code names the gate.</param>
/// <param name="Kind">What it does with it.</param>
/// <param name="IsAsync">Whether the code around it can await.</param>
internal sealed record GateUse(SyntaxNode Node, ExpressionSyntax Gate, GateUseKind Kind, bool IsAsync)
{
    /// <summary>The use that a name of the gate is part of, or null for any other.</summary>
    internal static GateUse? Of(IdentifierNameSyntax name)
    {
        ExpressionSyntax gate = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own && own.Name == name ? own : name;
        bool isAsync = gate.Ancestors().FirstOrDefault(FunctionOf.IsFunction) is { } function && function.ChildTokens().Any(static token => token.IsKind(SyntaxKind.AsyncKeyword));
        return gate.Parent switch
        {
            LockStatementSyntax { Parent: BlockSyntax } region when region.Expression == gate && (region.Statement is BlockSyntax || !KeptComments.HasCommentsInside(region)) => new(region, gate, GateUseKind.Region, isAsync),
            ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var owner, Name.Identifier.ValueText: var method } } call } }
                when owner.ToString().EndsWith("Monitor", StringComparison.Ordinal) => OfCall(call, gate, method, isAsync),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: var method, Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } call } access when access.Expression == gate => OfCall(call, gate, method, isAsync),
            _ => null,
        };
    }

    /// <summary>The same with a semaphore.</summary>
    internal SyntaxNode Changed(SyntaxNode node) => node is LockStatementSyntax region ? Around(region) : Call().WithTriviaFrom(node);

    private static GateUse? OfCall(InvocationExpressionSyntax call, ExpressionSyntax gate, string method, bool isAsync) => method switch
    {
        "Enter" when call.Parent is ExpressionStatementSyntax => new(call, gate, GateUseKind.Enter, isAsync),
        "Exit" when call.Parent is ExpressionStatementSyntax => new(call, gate, GateUseKind.Exit, isAsync),
        "TryEnter" => new(call, gate, GateUseKind.TryEnter, isAsync),
        _ => null,
    };

    private ExpressionSyntax Call() => SyntaxFactory.ParseExpression(Kind switch
    {
        GateUseKind.Exit => $"{Gate}.Release()",
        GateUseKind.TryEnter => $"{Gate}.Wait(0)",
        _ => IsAsync ? $"await {Gate}.WaitAsync()" : $"{Gate}.Wait()",
    });

    /// <summary>What comes before a lock statement that has become a try statement.</summary>
    internal StatementSyntax Taking()
    {
        StatementSyntax taking = SyntaxFactory.ExpressionStatement(Call()).WithLeadingTrivia(Node.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
        return Node is LockStatementSyntax { CloseParenToken.TrailingTrivia: var behind } && behind.Any(KeptComments.IsComment) ? taking.WithTrailingTrivia(behind) : taking;
    }

    private TryStatementSyntax Around(LockStatementSyntax region)
    {
        SyntaxTrivia lineEnd = Layout.LineEndOf(region.SyntaxTree.GetRoot());
        BlockSyntax body = region.Statement as BlockSyntax ?? OwnLines.Of(region.Statement.WithoutTrivia());
        BlockSyntax release = SyntaxFactory.Block(SyntaxFactory.ParseStatement($"{Gate}.Release();").WithTrailingTrivia(lineEnd));
        return SyntaxFactory.TryStatement(
            SyntaxFactory.Token(SyntaxKind.TryKeyword).WithTrailingTrivia(lineEnd),
            body.WithTrailingTrivia(lineEnd),
            default,
            SyntaxFactory.FinallyClause(release.WithOpenBraceToken(release.OpenBraceToken.WithTrailingTrivia(lineEnd))))
            .WithTrailingTrivia(region.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}

/// <summary>What code does with a gate.</summary>
internal enum GateUseKind
{
    Region,
    Enter,
    Exit,
    TryEnter,
}
