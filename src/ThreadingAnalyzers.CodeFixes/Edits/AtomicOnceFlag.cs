using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Makes a private flag a number that Interlocked tests and sets in one step. Everything else that uses it goes on to see a flag.</summary>
internal sealed class AtomicOnceFlag(FixSite site, FieldDeclarationSyntax declaration, List<ExpressionSyntax> uses, List<TestAndSet> pairs, bool isVolatile)
{
    /// <summary>The edit for the assignment of a flag; null where a use of the flag is of another kind than to test it and to set it.</summary>
    internal static AtomicOnceFlag? Of(FixSite site, AssignmentExpressionSyntax set)
    {
        if (site.Model.GetSymbolInfo(set.Left).Symbol is not IFieldSymbol { Type.SpecialType: SpecialType.System_Boolean } field || FieldUses.DeclarationOf(field, site) is not { } declaration)
            return null;
        if (declaration.Declaration.Variables[0].Initializer is { Value: not LiteralExpressionSyntax } || FieldUses.PlainUses(field, site) is not { } uses || !AtomicCall.IsKnown(site))
            return null;
        List<AssignmentExpressionSyntax> assignments = [.. uses.Select(FieldUses.AssignmentTo).OfType<AssignmentExpressionSyntax>()];
        if (assignments.Exists(static assignment => TestAndSet.ValueOf(assignment) is null))
            return null;
        List<TestAndSet> pairs = [.. assignments.Select(TestAndSet.Of).OfType<TestAndSet>().Where(pair => uses.Contains(pair.Flag))];
        return pairs.Exists(pair => pair.Set.Expression == set) ? new AtomicOnceFlag(site, declaration, uses, pairs, field.IsVolatile) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        var joined = new HashSet<ExpressionSyntax>();
        foreach (TestAndSet pair in pairs)
        {
            joined.Add(pair.Flag);
            joined.Add(((AssignmentExpressionSyntax)pair.Set.Expression).Left);
            editor.ReplaceNode(pair.Test, Exchange(pair));
            editor.RemoveNode(pair.Set, SyntaxRemoveOptions.KeepNoTrivia);
        }

        foreach (ExpressionSyntax use in uses.Where(use => !joined.Contains(use)))
        {
            if (FieldUses.AssignmentTo(use) is { } assignment)
                editor.ReplaceNode(assignment, Write(assignment));
            else
                editor.ReplaceNode(TestOf(use), Read(use));
        }

        editor.ReplaceNode(declaration, Declare());
    }

    // Whatever the flag was, it has the value now: the thread that finds the other one is the one that sets it.
    private ExpressionSyntax Exchange(TestAndSet pair)
    {
        ExpressionSyntax old = AtomicCall.Exchange(pair.Flag, Number(pair.Value), site);
        bool isTrueForSet = pair.Set.Parent is BlockSyntax block && block.Statements.IndexOf(pair.Set) > 0 ? pair.Value : !pair.Value;
        return Compare(old, isTrueForSet).WithTriviaFrom(pair.Test);
    }

    private ExpressionSyntax Write(AssignmentExpressionSyntax assignment)
    {
        AssignmentExpressionSyntax number = assignment.WithRight(Number(TestAndSet.ValueOf(assignment)!.Value).WithTriviaFrom(assignment.Right));
        return IsVolatileCall(assignment.Left) ? UseVolatile.Write(number, site) : number;
    }

    private ExpressionSyntax Read(ExpressionSyntax use)
    {
        ExpressionSyntax test = TestOf(use);
        ExpressionSyntax value = IsVolatileCall(use) ? UseVolatile.Read(use, site) : use;
        ExpressionSyntax comparison = Compare(value.WithoutTrivia(), test == use).WithTriviaFrom(test);
        return test.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } or WhileStatementSyntax or DoStatementSyntax
            ? comparison
            : ValueUse.InParenthesesIfNeeded(comparison, test);
    }

    private bool IsVolatileCall(ExpressionSyntax use) => !isVolatile && UseVolatile.Supports(use, site.Model);

    private static ExpressionSyntax TestOf(ExpressionSyntax use) => use.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not ? not : use;

    private static ExpressionSyntax Compare(ExpressionSyntax value, bool isSet) => SyntaxFactory.BinaryExpression(isSet ? SyntaxKind.NotEqualsExpression : SyntaxKind.EqualsExpression, value, Number(false)).WithAdditionalAnnotations(Formatter.Annotation);

    private static LiteralExpressionSyntax Number(bool value) => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(value ? 1 : 0));

    private FieldDeclarationSyntax Declare()
    {
        VariableDeclarationSyntax variables = declaration.Declaration;
        VariableDeclaratorSyntax variable = variables.Variables[0];
        if (variable.Initializer is { } initial)
            variable = variable.WithInitializer(initial.WithValue(Number(initial.Value.IsKind(SyntaxKind.TrueLiteralExpression)).WithTriviaFrom(initial.Value)));
        TypeSyntax type = SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.IntKeyword)).WithTriviaFrom(variables.Type);
        return declaration.WithDeclaration(variables.WithType(type).WithVariables(SyntaxFactory.SingletonSeparatedList(variable)));
    }
}
