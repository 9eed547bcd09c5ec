using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Disposes of the source or registration at the end of its block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0615CancellationKeptCodeFix))]
public sealed class THR0615CancellationKeptCodeFix() : RuleCodeFix("THR0615")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0615CancellationKept.KeptBy) is null || site.Node is not ExpressionSyntax made || site.LanguageVersion < 800 || !EndsWithItsBlock(made))
            yield break;
        if (Declaration(made) is { } declaration && IsUsedWithin(declaration))
            yield return new Repair("Using", "Dispose of it at the end of the block", editor => editor.ReplaceNode(declaration, WithUsing(declaration))) { NeedsProof = true };
        else if (Discarding(made) is { } statement && NewName(statement, site.Model) is { } name)
            yield return new Repair("Using", "Dispose of it at the end of the block", editor => editor.ReplaceNode(statement, Kept(statement, made, name))) { NeedsProof = true };
    }

    // In a block that returns a task without awaiting it, the block ends before the work does.
    private static bool EndsWithItsBlock(SyntaxNode made) =>
        FunctionOf.Node(made) is { } function
            ? FunctionOf.IsAsync(function) || !FunctionOf.OwnNodes(function).Any(static node => node is ReturnStatementSyntax { Expression: InvocationExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Task" } })
            : made.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null;

    private static LocalDeclarationStatementSyntax? Declaration(ExpressionSyntax made) =>
        made.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } local } } } ? local : null;

    // What a lambda holds may be asked for when the block is over, unless the lambda is awaited in it.
    private static bool IsUsedWithin(LocalDeclarationStatementSyntax declaration)
    {
        string name = declaration.Declaration.Variables[0].Identifier.ValueText;
        return !declaration.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>().Any(use =>
            use.Identifier.ValueText == name && (IsAssigned(use) || use.Ancestors().TakeWhile(node => node != declaration.Parent).Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax && !IsAwaited(node))));
    }

    private static bool IsAssigned(IdentifierNameSyntax use) => use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use;

    private static bool IsAwaited(SyntaxNode lambda) => lambda.Ancestors().TakeWhile(static node => node is not StatementSyntax).Any(static node => node is AwaitExpressionSyntax)
        || lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Register" or "UnsafeRegister" } } };

    private static ExpressionStatementSyntax? Discarding(ExpressionSyntax made) => made.Parent switch
    {
        ExpressionStatementSyntax { Parent: BlockSyntax } statement => statement,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement } => statement,
        _ => null,
    };

    private static string? NewName(SyntaxNode place, SemanticModel model)
    {
        var taken = new HashSet<string>(model.LookupSymbols(place.SpanStart).Select(static symbol => symbol.Name).Concat(place.Parent!.DescendantTokens().Select(static token => token.ValueText)));
        return new[] { "registration", "cancellationRegistration", "registration2", "registration3" }.FirstOrDefault(name => !taken.Contains(name));
    }

    private static LocalDeclarationStatementSyntax WithUsing(LocalDeclarationStatementSyntax declaration) => declaration
        .WithoutLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
        .WithLeadingTrivia(declaration.GetLeadingTrivia());

    private static LocalDeclarationStatementSyntax Kept(ExpressionStatementSyntax statement, ExpressionSyntax made, string name)
    {
        VariableDeclarationSyntax declaration = SyntaxFactory.VariableDeclaration(SyntaxFactory.IdentifierName("var"))
            .AddVariables(SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(made.WithoutTrivia())));
        return SyntaxFactory.LocalDeclarationStatement(declaration)
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
