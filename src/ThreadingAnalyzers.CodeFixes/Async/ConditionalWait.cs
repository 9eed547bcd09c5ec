using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>What to await, and in the place of which expression, for a wait behind <c>?.</c>: there may be no task to wait for.</summary>
internal static class ConditionalWait
{
    /// <summary>The place and the task; null where an await cannot say the same.</summary>
    internal static (ExpressionSyntax Place, ExpressionSyntax Awaitable)? Of(ExpressionSyntax blocking, FixSite site)
    {
        if (!blocking.GetFirstToken().IsKind(SyntaxKind.DotToken))
            return AwaitableForm.Of(site, blocking) is { } plain ? (blocking, plain) : null;
        if (blocking.Parent is not ConditionalAccessExpressionSyntax { Parent: not ConditionalAccessExpressionSyntax } whole || whole.WhenNotNull != blocking || !CanBeNull(whole, site.Model))
            return null;
        bool isDropped = whole.Parent is ExpressionStatementSyntax;
        ExpressionSyntax? task = IsOfTask(blocking) ? null : AwaitableForm.Of(site, blocking);
        if (task is null ? !IsOfTask(blocking) : task.SyntaxTree != blocking.SyntaxTree)
            return null;
        ITypeSymbol? type = site.Model.GetTypeInfo(task ?? whole.Expression).Type;
        ExpressionSyntax given = task is null ? whole.Expression : whole.WithWhenNotNull(task);
        return TaskOrNone.CompletedTask(type, isDropped, site) is { } completed ? (whole, TaskOrNone.Coalesced(given, completed)) : null;
    }

    // A number that may be missing is of another type than the number that a task gives.
    private static bool CanBeNull(ConditionalAccessExpressionSyntax whole, SemanticModel model) =>
        whole.Parent is ExpressionStatementSyntax || model.GetTypeInfo(whole).Type is { IsReferenceType: true };

    // task?.Wait(), task?.Result
    private static bool IsOfTask(ExpressionSyntax blocking) => blocking switch
    {
        MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Result" } => true,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Wait" }, ArgumentList.Arguments: [] } => true,
        _ => false,
    };
}
