using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Gives a semaphore that is used as a mutex a maximum of one, so that a release too many throws.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0408SemaphoreMistakenForScopeCodeFix))]
public sealed class THR0408SemaphoreMistakenForScopeCodeFix() : RuleCodeFix("THR0408")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is BaseObjectCreationExpressionSyntax { ArgumentList: { Arguments: [{ NameColon: null }] } arguments })
            yield return new Repair("Maximum", "Allow one permit at most", editor => editor.ReplaceNode(arguments, arguments.AddArguments(One())));
    }

    private static ArgumentSyntax One() =>
        SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(1))).WithLeadingTrivia(SyntaxFactory.Space);
}
