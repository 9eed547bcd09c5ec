using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Makes the lock object a System.Threading.Lock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0112GateOfPlainObjectCodeFix))]
public sealed class THR0112GateOfPlainObjectCodeFix() : RuleCodeFix("THR0112")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { Initializer.Value: BaseObjectCreationExpressionSyntax { Initializer: null } creation, Parent: VariableDeclarationSyntax { Variables.Count: 1, Type: var old } })
            yield break;
        yield return new Repair(
            "Lock",
            "Make it a System.Threading.Lock",
            editor =>
            {
                TypeSyntax type = Gate.TypeFor(site);
                editor.ReplaceNode(old, type.WithTriviaFrom(old));
                if (creation is ObjectCreationExpressionSyntax named)
                    editor.ReplaceNode(named.Type, type.WithTriviaFrom(named.Type));
            })
        { NeedsProof = true };
    }
}
