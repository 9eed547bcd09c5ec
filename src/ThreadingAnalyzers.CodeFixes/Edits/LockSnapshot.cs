using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Moves the last call of a lock statement behind it. What the call reads of state that may change is read under the lock, into locals; where it does more than
/// to read, nothing is moved.
/// </summary>
internal sealed class LockSnapshot
{
    private readonly LastCallOfLock _call;
    private readonly FixSite _site;
    private readonly List<(ExpressionSyntax Read, ITypeSymbol Type, string Name)> _copies = [];
    private readonly HashSet<string> _taken;

    private LockSnapshot(LastCallOfLock call, FixSite site)
    {
        _call = call;
        _site = site;
        _taken = Gate.NamesIn((SyntaxNode?)call.Region.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? site.Root);
    }

    /// <summary>The move of a call, or null where it would not mean the same.</summary>
    internal static LockSnapshot? Of(LastCallOfLock call, FixSite site)
    {
        var snapshot = new LockSnapshot(call, site);
        return snapshot.CanRead(call.Statement.Expression) ? snapshot : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        ExpressionStatementSyntax moved = _call.Statement.ReplaceNodes(
            _copies.Select(static copy => copy.Read),
            (read, _) => SyntaxFactory.IdentifierName(_copies.First(copy => copy.Read == read).Name).WithTriviaFrom(read));
        IEnumerable<StatementSyntax> reads = _copies.Select(static copy => (StatementSyntax)SyntaxFactory.ExpressionStatement(SyntaxFactory.AssignmentExpression(
            SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName(copy.Name), copy.Read.WithoutTrivia())).WithAdditionalAnnotations(Formatter.Annotation));
        var block = (BlockSyntax)_call.Region.Statement;
        BlockSyntax shorter = block.WithStatements(SyntaxFactory.List(block.Statements.Take(block.Statements.Count - 1).Concat(reads)));
        LockStatementSyntax region = _call.Region.WithStatement(shorter);
        if (_copies.Count > 0)
        {
            List<StatementSyntax> declarations = _copies.ConvertAll(Declaration);
            declarations[0] = declarations[0].WithLeadingTrivia(region.GetLeadingTrivia());
            editor.InsertBefore(_call.Region, declarations);
            region = region.WithLeadingTrivia(SyntaxFactory.TriviaList()).WithAdditionalAnnotations(Formatter.Annotation);
        }

        editor.InsertAfter(_call.Region, moved.WithAdditionalAnnotations(Formatter.Annotation));
        editor.ReplaceNode(_call.Region, region);
    }

    private StatementSyntax Declaration((ExpressionSyntax Read, ITypeSymbol Type, string Name) copy)
    {
        var type = (TypeSyntax)_site.Generator.TypeExpression(copy.Type).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        return SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(type, SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(copy.Name))))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    // The parts of the call, from left to right: what may change is copied, and what does more than to read stops it all.
    private bool CanRead(ExpressionSyntax expression) => expression switch
    {
        ThisExpressionSyntax or LiteralExpressionSyntax or TypeOfExpressionSyntax or DefaultExpressionSyntax or MemberBindingExpressionSyntax or PredefinedTypeSyntax => true,
        IdentifierNameSyntax or MemberAccessExpressionSyntax => CanReadName(expression),
        ConditionalAccessExpressionSyntax access => CanRead(access.Expression) && CanRead(access.WhenNotNull),
        InvocationExpressionSyntax call when IsReported(call) => CanReadTarget(call.Expression) && CanReadAll(call.ArgumentList),
        BaseObjectCreationExpressionSyntax { Initializer: null } creation => CanReadAll(creation.ArgumentList),
        CastExpressionSyntax cast => CanRead(cast.Expression),
        ParenthesizedExpressionSyntax parenthesized => CanRead(parenthesized.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => CanRead(suppressed.Operand),
        _ => false,
    };

    private bool IsReported(InvocationExpressionSyntax call) => call == _site.Node;

    private bool CanReadAll(ArgumentListSyntax? arguments) =>
        arguments is null || arguments.Arguments.All(argument => argument.RefKindKeyword.RawKind == 0 && CanRead(argument.Expression));

    // Changed(…), _callback.Invoke(…), _source.Cancel(): the object in front, not the method.
    private bool CanReadTarget(ExpressionSyntax target) => target switch
    {
        _ when _site.Model.GetSymbolInfo(target).Symbol is IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke } method && !CallsOutOnly(method) => false,
        MemberAccessExpressionSyntax access when _site.Model.GetSymbolInfo(access).Symbol is IMethodSymbol => CanRead(access.Expression),
        IdentifierNameSyntax when _site.Model.GetSymbolInfo(target).Symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary } => true,
        _ => CanRead(target),
    };

    // OnChanged(e) raises its event; what works on more of the object's state than delegates is done under the lock for a reason.
    private bool CallsOutOnly(IMethodSymbol method) => method.DeclaringSyntaxReferences.All(part =>
    {
        SyntaxNode declaration = part.GetSyntax();
        SemanticModel model = declaration.SyntaxTree == _site.Root.SyntaxTree ? _site.Model : _site.Model.Compilation.GetSemanticModel(declaration.SyntaxTree);
        return declaration.DescendantNodes().OfType<SimpleNameSyntax>().All(name => model.GetSymbolInfo(name).Symbol switch
        {
            IFieldSymbol field => field.IsConst || field.Type.TypeKind == TypeKind.Delegate,
            IPropertySymbol property => property.DeclaringSyntaxReferences.IsEmpty,
            IMethodSymbol { MethodKind: MethodKind.Ordinary } called => called.DeclaringSyntaxReferences.IsEmpty,
            _ => true,
        });
    });

    private bool CanReadName(ExpressionSyntax name)
    {
        switch (_site.Model.GetSymbolInfo(name).Symbol)
        {
            case IEventSymbol or ITypeSymbol or INamespaceSymbol:
            case IFieldSymbol { IsConst: true } or IFieldSymbol { IsReadOnly: true, IsStatic: true }:
                return true;
            case IFieldSymbol { IsReadOnly: true } when IsOwn(name):
                return true;
            case ILocalSymbol or IParameterSymbol:
                return !IsDeclaredInside(_site.Model.GetSymbolInfo(name).Symbol!);
            case IFieldSymbol { Type: var type } field when IsOwn(name) && !field.IsVolatile:
                return Copy(name, type, field.Name);
            case IPropertySymbol { Type: var type, IsIndexer: false } property when IsOwn(name):
                return Copy(name, type, property.Name);
            default:
                return false;
        }
    }

    private static bool IsOwn(ExpressionSyntax name) => name is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };

    private bool IsDeclaredInside(ISymbol symbol) => symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == _site.Root.SyntaxTree && _call.Region.Span.Contains(reference.Span));

    private bool Copy(ExpressionSyntax read, ITypeSymbol type, string member)
    {
        string plain = member.TrimStart('_');
        string name = Gate.Unique(plain.Length == 0 ? "value" : char.ToLowerInvariant(plain[0]) + plain.Substring(1), _taken);
        if (type.IsRefLikeType || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            return false;
        _taken.Add(name);
        _copies.Add((read, type, name));
        return true;
    }
}
