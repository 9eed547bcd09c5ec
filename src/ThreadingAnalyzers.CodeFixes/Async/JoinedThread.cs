using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>A thread of asynchronous work that is started at once and joined in the same block: a task that is awaited.</summary>
internal sealed class JoinedThread
{
    private readonly LocalDeclarationStatementSyntax _declaration;
    private readonly List<StatementSyntax> _needless;
    private readonly InvocationExpressionSyntax _join;
    private readonly AsyncCallback _callback;
    private readonly ExpressionSyntax _work;
    private readonly AsyncChange _change;

    private JoinedThread(LocalDeclarationStatementSyntax declaration, List<StatementSyntax> needless, InvocationExpressionSyntax join, AsyncCallback callback, ExpressionSyntax work, AsyncChange change)
    {
        _declaration = declaration;
        _needless = needless;
        _join = join;
        _callback = callback;
        _work = work;
        _change = change;
    }

    /// <summary>The change, for the reported callback; null where the thread does more than be started and joined.</summary>
    internal static JoinedThread? Of(FixSite site)
    {
        if (site.Node.Parent is not ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } } creation })
            return null;
        if (site.Model.GetTypeInfo(creation).Type is not { Name: "Thread", ContainingNamespace.Name: "Threading" } || creation.Initializer?.Expressions.All(IsLabel) == false)
            return null;
        if (variable.Parent?.Parent is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block, Declaration.Variables.Count: 1 } declaration || AsyncCallback.Of(site.Node, site) is not { } callback)
            return null;

        string thread = variable.Identifier.ValueText;
        List<StatementSyntax> needless = [.. block.Statements.SkipWhile(statement => statement != declaration).Skip(1).TakeWhile(statement => IsLabelOf(thread, statement))];
        int next = block.Statements.IndexOf(declaration) + 1 + needless.Count;
        if (next >= block.Statements.Count || CallOn(thread, block.Statements[next], "Start") is not { ArgumentList.Arguments: { Count: 0 or 1 } told })
            return null;
        needless.Add(block.Statements[next]);
        InvocationExpressionSyntax? join = block.Statements.Skip(next + 1).Select(statement => CallOn(thread, statement, "Join")).FirstOrDefault(static call => call is not null);
        int mentions = block.DescendantNodes().OfType<IdentifierNameSyntax>().Count(name => name.Identifier.ValueText == thread);
        if (join is not { ArgumentList.Arguments.Count: 0 } || mentions != needless.Count + 1 || needless.Any(KeptComments.HasComments))
            return null;
        return callback.WithoutParameters(told.FirstOrDefault()?.Expression) is { } work && AsyncChange.For(join, site) is { } change ? new(declaration, needless, join, callback, work, change) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        VariableDeclaratorSyntax variable = _declaration.Declaration.Variables[0];
        TypeSyntax type = _declaration.Declaration.Type;
        ExpressionSyntax creation = variable.Initializer!.Value;
        editor.ReplaceNode(creation, AsyncCallback.Run(_work).WithTriviaFrom(creation).WithAdditionalAnnotations(Formatter.Annotation));
        if (!type.IsVar)
            editor.ReplaceNode(type, TypeNames.Of("System.Threading.Tasks.Task").WithTriviaFrom(type));
        foreach (StatementSyntax statement in _needless)
            editor.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives);
        _callback.Apply(editor);
        _change.Await(editor, _join, SyntaxFactory.IdentifierName(variable.Identifier.WithoutTrivia()));
    }

    // A task has no name, and needs no thread of its own to be in the background.
    private static bool IsLabel(ExpressionSyntax expression) => expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "Name" or "IsBackground" }, Right: LiteralExpressionSyntax };

    private static bool IsLabelOf(string thread, StatementSyntax statement) => statement is ExpressionStatementSyntax
    {
        Expression: AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Name" or "IsBackground", Expression: IdentifierNameSyntax owner }, Right: LiteralExpressionSyntax },
    } && owner.Identifier.ValueText == thread;

    private static InvocationExpressionSyntax? CallOn(string thread, StatementSyntax statement, string method) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name.Identifier.ValueText: var name } } call } && owner.Identifier.ValueText == thread && name == method
            ? call
            : null;
}
