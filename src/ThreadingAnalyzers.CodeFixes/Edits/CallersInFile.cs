using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>The calls of a function, where all that is known of it are calls in its own file.</summary>
internal static class CallersInFile
{
    /// <summary>The calls; null where the function is mentioned in another file, or otherwise than by a call.</summary>
    internal static IReadOnlyList<ExpressionSyntax>? Of(IMethodSymbol function, FixSite site)
    {
        bool isLocal = function is { MethodKind: MethodKind.LocalFunction } or { DeclaredAccessibility: Accessibility.Private, ContainingType.DeclaringSyntaxReferences.Length: 1 };
        if (!isLocal && site.Model.Compilation.SyntaxTrees.Any(tree => tree != site.Model.SyntaxTree && IsMentionedIn(tree, function, site)))
            return null;
        var calls = new List<ExpressionSyntax>();
        foreach (SimpleNameSyntax name in Mentions(site.Root, function, site.Model))
        {
            if (IsInNameOf(name))
                continue;
            if (CallOf(name) is not { Parent: not AwaitExpressionSyntax } call)
                return null;
            calls.Add(call);
        }

        return calls;
    }

    private static bool IsMentionedIn(SyntaxTree tree, IMethodSymbol function, FixSite site) =>
        tree.GetText().ToString().IndexOf(function.Name, StringComparison.Ordinal) >= 0
        && Mentions(tree.GetRoot(), function, site.Model.Compilation.GetSemanticModel(tree)).Any();

    private static IEnumerable<SimpleNameSyntax> Mentions(SyntaxNode root, IMethodSymbol function, SemanticModel model) => root.DescendantNodes()
        .OfType<SimpleNameSyntax>()
        .Where(name => name.Identifier.ValueText == function.Name && IsOf(function, model.GetSymbolInfo(name)));

    private static bool IsOf(IMethodSymbol function, SymbolInfo info) =>
        info.CandidateSymbols.Concat(info.Symbol is { } symbol ? new[] { symbol } : Enumerable.Empty<ISymbol>())
            .OfType<IMethodSymbol>()
            .Any(candidate => SymbolEqualityComparer.Default.Equals((candidate.ReducedFrom ?? candidate).OriginalDefinition, function.OriginalDefinition));

    private static InvocationExpressionSyntax? CallOf(SimpleNameSyntax name)
    {
        ExpressionSyntax whole = name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name;
        return whole.Parent is InvocationExpressionSyntax call && call.Expression == whole ? call : null;
    }

    private static bool IsInNameOf(SyntaxNode name) => name.Ancestors().OfType<InvocationExpressionSyntax>()
        .Any(static call => call.Expression is IdentifierNameSyntax { Identifier: { ValueText: "nameof" } });
}
