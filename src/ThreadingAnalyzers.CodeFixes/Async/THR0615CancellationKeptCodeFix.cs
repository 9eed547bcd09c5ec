using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
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
        if (site.Property(THR0615CancellationKept.KeptBy) is null || site.Node is not ExpressionSyntax made)
            yield break;
        StatementSyntax? statement = Declaration(made) is { } declared ? IsUsedWithin(declared) ? declared : null : Discarding(made);
        if (statement is null || !UsingScope.IsPossible(statement, site.LanguageVersion))
            yield break;
        LocalDeclarationStatementSyntax? declaration = statement as LocalDeclarationStatementSyntax ?? (NewName(statement, site.Model) is { } name ? Kept((ExpressionStatementSyntax)statement, made, name) : null);
        if (declaration is null)
            yield break;
        if (EndsWithItsBlock(made))
            yield return new Repair("Using", "Dispose of it at the end of the block", editor => UsingScope.Apply(editor, statement, declaration, site.LanguageVersion)) { NeedsProof = true };
        else if (GivesTask(made, site) && AsyncChange.For(made, site) is { HasCallers: false } change)
            yield return new Repair("Using", "Dispose of it when the work is done", editor => Apply(editor, change, made, statement, declaration, site.LanguageVersion)) { NeedsProof = true };
    }

    private static void Apply(SyntaxEditor editor, AsyncChange change, ExpressionSyntax made, StatementSyntax statement, LocalDeclarationStatementSyntax declaration, int languageVersion)
    {
        UsingScope.Apply(editor, statement, declaration, languageVersion);
        change.Apply(editor, made, AwaitExpression.StaysOffContext(made));
    }

    // In a block that returns a task without awaiting it, the block ends before the work does.
    private static bool EndsWithItsBlock(SyntaxNode made) =>
        FunctionOf.Node(made) is { } function
            ? FunctionOf.IsAsync(function) || !FunctionOf.OwnNodes(function).Any(static node => node is ReturnStatementSyntax { Expression: InvocationExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Task" } })
            : made.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null;

    private static bool GivesTask(SyntaxNode made, FixSite site) => FunctionOf.Node(made) is { } function && MakeAsync.Of(function, site.Model) is not null;

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

    private static LocalDeclarationStatementSyntax Kept(ExpressionStatementSyntax statement, ExpressionSyntax made, string name)
    {
        VariableDeclarationSyntax declaration = SyntaxFactory.VariableDeclaration(SyntaxFactory.IdentifierName("var"))
            .AddVariables(SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(made.WithoutTrivia())));
        return SyntaxFactory.LocalDeclarationStatement(declaration)
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
