using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits the tasks where the block that keeps them ends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0606UnobservedTaskCodeFix))]
public sealed class THR0606UnobservedTaskCodeFix() : RuleCodeFix("THR0606")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax started)
            yield break;
        if (site.Property(THR0606UnobservedTask.Local) is null)
        {
            if (started.Parent is ExpressionStatementSyntax && Combined(started, site) is { } all && AsyncChange.For(started, site) is { } awaiting)
                yield return new Repair("Await", "Await Task.WhenAll", editor => awaiting.Await(editor, started, all)) { NeedsProof = true };
        }
        else if (site.Property(THR0606UnobservedTask.Overwritten) is not null)
        {
            if (site.Property(THR0606UnobservedTask.IsMany) is null && started.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Identifier: var name, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } declaring } } } && AsyncChange.For(started, site) is { } able)
                yield return new Repair("Await", "Await it here", editor => AwaitAfter(editor, able, started, declaring, SyntaxFactory.IdentifierName(name.WithoutTrivia()))) { NeedsProof = true };
        }
        else if (site.Property(THR0606UnobservedTask.IsMany) is null && started.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax assigning, Left: IdentifierNameSyntax target } && AsyncChange.For(started, site) is { } allowed)
        {
            // The next assignment would lose it.
            yield return new Repair("Await", "Await it here", editor => AwaitAfter(editor, allowed, started, assigning, target)) { NeedsProof = true };
        }
        else if (LocalOf(started, site) is { } local && EndOf(local, site.Model) is { } end && AsyncChange.For(started, site) is { } change)
        {
            ExpressionSyntax name = SyntaxFactory.IdentifierName(local.Identifier.WithoutTrivia());
            if ((site.Property(THR0606UnobservedTask.IsMany) is null ? name : Combined(ValuesOf(name, local, site), site)) is { } task)
                yield return new Repair("Await", "Await it at the end of the block", editor => Apply(editor, change, started, task, end)) { NeedsProof = true };
        }
    }

    private static void Apply(SyntaxEditor editor, AsyncChange change, ExpressionSyntax started, ExpressionSyntax task, StatementSyntax end)
    {
        bool stays = AwaitExpression.StaysOffContext(started);
        StatementSyntax awaiting = SyntaxFactory.ExpressionStatement(AwaitExpression.Of(task, stays)).WithAdditionalAnnotations(Formatter.Annotation);
        if (Jumps.IsJump(end))
            editor.InsertBefore(end, awaiting.WithLeadingTrivia(Indentation(end)).WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed));
        else
            editor.InsertAfter(end, awaiting);
        change.Apply(editor, started, stays);
    }

    private static void AwaitAfter(SyntaxEditor editor, AsyncChange change, ExpressionSyntax started, StatementSyntax assigning, IdentifierNameSyntax target)
    {
        bool stays = AwaitExpression.StaysOffContext(started);
        StatementSyntax awaiting = SyntaxFactory.ExpressionStatement(AwaitExpression.Of(target.WithoutTrivia(), stays)).WithAdditionalAnnotations(Formatter.Annotation);
        if (assigning.Parent is BlockSyntax)
            editor.InsertAfter(assigning, awaiting);
        else
            editor.ReplaceNode(assigning, (current, _) => SyntaxFactory.Block((StatementSyntax)current, awaiting).WithAdditionalAnnotations(Formatter.Annotation));
        change.Apply(editor, started, stays);
    }

    private static IEnumerable<SyntaxTrivia> Indentation(StatementSyntax statement) => statement.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));

    private static VariableDeclaratorSyntax? LocalOf(ExpressionSyntax started, FixSite site) => (FunctionOf.Node(started) ?? site.Root).DescendantNodes()
        .OfType<VariableDeclaratorSyntax>()
        .LastOrDefault(variable => variable.SpanStart <= started.SpanStart && variable.Identifier.ValueText == site.Property(THR0606UnobservedTask.Local) && site.Model.GetDeclaredSymbol(variable) is ILocalSymbol);

    /// <summary>The last statement of the block; null where an earlier jump would go past it, or the variable may be null there.</summary>
    private static StatementSyntax? EndOf(VariableDeclaratorSyntax local, SemanticModel model)
    {
        if (local.Initializer is null || local.Initializer.Value.IsKind(SyntaxKind.NullLiteralExpression) || local.Parent?.Parent is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration)
            return null;
        StatementSyntax last = block.Statements.Last();
        bool jumps = block.Statements.Where(statement => statement.SpanStart > declaration.SpanStart && statement != last)
            .SelectMany(FunctionOf.OwnNodes)
            .Any(node => node is StatementSyntax statement && Jumps.LeavesBlock(statement, block) && statement is not ThrowStatementSyntax);
        return jumps || last is ThrowStatementSyntax || (!Jumps.IsJump(last) && !model.AnalyzeControlFlow(declaration, last)!.EndPointIsReachable) ? null : last;
    }

    // The values of a dictionary are its tasks.
    private static ExpressionSyntax ValuesOf(ExpressionSyntax name, VariableDeclaratorSyntax local, FixSite site) =>
        (site.Model.GetDeclaredSymbol(local) as ILocalSymbol)?.Type is INamedTypeSymbol { TypeArguments.Length: 2 }
            ? SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, name, SyntaxFactory.IdentifierName("Values"))
            : name;

    private static ExpressionSyntax? Combined(ExpressionSyntax tasks, FixSite site)
    {
        if (new KnownTypes(site.Model.Compilation).Task is not { } task)
            return null;
        SyntaxNode type = site.Generator.TypeExpression(task).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return (ExpressionSyntax)site.Generator.InvocationExpression(site.Generator.MemberAccessExpression(type, "WhenAll"), tasks.WithoutTrivia());
    }
}
