using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// State that a class takes over from a base class which locks around it: <c>protected readonly List&lt;T&gt; Items</c>. The heir need not hold a single word that
/// concerns threads, and shares what it inherits all the same. Decided by words, since every class with a base class is asked.
/// </summary>
internal static class InheritedState
{
    private static readonly HashSet<string> LockWords = new(LockModel.Words, StringComparer.Ordinal);
    private static readonly ConditionalWeakTable<INamedTypeSymbol, ImmutableHashSet<string>> Known = new();

    /// <summary>The base classes, written in this compilation, whose locked state the class names in its text.</summary>
    internal static IReadOnlyList<INamedTypeSymbol> BasesOf(INamedTypeSymbol type, ThreadingModel model, CancellationToken cancellation)
    {
        var bases = new List<INamedTypeSymbol>();
        if (type.TypeKind != TypeKind.Class)
            return bases;
        for (INamedTypeSymbol? current = type.BaseType?.OriginalDefinition; current is { DeclaringSyntaxReferences.IsEmpty: false, ContainingType: null }; current = current.BaseType?.OriginalDefinition)
        {
            if (LockedStateOf(current, model, cancellation) is { IsEmpty: false } names && IsAnyNamedIn(type, names, cancellation))
                bases.Add(current);
        }

        return bases;
    }

    private static ImmutableHashSet<string> LockedStateOf(INamedTypeSymbol type, ThreadingModel model, CancellationToken cancellation)
    {
        if (!Known.TryGetValue(type, out ImmutableHashSet<string>? names))
            names = Known.GetValue(type, _ => FindLockedState(type, model, cancellation));
        return names;
    }

    private static ImmutableHashSet<string> FindLockedState(INamedTypeSymbol type, ThreadingModel model, CancellationToken cancellation)
    {
        ImmutableHashSet<string> state = type.GetMembers().Where(member => IsState(member, model)).Select(static member => member.Name).ToImmutableHashSet(StringComparer.Ordinal);
        if (state.IsEmpty || !type.DeclaringSyntaxReferences.Any(part => model.MayConcern(part.SyntaxTree, part.Span, cancellation)))
            return ImmutableHashSet<string>.Empty;
        return type.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(cancellation).ChildNodes().OfType<MemberDeclarationSyntax>())
            .Where(static member => member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax)
            .Select(static member => member.DescendantTokens().ToList())
            .Where(static tokens => tokens.Exists(IsOfLock))
            .SelectMany(static tokens => tokens).Select(static token => token.ValueText).Where(state.Contains)
            .ToImmutableHashSet(StringComparer.Ordinal);
    }

    private static bool IsOfLock(SyntaxToken token) =>
        token.IsKind(SyntaxKind.LockKeyword) || (token.IsKind(SyntaxKind.IdentifierToken) && (LockWords.Contains(token.ValueText) || token.ValueText.IndexOf("Lock", StringComparison.Ordinal) >= 0));

    // A variable that may change, or content that may.
    private static bool IsState(ISymbol member, ThreadingModel model) => !member.IsImplicitlyDeclared
        && member.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal or Accessibility.ProtectedAndInternal
        && member switch
        {
            IFieldSymbol { IsConst: false } field => !field.IsReadOnly || model.UnsafeObjects.FamilyOf(field.Type) is not null,
            IPropertySymbol { IsIndexer: false } property => property.SetMethod is not null || model.UnsafeObjects.FamilyOf(property.Type) is not null,
            _ => false,
        };

    private static bool IsAnyNamedIn(INamedTypeSymbol type, ImmutableHashSet<string> names, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation).DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText)));
}
