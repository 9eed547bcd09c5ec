using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Threads;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Keeps a timer that nothing refers to: in a field of the object whose constructor makes it, or until the end of the program.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0509TimerLostOrOverlappingCodeFix))]
public sealed class THR0509TimerLostOrOverlappingCodeFix() : RuleCodeFix("THR0509")
{
    private const int CSharp8 = 800;

    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0509TimerLostOrOverlapping.Lost) is null || site.Node is not BaseObjectCreationExpressionSyntax creation)
            yield break;
        if (IsInMain(creation) && LocalOf(creation) is { UsingKeyword.RawKind: 0 } declaration)
        {
            if (site.LanguageVersion >= CSharp8)
                yield return new Repair("Using", "Keep the timer until the end with 'using'", editor => editor.ReplaceNode(declaration, Using(declaration))) { NeedsProof = true };
        }
        else if (creation.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax { Parent: BaseMethodDeclarationSyntax member } } statement && RunsOnce(member) && member.Parent is ClassDeclarationSyntax type)
        {
            var field = new TimerField(site, type, member.Modifiers.Any(SyntaxKind.StaticKeyword));
            if (Stored(creation, statement, field.Name) is { } stored)
                yield return new Repair("Field", $"Keep the timer in a field '{field.Name}'", editor => Apply(editor, statement, stored, field)) { NeedsProof = true };
        }
    }

    private static void Apply(SyntaxEditor editor, StatementSyntax statement, IReadOnlyList<StatementSyntax> stored, TimerField field)
    {
        foreach (StatementSyntax added in stored.Skip(1).Reverse())
            editor.InsertAfter(statement, added);
        editor.ReplaceNode(statement, stored[0]);
        field.Declare(editor);
    }

    // A method may be called again, and then one field would not be enough.
    private static bool RunsOnce(BaseMethodDeclarationSyntax member) => member is ConstructorDeclarationSyntax;

    private static bool IsInMain(SyntaxNode creation) => FunctionOf.Node(creation) switch
    {
        null => creation.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null,
        MethodDeclarationSyntax { Identifier.ValueText: "Main" } main => main.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    };

    private static LocalDeclarationStatementSyntax? LocalOf(SyntaxNode creation) =>
        creation.Parent is EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax { Parent: MethodDeclarationSyntax } or GlobalStatementSyntax } local } } ? local : null;

    private static LocalDeclarationStatementSyntax Using(LocalDeclarationStatementSyntax declaration) => declaration.WithoutLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(declaration.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space));

    // new Timer(…); _ = new Timer(…); var timer = new Timer(…);
    private static IReadOnlyList<StatementSyntax>? Stored(BaseObjectCreationExpressionSyntax creation, StatementSyntax statement, string field)
    {
        switch (statement)
        {
            case ExpressionStatementSyntax { Expression: var whole } plain when whole == creation || (whole is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } discard && discard.Right == creation):
                ExpressionSyntax assignment = SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName(field), creation.WithoutTrivia()).WithTriviaFrom(whole);
                return [plain.WithExpression(assignment).WithAdditionalAnnotations(Formatter.Annotation)];
            case LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: var value } variable] } local when value == creation:
                StatementSyntax store = SyntaxFactory.ParseStatement($"{field} = {variable.Identifier.Text};").WithTrailingTrivia(Layout.LineEndOf(statement.SyntaxTree.GetRoot())).WithAdditionalAnnotations(Formatter.Annotation);
                return [local, store];
            default:
                return null;
        }
    }
}
