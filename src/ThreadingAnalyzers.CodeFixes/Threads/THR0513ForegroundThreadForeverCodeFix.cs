using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Makes the thread a background thread where it is made.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0513ForegroundThreadForeverCodeFix))]
public sealed class THR0513ForegroundThreadForeverCodeFix() : RuleCodeFix("THR0513")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Related(0) is BaseObjectCreationExpressionSyntax creation)
            yield return new Repair("Background", "Make it a background thread", editor => editor.ReplaceNode(creation, InBackground(creation))) { NeedsProof = true };
    }

    private static BaseObjectCreationExpressionSyntax InBackground(BaseObjectCreationExpressionSyntax creation)
    {
        if (creation.Initializer is { } initializer)
            return creation.WithInitializer(initializer.AddExpressions(SyntaxFactory.ParseExpression("IsBackground = true").WithAdditionalAnnotations(Formatter.Annotation)));
        // Parsed, because the formatter would spread it over lines behind a lambda of several.
        BaseObjectCreationExpressionSyntax bare = creation.WithoutTrailingTrivia();
        InitializerExpressionSyntax added = ((ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression("new T() { IsBackground = true }")).Initializer!;
        added = added.WithLeadingTrivia(SyntaxFactory.Space);
        return bare.WithInitializer(added).WithTrailingTrivia(creation.GetTrailingTrivia());
    }
}
