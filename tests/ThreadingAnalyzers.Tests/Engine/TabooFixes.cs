using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Tests.Engine;

/// <summary>Calls the local by another name; single fixes and Fix All come from one method.</summary>
internal class RenameFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [TabooAnalyzer.Rule.Id];

    protected virtual string Name => "fine";

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var action = CodeAction.Create("Rename", _ => FixAsync(context.Document, [diagnostic]), "TT01.Rename");
            context.RegisterCodeFix(action, diagnostic);
        }
        return Task.CompletedTask;
    }

    public override FixAllProvider? GetFixAllProvider() =>
        FixAllProvider.Create((_, document, diagnostics) => FixAllAsync(document, diagnostics)!);

    protected virtual Task<Document> FixAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics) => FixAsync(document, diagnostics);

    protected virtual SyntaxNode Rewrite(VariableDeclaratorSyntax local) =>
        local.WithIdentifier(SyntaxFactory.Identifier(Name).WithTriviaFrom(local.Identifier));

    private protected virtual async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        var root = (await document.GetSyntaxRootAsync())!;
        var locals = diagnostics.Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<VariableDeclaratorSyntax>()!);
        return document.WithSyntaxRoot(root.ReplaceNodes(locals, (_, local) => Rewrite(local)));
    }
}

/// <summary>Loses a comment behind the name.</summary>
internal sealed class LosesCommentFix : RenameFix
{
    protected override SyntaxNode Rewrite(VariableDeclaratorSyntax local) =>
        local.WithIdentifier(SyntaxFactory.Identifier("fine").WithTrailingTrivia(SyntaxFactory.Space));
}

/// <summary>Gives the local a value that does not exist.</summary>
internal sealed class BreaksBuildFix : RenameFix
{
    protected override SyntaxNode Rewrite(VariableDeclaratorSyntax local) =>
        base.Rewrite(local.WithInitializer(local.Initializer!.WithValue(SyntaxFactory.IdentifierName("missing"))));
}

/// <summary>Writes text that parses to another tree than the one it built.</summary>
internal sealed class BuildsImpossibleTreeFix : RenameFix
{
    protected override string Name => "fine, other";
}

/// <summary>Does something else when all are fixed.</summary>
internal sealed class OtherFixAll : RenameFix
{
    private bool _all;

    protected override string Name => _all ? "other" : "fine";

    protected override Task<Document> FixAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        _all = true;
        return FixAsync(document, diagnostics);
    }
}

/// <summary>Leaves what it fixes reported.</summary>
internal sealed class NeverDoneFix : RenameFix
{
    protected override SyntaxNode Rewrite(VariableDeclaratorSyntax local) => local.WithIdentifier(
        local.Identifier.WithTrailingTrivia(local.Identifier.TrailingTrivia.Add(SyntaxFactory.Comment("/*again*/"))));
}

/// <summary>Offers an action that changes nothing.</summary>
internal sealed class IdleFix : RenameFix
{
    protected override string Name => "taboo";
}
