using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Copies the content while the lock is held, and hands out the copy.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0312EscapingStateCodeFix))]
public sealed class THR0312EscapingStateCodeFix() : RuleCodeFix("THR0312")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0312EscapingState.IsHeld) is null || site.Property(THR0312EscapingState.Kind) == nameof(EscapeKind.Local)
            || site.Node is not ExpressionSyntax value || site.Model.GetTypeInfo(value) is not { Type: { } type, ConvertedType: INamedTypeSymbol wanted } || CopyType(type, wanted, site.Model.Compilation) is not { } copy)
        {
            yield break;
        }

        yield return new Repair("Copy", $"Return a copy of '{Rules.Excerpt.Of(value)}'", editor =>
        {
            SyntaxNode typeName = site.Generator.TypeExpression(copy).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
            SyntaxNode bare = value.WithoutTrivia();
            SyntaxNode[] arguments = HasComparer(copy) ? [bare, site.Generator.MemberAccessExpression(bare, "Comparer")] : [bare];
            editor.ReplaceNode(value, site.Generator.ObjectCreationExpression(typeName, arguments).WithTriviaFrom(value));
        })
        { NeedsProof = true };
    }

    /// <summary>The collection that the caller can get instead: of the same kind, or a list where any sequence will do.</summary>
    private static INamedTypeSymbol? CopyType(ITypeSymbol type, INamedTypeSymbol wanted, Compilation compilation)
    {
        if (SymbolEqualityComparer.Default.Equals(type, wanted))
            return type is INamedTypeSymbol { Name: "List" or "Queue" or "LinkedList" } named || (type is INamedTypeSymbol known && HasComparer(known) && (named = known) is not null) ? named : ListFor(wanted, compilation);
        return ListFor(wanted, compilation) ?? (type is INamedTypeSymbol { Name: "Dictionary" or "HashSet" } same ? same : null);
    }

    private static INamedTypeSymbol? ListFor(INamedTypeSymbol wanted, Compilation compilation) =>
        wanted is { TypeKind: TypeKind.Interface, TypeArguments: [var element], Name: "IEnumerable" or "IReadOnlyCollection" or "IReadOnlyList" or "ICollection" or "IList" }
            ? compilation.GetTypeByMetadataName("System.Collections.Generic.List`1")?.Construct(element)
            : null;

    private static bool HasComparer(INamedTypeSymbol type) => type is { Name: "Dictionary" or "HashSet", ContainingNamespace: { Name: "Generic" } };
}
