using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The code of a top-level type and its nested types, member by member, over all files of a partial type. A member is bound when its scan is
/// asked for, and only then: binding is most of what an analyzer costs. Who asks again gets the same bodies, with the flows that they know already.
/// </summary>
internal sealed class TypeMembers
{
    private readonly List<(SyntaxNode Code, SyntaxNode Declaration)> _members = [];
    private readonly Dictionary<SyntaxNode, BodyScan?> _scans = [];
    private readonly Dictionary<SyntaxTree, SemanticModel> _models;
    private readonly Compilation _compilation;
    private readonly ThreadingModel _model;
    private readonly CancellationToken _cancellation;

    /// <summary>Finds the members.</summary>
    /// <param name="type">The type.</param>
    /// <param name="file">The semantic model of one of its files.</param>
    /// <param name="model">The model of the compilation.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal TypeMembers(INamedTypeSymbol type, SemanticModel file, ThreadingModel model, CancellationToken cancellation)
    {
        _models = new() { [file.SyntaxTree] = file };
        _compilation = file.Compilation;
        _model = model;
        _cancellation = cancellation;
        foreach (SyntaxReference part in type.DeclaringSyntaxReferences)
            Collect(part.GetSyntax(cancellation));
        // The compiler names the parts of a type in any order; findings must not depend on it.
        _members.Sort(static (left, right) => Compare(left.Code, right.Code));
    }

    private static int Compare(SyntaxNode left, SyntaxNode right)
    {
        int file = left.SyntaxTree == right.SyntaxTree ? 0 : string.CompareOrdinal(left.SyntaxTree.FilePath, right.SyntaxTree.FilePath);
        return file != 0 ? file : left.SpanStart.CompareTo(right.SpanStart);
    }

    /// <summary>The members whose text has to do with threads, in the order of files and places.</summary>
    internal IEnumerable<BodyScan> Concerned => Scans(_members.Where(member => _model.MayConcern(member.Declaration.SyntaxTree, member.Declaration.Span, _cancellation)));

    /// <summary>All members.</summary>
    internal IEnumerable<BodyScan> All => Scans(_members);

    private IEnumerable<BodyScan> Scans(IEnumerable<(SyntaxNode Code, SyntaxNode Declaration)> members) =>
        members.Select(member => KnownScanOf(member.Code)).Where(static scan => scan is not null)!;

    private BodyScan? KnownScanOf(SyntaxNode code)
    {
        if (!_scans.TryGetValue(code, out BodyScan? scan))
            _scans.Add(code, scan = ScanOf(code));
        return scan;
    }

    private BodyScan? ScanOf(SyntaxNode code)
    {
        SemanticModel semantics = ModelOf(code.SyntaxTree);
        return semantics.GetOperation(code, _cancellation) is { } operation && OwnerOf(code, semantics) is { } owner
            ? BodyScan.Of(operation, owner, _model, _cancellation)
            : null;
    }

    private SemanticModel ModelOf(SyntaxTree tree)
    {
#pragma warning disable RS1030 // The other files of a partial type are not at hand otherwise.
        if (!_models.TryGetValue(tree, out SemanticModel? semantics))
            _models.Add(tree, semantics = _compilation.GetSemanticModel(tree));
#pragma warning restore RS1030
        return semantics;
    }

    private ISymbol? OwnerOf(SyntaxNode code, SemanticModel semantics) => code switch
    {
        EqualsValueClauseSyntax { Parent: { } variable } => semantics.GetDeclaredSymbol(variable, _cancellation),
        ArrowExpressionClauseSyntax { Parent: { } property } => (semantics.GetDeclaredSymbol(property, _cancellation) as IPropertySymbol)?.GetMethod,
        TypeDeclarationSyntax type => PrimaryConstructorOf(type, semantics),
        CompilationUnitSyntax program => semantics.GetDeclaredSymbol(program, _cancellation),
        _ => semantics.GetDeclaredSymbol(code, _cancellation),
    };

    private IMethodSymbol? PrimaryConstructorOf(TypeDeclarationSyntax declaration, SemanticModel semantics) =>
        (semantics.GetDeclaredSymbol(declaration, _cancellation) as INamedTypeSymbol)?.InstanceConstructors
            .FirstOrDefault(constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(_cancellation) == declaration));

    private void Collect(SyntaxNode declaration)
    {
        switch (declaration)
        {
            case CompilationUnitSyntax program:
                _members.Add((program, program));
                break;
            case TypeDeclarationSyntax type:
                if (type.BaseList is { } bases && bases.Types.Any(static item => item is PrimaryConstructorBaseTypeSyntax))
                    _members.Add((type, bases));
                foreach (MemberDeclarationSyntax member in type.Members)
                    Collect(member);
                break;
            case BaseMethodDeclarationSyntax method when method.Body is not null || method.ExpressionBody is not null || method is ConstructorDeclarationSyntax:
                _members.Add((method, method));
                break;
            case BaseFieldDeclarationSyntax field:
                foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables)
                    Add(variable.Initializer, field);
                break;
            case BasePropertyDeclarationSyntax property:
                CollectProperty(property);
                break;
        }
    }

    private void CollectProperty(BasePropertyDeclarationSyntax property)
    {
        Add((property as PropertyDeclarationSyntax)?.ExpressionBody ?? (property as IndexerDeclarationSyntax)?.ExpressionBody, property);
        Add((property as PropertyDeclarationSyntax)?.Initializer, property);
        foreach (AccessorDeclarationSyntax accessor in property.AccessorList?.Accessors ?? default)
        {
            if (accessor.Body is not null || accessor.ExpressionBody is not null)
                _members.Add((accessor, property));
        }
    }

    private void Add(SyntaxNode? code, SyntaxNode declaration)
    {
        if (code is not null)
            _members.Add((code, declaration));
    }
}
