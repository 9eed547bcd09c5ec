using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Raises the event by <c>?.Invoke</c>, which reads it once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0319EventRaisedAfterNullTestCodeFix))]
public sealed class THR0319EventRaisedAfterNullTestCodeFix() : RuleCodeFix("THR0319")
{
    private const int CSharp6 = 6;

    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.LanguageVersion < CSharp6 || site.Node is not InvocationExpressionSyntax call || !ValueUse.IsDiscarded(call, site.Model) || EventOf(call) is not { } raised)
            yield break;
        if (SnapshotOf(raised, call, site.Model) is { } snapshot)
        {
            yield return new Repair("UseSnapshot", $"Raise '{snapshot}', which was tested", editor => editor.ReplaceNode(raised, SyntaxFactory.IdentifierName(snapshot).WithTriviaFrom(raised))) { NeedsProof = true };
            yield break;
        }

        ConditionalAccessExpressionSyntax repaired = SyntaxFactory.ConditionalAccessExpression(
            raised.WithoutTrivia(), SyntaxFactory.InvocationExpression(SyntaxFactory.MemberBindingExpression(SyntaxFactory.IdentifierName("Invoke")), call.ArgumentList.WithoutTrailingTrivia()));
        StatementSyntax? test = TestAround(call, raised);
        yield return new Repair("ConditionalInvoke", $"Use '{raised.WithoutTrivia()}?.Invoke'", editor =>
        {
            if (test is null)
                editor.ReplaceNode(call, repaired.WithTriviaFrom(call).WithAdditionalAnnotations(Formatter.Annotation));
            else
                editor.ReplaceNode(test, SyntaxFactory.ExpressionStatement(repaired).WithCommentsOf(test).WithAdditionalAnnotations(Formatter.Annotation));
        })
        { NeedsProof = true };
    }

    // Changed(…) and Changed.Invoke(…)
    private static ExpressionSyntax? EventOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Expression: var raised } => raised,
        IdentifierNameSyntax or MemberAccessExpressionSyntax => call.Expression,
        _ => null,
    };

    // var handler = Changed; if (handler != null) Changed(this, args);
    private static string? SnapshotOf(ExpressionSyntax raised, InvocationExpressionSyntax call, SemanticModel model) => call.Ancestors().TakeWhile(static node => !FunctionOf.IsFunction(node))
        .OfType<IfStatementSyntax>()
        .SelectMany(static test => test.Condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        .FirstOrDefault(name => model.GetSymbolInfo(name).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value } && IsSame(value.WithoutTrivia(), raised.WithoutTrivia())))?.Identifier.ValueText;

    /// <summary>The if statement that does nothing but to test and raise the event.</summary>
    private static IfStatementSyntax? TestAround(InvocationExpressionSyntax call, ExpressionSyntax raised)
    {
        if (call.Parent is not ExpressionStatementSyntax statement)
            return null;
        SyntaxNode? parent = statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent;
        return parent is IfStatementSyntax { Else: null, Parent: not ElseClauseSyntax } test && IsTestOf(test.Condition, raised) ? test : null;
    }

    private static bool IsTestOf(ExpressionSyntax condition, ExpressionSyntax raised) => condition switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } comparison =>
            (IsSame(comparison.Left, raised) && comparison.Right.IsKind(SyntaxKind.NullLiteralExpression)) || (IsSame(comparison.Right, raised) && comparison.Left.IsKind(SyntaxKind.NullLiteralExpression)),
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax or RecursivePatternSyntax { Designation: null } } pattern => IsSame(pattern.Expression, raised),
        _ => false,
    };

    private static bool IsSame(ExpressionSyntax one, ExpressionSyntax other) => SyntaxFactory.AreEquivalent(one, other);
}
