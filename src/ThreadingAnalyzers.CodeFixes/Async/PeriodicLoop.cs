using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>
/// A timer with an async callback in a private field, as a loop over a <c>PeriodicTimer</c>: its rounds do not overlap, and each may fail. To dispose of that timer ends the
/// loop, so that whoever disposes of the field need not change.
/// </summary>
internal sealed class PeriodicLoop
{
    private readonly ExpressionStatementSyntax _statement;
    private readonly AssignmentExpressionSyntax _assignment;
    private readonly TypeSyntax _fieldType;
    private readonly BlockSyntax _round;
    private readonly ExpressionSyntax _period;
    private readonly bool _startsAtOnce;

    private PeriodicLoop(ExpressionStatementSyntax statement, AssignmentExpressionSyntax assignment, TypeSyntax fieldType, BlockSyntax round, ExpressionSyntax period, bool startsAtOnce)
    {
        _statement = statement;
        _assignment = assignment;
        _fieldType = fieldType;
        _round = round;
        _period = period;
        _startsAtOnce = startsAtOnce;
    }

    /// <summary>The change, for the reported callback; null where the timer is used for more, or its times are not plain.</summary>
    internal static PeriodicLoop? Of(FixSite site)
    {
        if (site.Node.Parent is not ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [_, var state, var due, var period], Initializer: null, Parent: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax { Parent: BlockSyntax } statement } assignment } creation })
            return null;
        if (site.Model.GetTypeInfo(creation).Type?.ToString() != "System.Threading.Timer" || !state.Expression.IsKind(SyntaxKind.NullLiteralExpression) || AsyncCallback.Of(site.Node, site)?.Body() is not { } round)
            return null;
        bool startsAtOnce = IsZero(due.Expression, site.Model);
        if (!(startsAtOnce || SyntaxFactory.AreEquivalent(due.Expression, period.Expression)) || !IsPositive(period.Expression, site.Model) || site.Model.Compilation.GetTypeByMetadataName("System.Threading.PeriodicTimer") is null || IsTraceless(site))
            return null;
        return FieldTypeOf(assignment.Left, assignment, site) is { } type ? new(statement, assignment, type, round, period.Expression, startsAtOnce) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        string timer = _statement.Ancestors().OfType<MemberDeclarationSyntax>().First().DescendantTokens().Any(static token => token.ValueText == "timer") ? "periodicTimer" : "timer";
        ExpressionSyntax span = TimeLimit.Span(_period, _period is LiteralExpressionSyntax);
        StatementSyntax created = ((StatementSyntax)editor.Generator.LocalDeclarationStatement(timer, SyntaxFactory.ObjectCreationExpression(
            TypeNames.Of("System.Threading.PeriodicTimer"), SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(span))), null))).WithAdditionalAnnotations(Formatter.Annotation);
        ExpressionSyntax tick = SyntaxFactory.ParseExpression($"await {timer}.WaitForNextTickAsync()");
        TryStatementSyntax guarded = CatchAll.Around(_round, editor.Generator);
        StatementSyntax loop = _startsAtOnce ? SyntaxFactory.DoStatement(OwnLines.Of(guarded), tick) : SyntaxFactory.WhileStatement(tick, OwnLines.Of(guarded));
        ExpressionSyntax work = SyntaxFactory.ParenthesizedLambdaExpression(SyntaxFactory.Token(SyntaxKind.AsyncKeyword), SyntaxFactory.ParameterList(), SyntaxFactory.Token(SyntaxKind.EqualsGreaterThanToken), OwnLines.Of(loop));
        // Only the parser knows a discard from a name.
        StatementSyntax started = SyntaxFactory.ExpressionStatement(((AssignmentExpressionSyntax)SyntaxFactory.ParseExpression("_ = 0")).WithRight(AsyncCallback.Run(work)));
        SyntaxTrivia end = Layout.LineEndOf(editor.OriginalRoot);
        editor.InsertBefore(_statement, created.WithLeadingTrivia(_statement.GetLeadingTrivia()).WithTrailingTrivia(end));
        editor.InsertAfter(_statement, started.WithTrailingTrivia(_statement.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
        StatementSyntax kept = _statement.WithExpression(_assignment.WithRight(SyntaxFactory.IdentifierName(timer))).WithLeadingTrivia().WithTrailingTrivia(end);
        editor.ReplaceNode(_statement, kept.WithAdditionalAnnotations(Formatter.Annotation));
        editor.ReplaceNode(_fieldType, TypeNames.Of("System.Threading.PeriodicTimer").WithTriviaFrom(_fieldType));
    }

    // Each other use has to mean the same with the other type.
    private static TypeSyntax? FieldTypeOf(ExpressionSyntax target, AssignmentExpressionSyntax assignment, FixSite site)
    {
        if (site.Model.GetSymbolInfo(target).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences: [var written], ContainingType.DeclaringSyntaxReferences: [var part] } field || written.SyntaxTree != site.Model.SyntaxTree)
            return null;
        if (written.GetSyntax() is not VariableDeclaratorSyntax { Initializer: null, Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration })
            return null;
        IEnumerable<IdentifierNameSyntax> uses = part.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == field.Name && !assignment.Left.Span.Contains(name.Span));
        return uses.All(IsNeutral) ? declaration.Type : null;
    }

    private static bool IsNeutral(IdentifierNameSyntax use)
    {
        ExpressionSyntax whole = use.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : use;
        return whole.Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose", Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } } => true,
            ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Dispose" }, ArgumentList.Arguments.Count: 0 } } => true,
            AssignmentExpressionSyntax { Right.RawKind: (int)SyntaxKind.NullLiteralExpression } => true,
            BinaryExpressionSyntax { Right.RawKind: (int)SyntaxKind.NullLiteralExpression } or IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax } => true,
            _ => false,
        };
    }

    private static bool IsZero(ExpressionSyntax time, SemanticModel model) => model.GetConstantValue(time) is { HasValue: true, Value: 0 } || model.GetSymbolInfo(time).Symbol is { Name: "Zero", ContainingType.Name: "TimeSpan" };

    // 0 and Timeout.Infinite mean once to a timer, and are no period to the other.
    private static bool IsPositive(ExpressionSyntax time, SemanticModel model) => time switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var made }, ArgumentList.Arguments: [var number] } => made.StartsWith("From", StringComparison.Ordinal) && model.GetConstantValue(number.Expression) is { HasValue: true, Value: > 0 or > 0L or > 0d },
        LiteralExpressionSyntax => model.GetConstantValue(time) is { HasValue: true, Value: > 0 },
        _ => false,
    };

    private static bool IsTraceless(FixSite site) => site.Model.Compilation.GetTypeByMetadataName("System.Diagnostics.Trace") is null;
}
