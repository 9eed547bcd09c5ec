using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary><c>var task = new Task(async () => …); task.Start();</c>, which <c>Task.Run</c> says in one call, and with the lambda's own task.</summary>
internal sealed class StartedTask(BaseObjectCreationExpressionSyntax creation, StatementSyntax start)
{
    /// <summary>The task whose creation is reported; null where it is not started by the next statement, or told more than Task.Run does by itself.</summary>
    internal static StartedTask? Of(SyntaxNode reported, SemanticModel model)
    {
        if (reported.AncestorsAndSelf().OfType<BaseObjectCreationExpressionSyntax>().FirstOrDefault() is not { ArgumentList.Arguments: { Count: 1 or 2 } arguments, Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } } creation)
            return null;
        if (arguments[0].Expression is not AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: (int)SyntaxKind.AsyncKeyword } || (arguments.Count == 2 && model.GetTypeInfo(arguments[1].Expression).Type is not { Name: "CancellationToken" }))
            return null;
        return variable.Parent?.Parent is LocalDeclarationStatementSyntax { Parent: BlockSyntax block, Declaration.Variables.Count: 1 } local && StartAfter(local, block, variable.Identifier.ValueText) is { } start
            ? new StartedTask(creation, start)
            : null;
    }

    /// <summary>Says it with Task.Run.</summary>
    internal void Apply(SyntaxEditor editor)
    {
        SyntaxNode type = creation is ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax name } ? name.WithoutTrivia() : SyntaxFactory.ParseName("global::System.Threading.Tasks.Task").WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        ExpressionSyntax run = SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, (ExpressionSyntax)type, SyntaxFactory.IdentifierName("Run"));
        editor.ReplaceNode(creation, SyntaxFactory.InvocationExpression(run, creation.ArgumentList!).WithTriviaFrom(creation));
        editor.RemoveNode(start, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }

    private static StatementSyntax? StartAfter(LocalDeclarationStatementSyntax local, BlockSyntax block, string name)
    {
        int next = block.Statements.IndexOf(local) + 1;
        return next < block.Statements.Count && block.Statements[next] is ExpressionStatementSyntax
        {
            Expression: InvocationExpressionSyntax { ArgumentList.Arguments: [], Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start", Expression: IdentifierNameSyntax { Identifier.ValueText: var started } } },
        } statement && started == name && !Edits.KeptComments.HasComments(statement)
            ? statement
            : null;
    }
}
