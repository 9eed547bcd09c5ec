using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Replaces <c>x ??= y</c> and <c>if (x == null) x = y;</c> by <c>LazyInitializer.EnsureInitialized(ref x, () => y)</c>, after which all threads have one object.</summary>
internal sealed class EnsureInitialized
{
    private readonly SyntaxNode _replaced;
    private readonly AssignmentExpressionSyntax _assignment;
    private readonly INamedTypeSymbol _initializer;

    private EnsureInitialized(SyntaxNode replaced, AssignmentExpressionSyntax assignment, INamedTypeSymbol initializer)
    {
        _replaced = replaced;
        _assignment = assignment;
        _initializer = initializer;
    }

    /// <summary>The edit for an assignment; null where the variable cannot be passed by reference, or more is done than to give it a value.</summary>
    internal static EnsureInitialized? For(AssignmentExpressionSyntax assignment, FixSite site)
    {
        SemanticModel model = site.Model;
        bool isObject = model.GetSymbolInfo(assignment.Left).Symbol is IFieldSymbol { IsReadOnly: false, IsVolatile: false, Type.IsReferenceType: true, ContainingType.IsValueType: false };
        if (!isObject || FunctionOf.Suspends(assignment.Right) || !IsCreation(assignment.Right) || model.Compilation.GetTypeByMetadataName("System.Threading.LazyInitializer") is not { } initializer)
            return null;
        if (assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression))
            return new EnsureInitialized(assignment, assignment, initializer);
        SyntaxNode branch = assignment.Parent?.Parent is BlockSyntax { Statements.Count: 1 } block ? block : assignment.Parent!;
        return assignment.Parent is ExpressionStatementSyntax && branch.Parent is IfStatementSyntax { Else: null, Parent: BlockSyntax } test && IsNullTest(test.Condition, assignment.Left) && !KeptComments.HasComments(test.Statement)
            ? new EnsureInitialized(test, assignment, initializer)
            : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        SyntaxGenerator generator = editor.Generator;
        SyntaxNode type = generator.TypeExpression(_initializer).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        SyntaxNode factory = generator.ValueReturningLambdaExpression(_assignment.Right.WithoutTrivia());
        var call = (ExpressionSyntax)generator.InvocationExpression(
            generator.MemberAccessExpression(type, "EnsureInitialized"), generator.Argument(RefKind.Ref, _assignment.Left.WithoutTrivia()), generator.Argument(factory));
        SyntaxNode replacement = _replaced is StatementSyntax ? SyntaxFactory.ExpressionStatement(call) : call;
        editor.ReplaceNode(_replaced, replacement.WithTriviaFrom(_replaced).WithAdditionalAnnotations(Formatter.Annotation));
    }

    // A constructor never returns null, which EnsureInitialized does not take for a value.
    private static bool IsCreation(ExpressionSyntax value) => value is BaseObjectCreationExpressionSyntax;

    private static bool IsNullTest(ExpressionSyntax condition, ExpressionSyntax variable) => condition switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression, Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } comparison =>
            SyntaxFactory.AreEquivalent(comparison.Left, variable),
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } } } test => SyntaxFactory.AreEquivalent(test.Expression, variable),
        _ => false,
    };
}
