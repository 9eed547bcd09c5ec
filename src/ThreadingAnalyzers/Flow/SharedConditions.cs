using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Conditions that other threads may change while this one waits for a lock: <c>if (_isReady) return; _gate.Wait(); if (_isReady) return;</c> asks twice for
/// good reason.
/// </summary>
internal static class SharedConditions
{
    /// <summary>The numbers of the conditions known so far that may be different once the lock is taken. What decides whether it is taken at all has to stay.</summary>
    internal static IEnumerable<int> ThatMayChangeBefore(IOperation taking, LockTable table) =>
        from condition in table.ReadConditions
        let variable = condition.Path.Last
        where variable is IFieldSymbol { IsReadOnly: false, IsConst: false } or IPropertySymbol { SetMethod: not null }
        where !DependsOn(taking.Syntax, variable.Name)
        select condition.Index;

    private static bool DependsOn(SyntaxNode taking, string name) => taking.Ancestors().TakeWhile(static node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax)).Any(node => node switch
    {
        IfStatementSyntax test => Mentions(test.Condition, name),
        ConditionalExpressionSyntax choice => Mentions(choice.Condition, name),
        WhileStatementSyntax loop => Mentions(loop.Condition, name),
        BinaryExpressionSyntax both => Mentions(both.Left, name),
        ConditionalAccessExpressionSyntax access => Mentions(access.Expression, name),
        _ => false,
    });

    private static bool Mentions(SyntaxNode condition, string name) => condition.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name);
}
