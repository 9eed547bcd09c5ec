using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// State that a class takes over from a base class which has to do with threads: <c>protected readonly List&lt;T&gt; Items</c> beside the lock that the base takes around it.
/// The heir need not hold a single word that concerns threads, and shares what it inherits all the same.
/// </summary>
internal static class InheritedState
{
    /// <summary>The base classes, written in this compilation, whose state the class names in its text.</summary>
    internal static IReadOnlyList<INamedTypeSymbol> BasesOf(INamedTypeSymbol type, ThreadingModel model, CancellationToken cancellation)
    {
        var bases = new List<INamedTypeSymbol>();
        if (type.TypeKind != TypeKind.Class)
            return bases;
        for (INamedTypeSymbol? current = type.BaseType?.OriginalDefinition; current is { DeclaringSyntaxReferences.IsEmpty: false, ContainingType: null }; current = current.BaseType?.OriginalDefinition)
        {
            if (IsOfThreads(current, model, cancellation) && current.GetMembers().Any(member => IsState(member) && IsNamedIn(type, member.Name, cancellation)))
                bases.Add(current);
        }

        return bases;
    }

    private static bool IsOfThreads(INamedTypeSymbol type, ThreadingModel model, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(part => model.MayConcern(part.SyntaxTree, part.Span, cancellation));

    private static bool IsState(ISymbol member) => !member.IsImplicitlyDeclared
        && member.DeclaredAccessibility is Accessibility.Protected or Accessibility.ProtectedOrInternal or Accessibility.ProtectedAndInternal
        && member is IFieldSymbol { IsConst: false } or IPropertySymbol { IsIndexer: false };

    private static bool IsNamedIn(INamedTypeSymbol type, string name, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree.GetText(cancellation).ToString(part.Span).Contains(name));
}
