using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Flow;

/// <summary>The smallest code around a place that may run or not, or several times: within it, control that comes by the place passes it.</summary>
internal static class ConditionalPart
{
    internal static SyntaxNode Around(SyntaxNode place)
    {
        SyntaxNode child = place;
        for (SyntaxNode? parent = place.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (IsConditional(child, parent))
                return child;
        }

        return child;
    }

    /// <summary>Whether the part is the body of a loop.</summary>
    internal static bool IsLoop(SyntaxNode part) => part.Parent switch
    {
        WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax or ForStatementSyntax => part is StatementSyntax,
        _ => false,
    };

    private static bool IsConditional(SyntaxNode child, SyntaxNode parent) => parent switch
    {
        IfStatementSyntax choice => child != choice.Condition,
        ElseClauseSyntax or SwitchSectionSyntax or CatchClauseSyntax or SwitchExpressionArmSyntax => true,
        ConditionalExpressionSyntax choice => child != choice.Condition,
        ConditionalAccessExpressionSyntax access => child != access.Expression,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression } choice => child == choice.Right,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment => child == assignment.Right,
        _ => IsLoop(child) || child is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax,
    };
}
