using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Turns <c>_x = new X(); _x.Fill();</c> into <c>var x = new X(); x.Fill(); _x = x;</c>.</summary>
internal sealed class StoreWhenComplete
{
    private readonly ExpressionStatementSyntax _store;
    private readonly AssignmentExpressionSyntax _assignment;
    private readonly ISymbol _variable;
    private readonly string _local;
    private readonly List<StatementSyntax> _fills;
    private readonly SemanticModel _model;

    private StoreWhenComplete(ExpressionStatementSyntax store, AssignmentExpressionSyntax assignment, ISymbol variable, string local, List<StatementSyntax> fills, SemanticModel model)
    {
        _store = store;
        _assignment = assignment;
        _variable = variable;
        _local = local;
        _fills = fills;
        _model = model;
    }

    /// <summary>The edit for an assignment; null where control may leave before the object is complete, or something else may look at the variable.</summary>
    internal static StoreWhenComplete? For(AssignmentExpressionSyntax assignment, FixSite site)
    {
        SemanticModel model = site.Model;
        if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || assignment.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } store
            || assignment.Right is not BaseObjectCreationExpressionSyntax || model.GetSymbolInfo(assignment.Left).Symbol is not { } variable)
        {
            return null;
        }

        List<StatementSyntax> later = block.Statements.SkipWhile(statement => statement != store).Skip(1).ToList();
        List<StatementSyntax> fills = later.Take(later.FindLastIndex(statement => Names(statement, variable, model).Any()) + 1).ToList();
        bool isSimple = fills.Count > 0 && fills.TrueForAll(static statement => statement is ExpressionStatementSyntax or ForEachStatementSyntax or ForStatementSyntax or LocalDeclarationStatementSyntax)
            && !fills.Exists(static statement => statement.DescendantNodes().Any(static node => node is AnonymousFunctionExpressionSyntax or ReturnStatementSyntax or AwaitExpressionSyntax or YieldStatementSyntax));
        string local = LocalName(variable.Name);
        return isSimple && IsFree(local, store, model) ? new StoreWhenComplete(store, assignment, variable, local, fills, model) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        ExpressionSyntax name = SyntaxFactory.IdentifierName(_local);
        var declaration = (LocalDeclarationStatementSyntax)editor.Generator.LocalDeclarationStatement(DeclaredType(editor.Generator), _local, _assignment.Right.WithoutTrivia());
        editor.ReplaceNode(_store, declaration.WithTriviaFrom(_store).WithAdditionalAnnotations(Formatter.Annotation, Simplifier.Annotation));
        foreach (StatementSyntax fill in _fills)
        {
            IEnumerable<ExpressionSyntax> names = Names(fill, _variable, _model);
            StatementSyntax changed = fill.ReplaceNodes(names, (original, _) => name.WithTriviaFrom(original));
            if (fill != _fills[_fills.Count - 1])
            {
                editor.ReplaceNode(fill, changed);
                continue;
            }

            ExpressionStatementSyntax store = SyntaxFactory.ExpressionStatement(_assignment.WithRight(name.WithTriviaFrom(_assignment.Right))).WithTrailingTrivia(_store.GetTrailingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
            editor.InsertAfter(fill, store.WithAdditionalAnnotations(Formatter.Annotation));
            editor.ReplaceNode(fill, changed);
        }
    }

    // new(…) takes its type from the variable.
    private SyntaxNode DeclaredType(SyntaxGenerator generator) => _assignment.Right is ObjectCreationExpressionSyntax
        ? SyntaxFactory.IdentifierName("var")
        : generator.TypeExpression(_model.GetTypeInfo(_assignment.Left).Type!.WithNullableAnnotation(NullableAnnotation.NotAnnotated)).WithAdditionalAnnotations(Simplifier.Annotation);

    // The outermost expression that is the variable: this._x or _x.
    private static IEnumerable<ExpressionSyntax> Names(SyntaxNode node, ISymbol variable, SemanticModel model) => node.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, variable))
        .Select(static name => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : (ExpressionSyntax)name);

    private static string LocalName(string variable)
    {
        string name = variable.StartsWith("s_", StringComparison.Ordinal) || variable.StartsWith("m_", StringComparison.Ordinal) ? variable.Substring(2) : variable.TrimStart('_');
        name = name.Length == 0 ? "made" : char.ToLowerInvariant(name[0]) + name.Substring(1);
        return name == variable || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "made" : name;
    }

    private static bool IsFree(string name, SyntaxNode place, SemanticModel model) =>
        FunctionOf.Node(place) is { } function && !function.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name && token.Parent is not NameColonSyntax)
        && model.LookupSymbols(place.SpanStart, name: name).IsEmpty;
}
