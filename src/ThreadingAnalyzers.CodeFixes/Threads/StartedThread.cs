using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>A thread in a local variable, and the block in which it is started.</summary>
internal sealed class StartedThread(string name, BlockSyntax block)
{
    internal string Name { get; } = name;

    /// <summary>The thread whose property is assigned, or null where the function that starts it cannot well wait for it.</summary>
    internal static StartedThread? Of(AssignmentExpressionSyntax assignment, SemanticModel model)
    {
        SyntaxNode? function = FunctionOf.Node(assignment);
        if (LocalOf(assignment, model) is not { } local || function is null || FunctionOf.IsAsync(function))
            return null;
        if (BlockOfStart(local, function, model) is not { } block || !CanJoinIn(block, local.Name))
            return null;
        return FunctionOf.Node(local.DeclaringSyntaxReferences[0].GetSyntax()) == function ? new StartedThread(local.Name, block) : null;
    }

    /// <summary>Waits at the end of the block, and before it returns.</summary>
    internal void Join(SyntaxEditor editor)
    {
        StatementSyntax join = SyntaxFactory.ParseStatement(Name + ".Join();")
            .WithTrailingTrivia(Layout.LineEndOf(block.SyntaxTree.GetRoot()))
            .WithAdditionalAnnotations(Formatter.Annotation);
        int index = block.Statements.Count - (EndsInJump(block) ? 1 : 0);
        editor.ReplaceNode(block, (current, _) => ((BlockSyntax)current).WithStatements(((BlockSyntax)current).Statements.Insert(index, join)));
    }

    private static ILocalSymbol? LocalOf(AssignmentExpressionSyntax assignment, SemanticModel model) => assignment switch
    {
        { Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax thread } } => model.GetSymbolInfo(thread).Symbol as ILocalSymbol,
        { Parent: InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } } } } =>
            model.GetDeclaredSymbol(variable) as ILocalSymbol,
        _ => null,
    };

    private static BlockSyntax? BlockOfStart(ILocalSymbol thread, SyntaxNode function, SemanticModel model) => FunctionOf.OwnNodes(function)
        .OfType<InvocationExpressionSyntax>()
        .FirstOrDefault(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Start" or "UnsafeStart", Expression: IdentifierNameSyntax receiver }
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(receiver).Symbol, thread))
        ?.Parent is ExpressionStatementSyntax { Parent: BlockSyntax block } ? block : null;

    /// <summary>A block that gives the thread to its caller leaves the waiting to the caller.</summary>
    private static bool CanJoinIn(BlockSyntax block, string name) => !EndsInJump(block)
        || !block.Statements.Last().DescendantNodes().OfType<IdentifierNameSyntax>().Any(used => used.Identifier.ValueText == name);

    private static bool EndsInJump(BlockSyntax block) =>
        block.Statements.LastOrDefault() is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax;
}
