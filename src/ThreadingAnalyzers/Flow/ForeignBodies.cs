using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The bodies of methods of other types of the same compilation, one call away: what a thread that starts here does to an object of theirs. Only
/// threads that were found ask for them, so few files are bound a second time.
/// </summary>
internal sealed class ForeignBodies(ThreadingModel model, CancellationToken cancellation)
{
    // Whoever reads more than that reads a library.
    private const int LongestType = 40_000;

    private readonly Dictionary<IMethodSymbol, Body?> _bodies = new(SymbolEqualityComparer.Default);

    /// <summary>The body of a method or accessor that is written as a block or expression in this compilation; null for any other.</summary>
    internal Body? Of(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        if (!_bodies.TryGetValue(method, out Body? body))
            _bodies.Add(method, body = Bind(method));
        return body;
    }

    /// <summary>All bodies of another type and its nested types; null where it is not of this compilation, or too long to be read for one question.</summary>
    internal IReadOnlyList<Body>? AllOf(INamedTypeSymbol type)
    {
        if (type.DeclaringSyntaxReferences is not [var first, ..] parts || parts.Sum(static part => part.Span.Length) > LongestType)
            return null;
#pragma warning disable RS1030 // As above.
        SemanticModel file = model.Compilation.GetSemanticModel(first.SyntaxTree);
#pragma warning restore RS1030
        return new TypeMembers(type, file, model, cancellation).All.SelectMany(static scan => scan.Body.SelfAndNested()).ToList();
    }

    private Body? Bind(IMethodSymbol method)
    {
        if (method is not { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation or MethodKind.PropertyGet or MethodKind.PropertySet, IsAbstract: false, DeclaringSyntaxReferences: [var reference] }
            || reference.GetSyntax(cancellation) is not MethodDeclarationSyntax { Body: not null } and not MethodDeclarationSyntax { ExpressionBody: not null }
                and not AccessorDeclarationSyntax { Body: not null } and not AccessorDeclarationSyntax { ExpressionBody: not null })
        {
            return null;
        }

#pragma warning disable RS1030 // The driver hands out no model of another type's file; few types ask, and the result is kept.
        IOperation? operation = model.Compilation.GetSemanticModel(reference.SyntaxTree).GetOperation(reference.GetSyntax(cancellation), cancellation);
#pragma warning restore RS1030
        return operation is null ? null : BodyScan.Of(operation, method, model, cancellation).Body;
    }
}
