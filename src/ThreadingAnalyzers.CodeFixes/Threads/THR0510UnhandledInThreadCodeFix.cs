using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Catches and traces what one item, or the whole work of a thread, fails with.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0510UnhandledInThreadCodeFix))]
public sealed class THR0510UnhandledInThreadCodeFix() : RuleCodeFix("THR0510")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Related(0) is not { } cause || site.Model.Compilation.GetTypeByMetadataName("System.Diagnostics.Trace") is null || FunctionOf.Node(cause) is not { } function)
            yield break;
        // Another loop would go on with what has failed, and fail again at once.
        SyntaxNode? item = cause.Ancestors().TakeWhile(node => node != function).OfType<CommonForEachStatementSyntax>().FirstOrDefault(loop => loop.Statement.Span.Contains(cause.Span));
        if (item is null && ReturnsValue(function))
            yield break;
        CatchAll edit = new(item ?? function);
        yield return new Repair("Catch", "Catch and trace exceptions", editor => edit.Apply(editor)) { NeedsProof = true };
    }

    private static bool ReturnsValue(SyntaxNode function) => FunctionOf.OwnNodes(function).Any(static node => node is ReturnStatementSyntax { Expression: not null })
        || function is MethodDeclarationSyntax { ReturnType: not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } }
        || function is LocalFunctionStatementSyntax { ReturnType: not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } };
}
