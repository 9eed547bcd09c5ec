using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>
/// Asynchronous work that a method queues to the pool as the last thing it does: the method gives the work's task to its callers. Only where no caller is known: one that
/// began to wait for what it left alone so far could wait for ever.
/// </summary>
internal sealed class QueuedWork
{
    private readonly InvocationExpressionSyntax _call;
    private readonly AsyncCallback _callback;
    private readonly ExpressionSyntax _work;
    private readonly ParallelTasks? _loop;
    private readonly AsyncChange _change;

    private QueuedWork(InvocationExpressionSyntax call, AsyncCallback callback, ExpressionSyntax work, ParallelTasks? loop, AsyncChange change)
    {
        _call = call;
        _callback = callback;
        _work = work;
        _loop = loop;
        _change = change;
    }

    /// <summary>The change, for the reported callback; null where the work is not the last, or its method has callers.</summary>
    internal static QueuedWork? Of(FixSite site)
    {
        if (site.Node.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement, ArgumentList.Arguments: var arguments } call } || arguments[0].Expression != site.Node)
            return null;
        if (site.Model.GetSymbolInfo(call).Symbol is not { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" } || AsyncCallback.Of(site.Node, site) is not { } callback)
            return null;
        ParallelTasks? loop = ParallelTasks.Around(statement, site.Model);
        if (!IsLast(loop?.Loop ?? statement) || callback.WithoutParameters(arguments.Count > 1 ? arguments[1].Expression : null) is not { } work)
            return null;
        return AsyncChange.For(call, site) is { IsNeeded: true, HasCallers: false } change ? new(call, callback, work, loop, change) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        bool stays = AwaitExpression.StaysOffContext(_call);
        ExpressionSyntax run = AsyncCallback.Run(_work);
        if (_loop is null)
            editor.ReplaceNode(_call, AwaitExpression.Replacing(_call, run, stays));
        else
            _loop.Apply(editor, run, stays);
        _callback.Apply(editor);
        _change.Apply(editor, _call, stays);
    }

    private static bool IsLast(StatementSyntax statement) =>
        statement.Parent is BlockSyntax { Parent: MethodDeclarationSyntax or LocalFunctionStatementSyntax } body && body.Statements.Last() == statement;
}
