using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Says <c>await using</c>, or awaits DisposeAsync.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0619BlockingDisposeCodeFix))]
public sealed class THR0619BlockingDisposeCodeFix() : RuleCodeFix("THR0619")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.LanguageVersion < 800)
            yield break;
        switch (site.Node)
        {
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" } member, Parent: ExpressionStatementSyntax } call:
                ExpressionSyntax disposing = call.WithExpression(member.WithName(SyntaxFactory.IdentifierName("DisposeAsync").WithTriviaFrom(member.Name)));
                yield return new Repair("Await", "Await DisposeAsync", editor => editor.ReplaceNode(call, AwaitExpression.Replacing(call, disposing, AwaitExpression.StaysOffContext(call)))) { NeedsProof = true };
                break;
            case { Parent: UsingStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.None } region }:
                yield return new Repair("AwaitUsing", "Use await using", editor => editor.ReplaceNode(region, Awaited(region))) { NeedsProof = true };
                break;
            case { Parent: LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: (int)SyntaxKind.None } declaration } when declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword):
                yield return new Repair("AwaitUsing", "Use await using", editor => editor.ReplaceNode(declaration, Awaited(declaration))) { NeedsProof = true };
                break;
        }
    }

    private static UsingStatementSyntax Awaited(UsingStatementSyntax region) =>
        region.WithUsingKeyword(region.UsingKeyword.WithLeadingTrivia()).WithAwaitKeyword(Keyword(region.UsingKeyword));

    private static LocalDeclarationStatementSyntax Awaited(LocalDeclarationStatementSyntax declaration) =>
        declaration.WithUsingKeyword(declaration.UsingKeyword.WithLeadingTrivia()).WithAwaitKeyword(Keyword(declaration.UsingKeyword));

    private static SyntaxToken Keyword(SyntaxToken @using) =>
        SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithLeadingTrivia(@using.LeadingTrivia).WithTrailingTrivia(SyntaxFactory.Space);
}
