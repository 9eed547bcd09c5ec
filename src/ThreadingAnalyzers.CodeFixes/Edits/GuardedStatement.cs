using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>The smallest code around an access that can be put under a lock: a statement, or the body of a member or lambda that is one expression.</summary>
internal static class GuardedStatement
{
    /// <summary>
    /// The statement, arrow or lambda around the access, or null where locking it would lock too much, let a variable out of reach or not compile.
    /// </summary>
    internal static SyntaxNode? Of(SyntaxNode access, ISymbol location, SemanticModel model)
    {
        SyntaxNode? region = access.Ancestors()
            .FirstOrDefault(static node => node is StatementSyntax or ArrowExpressionClauseSyntax || FunctionOf.IsFunction(node));
        if (region is ArrowExpressionClauseSyntax { Parent: not (MethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax or PropertyDeclarationSyntax or IndexerDeclarationSyntax) })
            return null;
        if (region is ExpressionStatementSyntax statement && HasStaleRead(statement, location, model))
            return null;
        region = region is StatementSyntax single ? WithCondition(single, location, model) : region;
        return region is not null && IsShort(region) && !FunctionOf.Suspends(region) && !DeclaresForLater(region, model) ? region : null;
    }

    /// <summary>The same; and where the access is what a loop goes through, the whole loop if its body is plain computation.</summary>
    internal static SyntaxNode? OrLoopOf(SyntaxNode access, ISymbol location, SemanticModel model) => access.Parent is ForEachStatementSyntax { AwaitKeyword.RawKind: 0 } loop && loop.Expression == access
        ? IsPlain(loop, model) ? loop : null
        : Of(access, location, model);

    private static bool IsPlain(ForEachStatementSyntax loop, SemanticModel model) => !FunctionOf.Suspends(loop) && !loop.DescendantNodes().Any(node => node switch
    {
        InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is not IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke, ContainingType: { } type } || !Framework.Owns(type),
        LockStatementSyntax or GotoStatementSyntax => true,
        _ => false,
    });

    /// <summary>The update <c>if (v &gt; max) max = v;</c> is one step only together with its condition.</summary>
    private static StatementSyntax WithCondition(StatementSyntax statement, ISymbol location, SemanticModel model)
    {
        SyntaxNode? parent = statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent;
        return parent is IfStatementSyntax { Else: null } condition && Mentions(condition.Condition, location, model) ? condition : statement;
    }

    /// <summary>
    /// Whether the value written was computed from an earlier read (<c>var t = x; x = t + 1;</c>), which a lock around the write would not cover.
    /// </summary>
    private static bool HasStaleRead(ExpressionStatementSyntax statement, ISymbol location, SemanticModel model) => statement.DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Select(name => model.GetSymbolInfo(name).Symbol as ILocalSymbol)
        .Where(local => local is not null && !SymbolEqualityComparer.Default.Equals(local, location))
        .SelectMany(static local => local!.DeclaringSyntaxReferences)
        .Any(reference => reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } && Mentions(value, location, model));

    private static bool Mentions(SyntaxNode node, ISymbol location, SemanticModel model) => node.DescendantNodesAndSelf()
        .OfType<SimpleNameSyntax>()
        .Any(name => name.Identifier.ValueText == location.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, location));

    private static bool IsShort(SyntaxNode region) => region is ExpressionStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax
        or LocalDeclarationStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax { ExpressionBody: not null } || IsConditionalUpdate(region);

    private static bool IsConditionalUpdate(SyntaxNode region) =>
        region is IfStatementSyntax { Else: null, Statement: ExpressionStatementSyntax or BlockSyntax { Statements: [ExpressionStatementSyntax] } };

    private static bool DeclaresForLater(SyntaxNode region, SemanticModel model)
    {
        if (region is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 })
            return true;
        if (region is not StatementSyntax statement || model.AnalyzeDataFlow(statement) is not { Succeeded: true } flow)
            return false;
        return flow.VariablesDeclared.Any(variable => flow.ReadOutside.Contains(variable) || flow.WrittenOutside.Contains(variable));
    }
}
