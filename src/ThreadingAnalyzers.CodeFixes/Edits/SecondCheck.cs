using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Repeats the test before a lock statement under the lock.</summary>
internal sealed class SecondCheck
{
    private readonly LockStatementSyntax _region;
    private readonly ExpressionSyntax _condition;

    private SecondCheck(LockStatementSyntax region, ExpressionSyntax condition)
    {
        _region = region;
        _condition = condition;
    }

    /// <summary>The edit for an assignment; null where the lock statement is not all that the test decides about.</summary>
    internal static SecondCheck? For(AssignmentExpressionSyntax assignment)
    {
        if (assignment.FirstAncestorOrSelf<LockStatementSyntax>() is not { } region)
            return null;
        SyntaxNode branch = region.Parent is BlockSyntax { Statements.Count: 1 } block ? block : region;
        bool isTest = branch.Parent is IfStatementSyntax { Else: null };
        return isTest && assignment.Parent is ExpressionStatementSyntax && !Declares(region.Statement) ? new SecondCheck(region, ((IfStatementSyntax)branch.Parent!).Condition) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        StatementSyntax inner = _region.Statement is BlockSyntax block ? block.WithoutTrivia() : SyntaxFactory.Block(_region.Statement);
        IfStatementSyntax check = SyntaxFactory.IfStatement(_condition.WithoutTrivia(), inner is BlockSyntax { Statements: [ExpressionStatementSyntax only] } single && !KeptComments.HasComments(single) ? only : inner);
        StatementSyntax region = _region.Statement is BlockSyntax outer
            ? outer.WithStatements(SyntaxFactory.SingletonList<StatementSyntax>(check))
            : SyntaxFactory.Block(check);
        editor.ReplaceNode(_region, _region.WithStatement(region.WithTrailingTrivia(_region.Statement.GetTrailingTrivia())).WithAdditionalAnnotations(Formatter.Annotation));
    }

    // A condition that declares a variable cannot be said twice.
    private static bool Declares(StatementSyntax statement) => statement.DescendantNodes().Any(static node => node is SingleVariableDesignationSyntax);
}
