using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Configures the thread before it is started.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0503LifecycleOutOfOrderCodeFix))]
public sealed class THR0503LifecycleOutOfOrderCodeFix() : RuleCodeFix("THR0503")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node.Parent is ExpressionStatementSyntax { Parent: BlockSyntax block } late && ReceiverOf(site.Node) is { } thread && StartBefore(late, thread, block) is { } start)
            yield return new Repair("MoveUp", "Move it before the start", editor => MoveUp(editor, block, start, late));
    }

    // Only what depends on nothing can move.
    private static string? ReceiverOf(SyntaxNode configuring) => configuring switch
    {
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax property, Right: var value } when IsConstant(value) => property.Expression.ToString(),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SetApartmentState" or "TrySetApartmentState" } call, ArgumentList.Arguments: [{ Expression: var value }] } when IsConstant(value) =>
            call.Expression.ToString(),
        _ => null,
    };

    private static bool IsConstant(ExpressionSyntax value) => value is LiteralExpressionSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "ApartmentState" or "ThreadPriority" } };

    private static StatementSyntax? StartBefore(ExpressionStatementSyntax late, string thread, BlockSyntax block) => block.Statements
        .TakeWhile(statement => statement != late)
        .LastOrDefault(statement => statement is ExpressionStatementSyntax
        {
            Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start" or "UnsafeStart" } start },
        } && start.Expression.ToString() == thread);

    private static void MoveUp(SyntaxEditor editor, BlockSyntax block, StatementSyntax start, ExpressionStatementSyntax late) => editor.ReplaceNode(block, (current, _) =>
    {
        var statements = ((BlockSyntax)current).Statements;
        int from = block.Statements.IndexOf(late), to = block.Statements.IndexOf(start);
        StatementSyntax moved = statements[from];
        return ((BlockSyntax)current).WithStatements(statements.RemoveAt(from).Insert(to, moved));
    });
}
