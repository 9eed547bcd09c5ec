using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Callbacks in a list that are called one after the other under the lock of the list, as the last thing under it: the list is copied under the lock, and they are called behind it.
/// </summary>
internal sealed class LockedIteration
{
    private readonly LockStatementSyntax _region;
    private readonly ForEachStatementSyntax _loop;
    private readonly ITypeSymbol _element;
    private readonly string _copy;

    private LockedIteration(LockStatementSyntax region, ForEachStatementSyntax loop, ITypeSymbol element, string copy)
    {
        _region = region;
        _loop = loop;
        _element = element;
        _copy = copy;
    }

    /// <summary>The change for a call; null where the loop does more than to make it, or tells it what only the lock keeps the same.</summary>
    internal static LockedIteration? Of(InvocationExpressionSyntax call, FixSite site)
    {
        ExpressionSyntax whole = call.Parent is ConditionalAccessExpressionSyntax access && access.WhenNotNull == call ? access : call;
        if (whole.Parent is not ExpressionStatementSyntax statement || LoopOf(statement) is not { AwaitKeyword.RawKind: 0 } loop || RegionOf(loop) is not { Parent: BlockSyntax } region)
            return null;
        bool isOuter = !region.Ancestors().TakeWhile(static ancestor => !FunctionOf.IsFunction(ancestor)).Any(static ancestor => ancestor is LockStatementSyntax);
        bool isOwn = loop.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };
        if (!isOuter || !isOwn || site.Model.GetSymbolInfo(loop.Expression).Symbol is not IFieldSymbol { Type: INamedTypeSymbol { TypeArguments: [var element] } list } field)
            return null;
        bool canCopy = list.GetMembers("ToArray").OfType<IMethodSymbol>().Any(static method => method.Parameters.IsEmpty);
        return canCopy && whole.DescendantNodesAndSelf().All(node => IsSteady(node, call, loop, region, site.Model)) ? new(region, loop, element, NameFor(field, region, site)) : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        SyntaxTrivia lineEnd = Layout.LineEndOf(editor.OriginalRoot);
        var element = (TypeSyntax)editor.Generator.TypeExpression(_element).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        TypeSyntax type = SyntaxFactory.ArrayType(element, SyntaxFactory.SingletonList(SyntaxFactory.ArrayRankSpecifier(SyntaxFactory.SingletonSeparatedList<ExpressionSyntax>(SyntaxFactory.OmittedArraySizeExpression()))));
        StatementSyntax declaration = SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(type, SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(_copy))));
        StatementSyntax copy = SyntaxFactory.ParseStatement($"{_copy} = {_loop.Expression.WithoutTrivia()}.ToArray();").WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
        BlockSyntax body = _region.Statement is BlockSyntax block ? block.WithStatements(block.Statements.Replace(_loop, copy)) : OwnLines.Of(copy).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation);
        ForEachStatementSyntax moved = _loop.WithExpression(SyntaxFactory.IdentifierName(_copy).WithTriviaFrom(_loop.Expression)).WithAdditionalAnnotations(Formatter.Annotation);
        editor.InsertBefore(_region, declaration.WithLeadingTrivia(_region.GetLeadingTrivia()).WithTrailingTrivia(lineEnd).WithAdditionalAnnotations(Formatter.Annotation));
        editor.InsertAfter(_region, moved);
        editor.ReplaceNode(_region, _region.WithStatement(body).WithLeadingTrivia().WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static ForEachStatementSyntax? LoopOf(StatementSyntax statement) =>
        (statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent) as ForEachStatementSyntax;

    private static LockStatementSyntax? RegionOf(ForEachStatementSyntax loop) => loop.Parent switch
    {
        LockStatementSyntax region => region,
        BlockSyntax { Parent: LockStatementSyntax region } block => block.Statements.Last() == loop && !block.Statements.Any(static other => other is LocalFunctionStatementSyntax or LabeledStatementSyntax) ? region : null,
        _ => null,
    };

    // Names of locals that live longer than the lock, of the element itself, and of what never changes.
    private static bool IsSteady(SyntaxNode node, InvocationExpressionSyntax call, ForEachStatementSyntax loop, LockStatementSyntax region, SemanticModel model) => node switch
    {
        InvocationExpressionSyntax other => other == call,
        AssignmentExpressionSyntax or AnonymousFunctionExpressionSyntax or AwaitExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } => false,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } => false,
        SimpleNameSyntax name => model.GetSymbolInfo(name).Symbol switch
        {
            ILocalSymbol or IParameterSymbol => !IsDeclaredUnder(model.GetSymbolInfo(name).Symbol!, region) || name.Identifier.ValueText == loop.Identifier.ValueText,
            IFieldSymbol field => field.IsConst || field.IsReadOnly,
            IMethodSymbol or ITypeSymbol or INamespaceSymbol => true,
            _ => false,
        },
        _ => true,
    };

    private static bool IsDeclaredUnder(ISymbol symbol, LockStatementSyntax region) =>
        symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == region.SyntaxTree && region.Span.Contains(reference.Span));

    private static string NameFor(IFieldSymbol field, LockStatementSyntax region, FixSite site)
    {
        string plain = field.Name.TrimStart('_');
        string name = plain.Length == 0 ? "copy" : char.ToLowerInvariant(plain[0]) + plain.Substring(1);
        return Gate.Unique(SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "copy", Gate.NamesIn((SyntaxNode?)region.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? site.Root));
    }
}
