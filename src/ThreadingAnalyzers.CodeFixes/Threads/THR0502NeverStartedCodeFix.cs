using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Starts the thread, or makes the task by Task.Run.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0502NeverStartedCodeFix))]
public sealed class THR0502NeverStartedCodeFix() : RuleCodeFix("THR0502")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not BaseObjectCreationExpressionSyntax creation || site.Model.GetSymbolInfo(creation).Symbol is not IMethodSymbol constructor)
            yield break;
        if (constructor.ContainingType.Name == "Task")
        {
            if (RunOf(creation, constructor) is { } run)
                yield return new Repair("Run", "Use Task.Run", editor => editor.ReplaceNode(creation, run)) { NeedsProof = true };
        }
        else if (constructor.Parameters[0].Type.Name == "ThreadStart" && StartOf(creation) is { } start)
        {
            yield return start;
        }
    }

    // Task.Run knows no state and no options, and unwraps what is asynchronous.
    private static ExpressionSyntax? RunOf(BaseObjectCreationExpressionSyntax creation, IMethodSymbol constructor)
    {
        bool isPlain = creation is { Initializer: null, ArgumentList.Arguments.Count: 1 or 2 }
            && constructor.Parameters.Skip(1).All(static parameter => parameter.Type.Name == "CancellationToken")
            && constructor.Parameters[0].Type is INamedTypeSymbol { DelegateInvokeMethod.Parameters.IsEmpty: true } work
            && work.TypeArguments.All(static result => result.Name is not ("Task" or "ValueTask"));
        if (!isPlain || creation.ArgumentList!.Arguments[0].Expression is AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: not 0 })
            return null;
        ExpressionSyntax task = SyntaxFactory.ParseExpression("global::System.Threading.Tasks.Task").WithAdditionalAnnotations(Simplifier.Annotation);
        SimpleNameSyntax run = SyntaxFactory.IdentifierName("Run");
        MemberAccessExpressionSyntax called = SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, task, run);
        return SyntaxFactory.InvocationExpression(called, creation.ArgumentList).WithTriviaFrom(creation);
    }

    private static Repair? StartOf(BaseObjectCreationExpressionSyntax creation) => creation.Parent switch
    {
        ExpressionStatementSyntax => StartAtOnce(creation),
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } statement } variable } =>
            StartBehind(statement, variable.Identifier.ValueText, block),
        AssignmentExpressionSyntax { Left: { } target, Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } statement } assignment
            when assignment.Right == creation && target is IdentifierNameSyntax { Identifier.ValueText: not "_" } or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } && FunctionOf.Node(creation) is not ConstructorDeclarationSyntax =>
            StartBehind(statement, target.ToString(), block),
        _ => null,
    };

    private static Repair StartAtOnce(BaseObjectCreationExpressionSyntax creation) => new("Start", "Start the thread", editor => editor.ReplaceNode(
        creation,
        SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, creation.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("Start"))).WithTrailingTrivia(creation.GetTrailingTrivia())));

    private static Repair StartBehind(StatementSyntax statement, string thread, BlockSyntax block)
    {
        int index = block.Statements.IndexOf(statement) + 1;
        while (index < block.Statements.Count && Configures(block.Statements[index], thread))
            index++;
        return new Repair("Start", $"Start '{thread}'", editor =>
        {
            StatementSyntax start = SyntaxFactory.ParseStatement(thread + ".Start();")
                .WithTrailingTrivia(Layout.LineEndOf(editor.OriginalRoot))
                .WithAdditionalAnnotations(Formatter.Annotation);
            editor.InsertAfter(block.Statements[index - 1], start);
        });
    }

    // thread.IsBackground = true; thread.SetApartmentState(…);
    private static bool Configures(StatementSyntax statement, string thread) => statement is ExpressionStatementSyntax { Expression: var expression } && expression switch
    {
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax property } => property.Expression.ToString() == thread,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "SetApartmentState" or "TrySetApartmentState" } call } => call.Expression.ToString() == thread,
        _ => false,
    };
}
