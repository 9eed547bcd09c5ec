using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Turns what a function returned as a task into what an async function returns.</summary>
internal sealed class ReturnedTasks(SyntaxNode function, INamedTypeSymbol task, bool staysOffContext) : CSharpSyntaxRewriter
{
    /// <summary>The kind of annotation of a ValueTask that is made of its result.</summary>
    internal const string OfValue = "ThreadingAnalyzers.OfValue";

    private readonly SyntaxAnnotation _spliced = new();

    private bool HasValue => task.IsGenericType;

    /// <inheritdoc/>
    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is null || (node != function && FunctionOf.IsFunction(node)))
            return node;
        SyntaxNode? visited = base.Visit(node);
        return node == function && visited is LambdaExpressionSyntax { ExpressionBody: { } value } lambda ? lambda.WithExpressionBody(Value(value)) : visited;
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitArrowExpressionClause(ArrowExpressionClauseSyntax node) => node.WithExpression(Value(node.Expression));

    /// <inheritdoc/>
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        IEnumerable<StatementSyntax> statements = visited.Statements.SelectMany(statement =>
            statement is BlockSyntax block && block.HasAnnotation(_spliced) ? [.. block.Statements] : new[] { statement });
        return visited.WithStatements(SyntaxFactory.List(node.Parent == function ? WithoutLastReturn([.. statements]) : statements));
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        if (node.Expression is not { } returned)
            return node;
        if (HasValue)
            return node.WithExpression(Value(returned));
        ReturnStatementSyntax bare = SyntaxFactory.ReturnStatement().WithAdditionalAnnotations(Formatter.Annotation, _spliced);
        if (IsCompletedTask(returned))
            return bare.WithCommentsOf(node);
        return IsLast(node) ? AwaitStatement(node, returned).WithTrailingTrivia(node.GetTrailingTrivia()) : AwaitThenReturn(node, returned, bare);
    }

    /// <summary>Whether nothing runs after a statement but the end of the function, and what a finally block does.</summary>
    private bool IsLast(StatementSyntax statement)
    {
        for (SyntaxNode node = statement; node.Parent is { } parent; node = parent)
        {
            if (parent == function)
                return true;
            bool isLastOf = parent switch
            {
                BlockSyntax block => block.Statements.LastOrDefault() == node,
                UsingStatementSyntax or LockStatementSyntax or TryStatementSyntax or CatchClauseSyntax => true,
                _ => false,
            };
            if (!isLastOf)
                return false;
        }

        return false;
    }

    private ExpressionStatementSyntax AwaitStatement(ReturnStatementSyntax node, ExpressionSyntax returned) =>
        SyntaxFactory.ExpressionStatement(Awaited(returned).WithoutTrivia()).WithCommentsOf(node).WithAdditionalAnnotations(Formatter.Annotation);

    private BlockSyntax AwaitThenReturn(ReturnStatementSyntax node, ExpressionSyntax returned, ReturnStatementSyntax bare)
    {
        StatementSyntax awaited = AwaitStatement(node, returned);
        IEnumerable<SyntaxTrivia> indentation = node.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        IEnumerable<SyntaxTrivia> lineEnd = node.GetTrailingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return SyntaxFactory.Block(awaited, bare.WithLeadingTrivia(indentation).WithTrailingTrivia(lineEnd))
            .WithAdditionalAnnotations(Formatter.Annotation, _spliced);
    }

    /// <summary>The end of a function needs no return; one that bears a comment stays.</summary>
    private List<StatementSyntax> WithoutLastReturn(List<StatementSyntax> statements)
    {
        if (statements.LastOrDefault() is ReturnStatementSyntax { Expression: null } last && last.HasAnnotation(_spliced) && !KeptComments.HasComments(last))
            statements.RemoveAt(statements.Count - 1);
        return statements;
    }

    private ExpressionSyntax Value(ExpressionSyntax returned)
    {
        if (HasValue && ResultOf(returned) is { } result)
            return result.WithoutTrivia().WithCommentsOf(returned);
        return HasValue && returned.IsKind(SyntaxKind.DefaultLiteralExpression) && task.IsValueType ? returned : Awaited(returned);
    }

    private ExpressionSyntax Awaited(ExpressionSyntax returned) =>
        AwaitExpression.Of(returned.WithoutTrivia(), staysOffContext).WithTriviaFrom(returned).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>The value of <c>Task.FromResult(value)</c> or <c>new ValueTask&lt;T&gt;(value)</c>.</summary>
    private static ExpressionSyntax? ResultOf(ExpressionSyntax returned) =>
        returned is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var made] } && returned.HasAnnotations(OfValue) ? made.Expression :
        returned is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" } member } result
        && IsTaskName(member.Expression) && result.ArgumentList.Arguments is [var value] ? value.Expression : null;

    private bool IsCompletedTask(ExpressionSyntax returned) => returned switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" } member => IsTaskName(member.Expression),
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } or DefaultExpressionSyntax => task.IsValueType,
        _ => false,
    };

    private static bool IsTaskName(ExpressionSyntax name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText is "Task" or "ValueTask",
        MemberAccessExpressionSyntax qualified => qualified.Name.Identifier.ValueText is "Task" or "ValueTask",
        _ => false,
    };
}
