using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Does in one call what was done in two: TryAdd, GetOrAdd, AddOrUpdate.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0310CheckThenActCodeFix))]
public sealed class THR0310CheckThenActCodeFix() : RuleCodeFix("THR0310")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } check)
        {
            Repair? repair = called.Name.Identifier.ValueText switch
            {
                "ContainsKey" => Count(check, called, site) ?? Add(check, called, site),
                "TryGetValue" => GetOrAdd(check, called, site),
                _ => null,
            };
            if (repair is not null)
                yield return repair;
        }
        else if (Change(site) is { } change)
        {
            yield return change;
        }
    }

    // d[k]++, d[k] += n
    private static Repair? Change(FixSite site)
    {
        if (Step.Of(site.Node, site.Model) is not { } step || !ValueUse.IsDiscarded(step.Expression, site.Model))
            return null;
        return new Repair("AddOrUpdate", "Use AddOrUpdate", editor => editor.ReplaceNode(step.Expression, step.Call(step.First(), Unused(step.Expression)).WithCommentsOf(step.Expression).WithAdditionalAnnotations(Formatter.Annotation)))
        { NeedsProof = true };
    }

    // if (d.ContainsKey(k)) d[k]++; else d[k] = 1;
    private static Repair? Count(InvocationExpressionSyntax check, MemberAccessExpressionSyntax called, FixSite site)
    {
        if (check.Parent is not IfStatementSyntax { Else.Statement: var otherwise } test || test.Parent is ElseClauseSyntax || Single(test.Statement) is not { } change || Single(otherwise) is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set)
            return null;
        if (Step.Of(change, site.Model) is not { } step || !IsElement(set.Left, called.Expression, check) || !IsElement(step.Element, called.Expression, check) || !IsCheap(set.Right))
            return null;
        return new Repair("AddOrUpdate", "Use AddOrUpdate", editor => editor.ReplaceNode(test, SyntaxFactory.ExpressionStatement(step.Call(set.Right.WithoutTrivia(), Unused(test))).WithCommentsOf(test).WithAdditionalAnnotations(Formatter.Annotation)))
        { NeedsProof = true };
    }

    // if (!d.ContainsKey(k)) { d[k] = v; … }
    private static Repair? Add(InvocationExpressionSyntax check, MemberAccessExpressionSyntax called, FixSite site)
    {
        if (check.Parent is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null, Parent: not ElseClauseSyntax } test } || StatementsOf(test.Statement) is not [ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set } first, ..] statements)
            return null;
        if (!IsElement(set.Left, called.Expression, check) || (test.Statement is BlockSyntax ? KeptComments.HasComments(first) : KeptComments.HasComments(first.WithoutTrailingTrivia())))
            return null;
        if (!IsCheap(set.Right))
            return statements.Count == 1 ? Make(check, called, test, set.Right) : null;
        ExpressionSyntax add = check.WithExpression(called.WithName(SyntaxFactory.IdentifierName("TryAdd"))).WithArgumentList(check.ArgumentList.AddArguments(SyntaxFactory.Argument(set.Right.WithoutTrivia()))).WithoutTrivia();
        return new Repair("TryAdd", "Use TryAdd", editor =>
        {
            if (statements.Count == 1)
            {
                editor.ReplaceNode(test, SyntaxFactory.ExpressionStatement(add).WithCommentsOf(test).WithAdditionalAnnotations(Formatter.Annotation));
                return;
            }

            editor.ReplaceNode(check.Parent, add.WithTriviaFrom(check.Parent).WithAdditionalAnnotations(Formatter.Annotation));
            editor.RemoveNode(first, SyntaxRemoveOptions.KeepNoTrivia);
        })
        { NeedsProof = true };
    }

    // if (!d.ContainsKey(k)) d[k] = Make(…); the value is made only where the key is missing.
    private static Repair? Make(InvocationExpressionSyntax check, MemberAccessExpressionSyntax called, IfStatementSyntax test, ExpressionSyntax value)
    {
        if (value.DescendantNodesAndSelf().Any(static node => node is AwaitExpressionSyntax or DeclarationExpressionSyntax))
            return null;
        ExpressionSyntax factory = SyntaxFactory.SimpleLambdaExpression(SyntaxFactory.Parameter(SyntaxFactory.Identifier("_")), value.WithoutTrivia());
        ExpressionSyntax add = check.WithExpression(called.WithName(SyntaxFactory.IdentifierName("GetOrAdd"))).WithArgumentList(check.ArgumentList.AddArguments(SyntaxFactory.Argument(factory))).WithoutTrivia();
        return new Repair("GetOrAdd", "Use GetOrAdd", editor => editor.ReplaceNode(test, SyntaxFactory.ExpressionStatement(add).WithCommentsOf(test).WithAdditionalAnnotations(Formatter.Annotation)))
        { NeedsProof = true };
    }

    // if (!d.TryGetValue(k, out var v)) { v = …; d[k] = v; }
    private static Repair? GetOrAdd(InvocationExpressionSyntax check, MemberAccessExpressionSyntax called, FixSite site)
    {
        if (check.Parent is not PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression, Parent: IfStatementSyntax { Else: null, Parent: BlockSyntax } test } || check.ArgumentList.Arguments is not [var key, { RefOrOutKeyword.RawKind: (int)SyntaxKind.OutKeyword } found])
            return null;
        if (ValueMade(test.Statement, found.Expression, called.Expression, check) is not { } made || KeptComments.HasComments(test.Statement) || FunctionOf.Suspends(made) || !IsFunctionOfKey(made, found.Expression))
            return null;
        string name = NameOf(found.Expression)!;
        LambdaExpressionSyntax factory = SyntaxFactory.SimpleLambdaExpression(SyntaxFactory.Parameter(SyntaxFactory.Identifier(Unused(test))), made.WithoutTrivia());
        ExpressionSyntax call = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, called.Expression.WithoutTrivia(), SyntaxFactory.IdentifierName("GetOrAdd")),
            SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(new[] { key.WithoutTrivia(), SyntaxFactory.Argument(factory) })));
        StatementSyntax repaired = found.Expression is DeclarationExpressionSyntax declaration
            ? SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(declaration.Type.WithoutTrivia(), SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(call)))))
            : SyntaxFactory.ExpressionStatement(SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName(name), call));
        return new Repair("GetOrAdd", "Use GetOrAdd", editor => editor.ReplaceNode(test, repaired.WithCommentsOf(test).WithAdditionalAnnotations(Formatter.Annotation))) { NeedsProof = true };
    }

    // { v = E; d[k] = v; }, { d[k] = v = E; } or { v = E; d.TryAdd(k, v); }
    private static ExpressionSyntax? ValueMade(StatementSyntax branch, ExpressionSyntax found, ExpressionSyntax dictionary, InvocationExpressionSyntax check)
    {
        SyntaxList<StatementSyntax> statements = StatementsOf(branch);
        if (statements is [ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Right: AssignmentExpressionSyntax inner } outer }])
        {
            bool isSetFirst = IsElement(outer.Left, dictionary, check) && NameOf(inner.Left) == NameOf(found);
            bool isSetSecond = IsElement(inner.Left, dictionary, check) && NameOf(outer.Left) == NameOf(found);
            return isSetFirst || isSetSecond ? inner.Right : null;
        }

        if (statements is not [ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } made }, ExpressionStatementSyntax { Expression: var last }] || NameOf(made.Left) != NameOf(found))
            return null;
        bool isKept = last switch
        {
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set => IsElement(set.Left, dictionary, check) && NameOf(set.Right) == NameOf(found),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryAdd" } add, ArgumentList.Arguments: [var key, var value] } =>
                SyntaxFactory.AreEquivalent(add.Expression, dictionary) && SyntaxFactory.AreEquivalent(key.Expression, check.ArgumentList.Arguments[0].Expression) && NameOf(value.Expression) == NameOf(found),
            _ => false,
        };
        return isKept ? made.Right : null;
    }

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax variable } => variable.Identifier.ValueText,
        _ => null,
    };

    private static bool IsFunctionOfKey(ExpressionSyntax made, ExpressionSyntax found) => NameOf(found) is { } name && !Gate.NamesIn(made).Contains(name);

    private static bool IsElement(ExpressionSyntax target, ExpressionSyntax dictionary, InvocationExpressionSyntax check) =>
        target is ElementAccessExpressionSyntax { ArgumentList.Arguments: [var key] } element && SyntaxFactory.AreEquivalent(element.Expression, dictionary) && SyntaxFactory.AreEquivalent(key.Expression, check.ArgumentList.Arguments[0].Expression);

    private static ExpressionSyntax? Single(StatementSyntax statement) => StatementsOf(statement) is [ExpressionStatementSyntax { Expression: var only }] ? only : null;

    private static SyntaxList<StatementSyntax> StatementsOf(StatementSyntax statement) => statement is BlockSyntax block ? block.Statements : SyntaxFactory.SingletonList(statement);

    /// <summary>Whether evaluating it where it was not needed costs little and does nothing.</summary>
    private static bool IsCheap(ExpressionSyntax value) => !FunctionOf.OwnNodes(value).Any(static node => node is InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax);

    private static string Unused(SyntaxNode node)
    {
        HashSet<string> taken = Gate.NamesIn(node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? node);
        return taken.Contains("_") ? Gate.Unique("key", taken) : "_";
    }

    /// <summary>A change of an element by an operator.</summary>
    private sealed record Step(ExpressionSyntax Expression, ElementAccessExpressionSyntax Element, SyntaxKind Operator, ExpressionSyntax Operand)
    {
        internal static Step? Of(SyntaxNode expression, SemanticModel model)
        {
            ExpressionSyntax one = SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(1));
            Step? step = expression switch
            {
                PostfixUnaryExpressionSyntax { Operand: ElementAccessExpressionSyntax element } unary => new(unary, element, unary.IsKind(SyntaxKind.PostIncrementExpression) ? SyntaxKind.AddExpression : SyntaxKind.SubtractExpression, one),
                PrefixUnaryExpressionSyntax { Operand: ElementAccessExpressionSyntax element } unary => new(unary, element, unary.IsKind(SyntaxKind.PreIncrementExpression) ? SyntaxKind.AddExpression : SyntaxKind.SubtractExpression, one),
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Left: ElementAccessExpressionSyntax element } sum => new(sum, element, SyntaxKind.AddExpression, sum.Right),
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression, Left: ElementAccessExpressionSyntax element } difference => new(difference, element, SyntaxKind.SubtractExpression, difference.Right),
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: ElementAccessExpressionSyntax element, Right: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression, Left: ElementAccessExpressionSyntax old } change } written when SyntaxFactory.AreEquivalent(element, old) => new(written, element, change.Kind(), change.Right),
                _ => null,
            };
            bool isSimple = step is { Element: { ArgumentList.Arguments.Count: 1 } element2 } && IsNumber(model.GetTypeInfo(element2).Type) && IsPure(step.Operand) && model.GetOperation(element2) is IPropertyReferenceOperation;
            return isSimple ? step : null;
        }

        /// <summary>The value of a key that was missing: what an element that starts at zero would become.</summary>
        internal ExpressionSyntax First() => Operator == SyntaxKind.AddExpression ? Operand.WithoutTrivia() : SyntaxFactory.PrefixUnaryExpression(SyntaxKind.UnaryMinusExpression, Operand.WithoutTrivia());

        internal InvocationExpressionSyntax Call(ExpressionSyntax first, string key)
        {
            string old = Gate.Unique("old", Gate.NamesIn(Expression.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? (SyntaxNode)Expression));
            ExpressionSyntax next = SyntaxFactory.BinaryExpression(Operator, SyntaxFactory.IdentifierName(old), Operand.WithoutTrivia());
            LambdaExpressionSyntax update = SyntaxFactory.ParenthesizedLambdaExpression(
                SyntaxFactory.ParameterList(SyntaxFactory.SeparatedList(new[] { SyntaxFactory.Parameter(SyntaxFactory.Identifier(key)), SyntaxFactory.Parameter(SyntaxFactory.Identifier(old)) })), next);
            return SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Element.Expression.WithoutTrivia(), SyntaxFactory.IdentifierName("AddOrUpdate")),
                SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(new[] { Element.ArgumentList.Arguments[0].WithoutTrivia(), SyntaxFactory.Argument(first), SyntaxFactory.Argument(update) })));
        }

        private static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Decimal or SpecialType.System_Single;

        private static bool IsPure(ExpressionSyntax operand) => operand is LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax };
    }
}
