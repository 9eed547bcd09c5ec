using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Loops of threads that ask a cancellation source for its token again and again: once the source is disposed, that throws.</summary>
internal static class TokenLoops
{
    internal static bool IsSource(ITypeSymbol? type) => type is { Name: "CancellationTokenSource", ContainingNamespace.Name: "Threading" };

    /// <summary>Whether an operation asks a source for its token.</summary>
    internal static bool IsQuestion(IOperation site) => site is IPropertyReferenceOperation { Property: { Name: "Token", ContainingType: { } source } } && IsSource(source);

    /// <summary>The first place in a loop of a thread that the type starts which asks the field's source, with nobody to catch what that throws; null where there is none.</summary>
    internal static IOperation? In(TypeSummary summary, IFieldSymbol source) => summary.ConcernedBodies
        .Where(body => summary.Contexts.ForksOf(body).Any(static fork => fork.Kind == ForkKind.Thread))
        .SelectMany(static body => body.Sites)
        .FirstOrDefault(site => IsQuestion(site) && site is IPropertyReferenceOperation { Instance: IFieldReferenceOperation { Field: var field } } && SymbolEqualityComparer.Default.Equals(field, source) && Nesting.IsInLoop(site) && !IsCaught(site));

    private static bool IsCaught(IOperation site) => site.Syntax.Ancestors().TakeWhile(static node => node is not MemberDeclarationSyntax).OfType<TryStatementSyntax>()
        .Any(attempt => attempt.Block.Span.Contains(site.Syntax.Span) && attempt.Catches.Any(static handler => handler.Declaration?.Type.ToString() is null or "Exception" or "System.Exception" or "ObjectDisposedException" or "InvalidOperationException"));
}
