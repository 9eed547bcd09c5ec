using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Whether an await would stand between the start and the end of a stack-only value's life. The compiler finds out only when it emits code.
/// </summary>
internal static class StackOnlyScope
{
    internal static bool IsAround(ExpressionSyntax place, SemanticModel model)
    {
        SyntaxNode scope = FunctionOf.Node(place) ?? place.SyntaxTree.GetRoot();
        return scope.DescendantNodes().OfType<VariableDeclarationSyntax>()
                .Any(declaration => declaration.SpanStart < place.SpanStart && IsStackOnly(model.GetTypeInfo(declaration.Type).Type))
            || place.Ancestors().OfType<UsingStatementSyntax>()
                .Any(region => region.Expression is { } resource && IsStackOnly(model.GetTypeInfo(resource).Type))
            || place.Ancestors().OfType<CommonForEachStatementSyntax>().Any(loop => IsStackOnly(model.GetTypeInfo(loop.Expression).Type));
    }

    private static bool IsStackOnly(ITypeSymbol? type) => type is { IsRefLikeType: true };
}
