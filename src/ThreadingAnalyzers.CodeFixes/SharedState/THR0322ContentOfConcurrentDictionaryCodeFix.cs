using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Copies the dictionary by its own <c>ToArray</c>, which takes all of its locks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0322ContentOfConcurrentDictionaryCodeFix))]
public sealed class THR0322ContentOfConcurrentDictionaryCodeFix() : RuleCodeFix("THR0322")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0322ContentOfConcurrentDictionary.IsCopy) is null || site.Node is not ExpressionSyntax dictionary)
            yield break;
        ExpressionSyntax copied = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, dictionary.WithoutTrivia(), SyntaxFactory.IdentifierName("ToArray")));
        yield return new Repair("ToArray", "Copy by ToArray()", editor => editor.ReplaceNode(dictionary, copied.WithCommentsOf(dictionary))) { NeedsProof = true };
    }
}
