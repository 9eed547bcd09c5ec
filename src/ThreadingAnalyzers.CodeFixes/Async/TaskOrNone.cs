using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>A task that one can await, where there may be none behind <c>?.</c>.</summary>
internal static class TaskOrNone
{
    /// <summary>The expression itself, or with a completed task in the place of null; null where there is no such task.</summary>
    internal static ExpressionSyntax? Of(ExpressionSyntax expression, FixSite site)
    {
        if (expression is not ConditionalAccessExpressionSyntax conditional)
            return expression;
        ITypeSymbol? type = TypeOf(conditional, site.Model);
        return CompletedTask(type, conditional.Parent is ExpressionStatementSyntax, site) is { } completed ? Coalesced(expression, completed) : null;
    }

    /// <summary>A task that has ended, of a type; with the default value if it has one that somebody uses.</summary>
    internal static ExpressionSyntax? CompletedTask(ITypeSymbol? type, bool isDropped, FixSite site)
    {
        var types = new KnownTypes(site.Model.Compilation);
        if (types.IsValueTask(type))
            return SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression);
        if (!types.IsTaskClass(type) || types.Task is not { } task)
            return null;
        SyntaxNode name = site.Generator.TypeExpression(task).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        if (isDropped || type is not INamedTypeSymbol { TypeArguments: [var result] })
            return task.GetMembers("CompletedTask").IsEmpty ? null : (ExpressionSyntax)site.Generator.MemberAccessExpression(name, "CompletedTask");
        SyntaxNode method = site.Generator.GenericName("FromResult", result).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
        return (ExpressionSyntax)site.Generator.InvocationExpression(site.Generator.MemberAccessExpression(name, method), SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression));
    }

    /// <summary>The one expression, or the other where that is null.</summary>
    internal static BinaryExpressionSyntax Coalesced(ExpressionSyntax expression, ExpressionSyntax completed) =>
        SyntaxFactory.BinaryExpression(SyntaxKind.CoalesceExpression, expression.WithoutTrivia(), completed.WithLeadingTrivia(SyntaxFactory.Space))
            .WithAdditionalAnnotations(Formatter.Annotation);

    // As a statement the whole has no type of its own.
    private static ITypeSymbol? TypeOf(ConditionalAccessExpressionSyntax conditional, SemanticModel model)
    {
        ExpressionSyntax last = conditional;
        while (last is ConditionalAccessExpressionSyntax access)
            last = access.WhenNotNull;
        return (model.GetSymbolInfo(last).Symbol as IMethodSymbol)?.ReturnType;
    }
}
