using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;
using FactsOfRules = System.Collections.Immutable.ImmutableDictionary<ThreadingAnalyzers.Rules.CompilationRule, System.Collections.Concurrent.ConcurrentBag<object>>;

namespace ThreadingAnalyzers.Rules;

/// <summary>
/// Hosts rules: one registration, one scan of each body, then each rule in turn. It asks the compiler for files, and binds only the members whose
/// text has to do with threads: an analyzer that asks for operation blocks has every member of the program bound for it.
/// </summary>
public abstract class HostAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<OperationRule> _operationRules;
    private readonly Dictionary<OperationKind, ImmutableArray<OperationRule>> _rulesOfKind;
    private readonly ImmutableArray<BodyRule> _bodyRules;
    private readonly ImmutableArray<TypeRule> _typeRules;
    private readonly ImmutableArray<CompilationRule> _compilationRules;
    private readonly ImmutableArray<ConfigurationRule> _configurationRules;

    internal HostAnalyzer(ImmutableArray<Rule> rules)
    {
        _operationRules = rules.OfType<OperationRule>().ToImmutableArray();
        // Asked for every site of every body: each kind knows beforehand who wants it.
        _rulesOfKind = ((OperationKind[])Enum.GetValues(typeof(OperationKind))).Distinct()
            .ToDictionary(static kind => kind, kind => _operationRules.Where(rule => rule.Wants(kind)).ToImmutableArray());
        _bodyRules = rules.OfType<BodyRule>().ToImmutableArray();
        _typeRules = rules.OfType<TypeRule>().ToImmutableArray();
        _compilationRules = rules.OfType<CompilationRule>().ToImmutableArray();
        _configurationRules = rules.OfType<ConfigurationRule>().ToImmutableArray();
        SupportedDiagnostics = rules.Select(static rule => rule.Declaration).ToImmutableArray();
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    private void Start(CompilationStartAnalysisContext context)
    {
        ThreadingModel model = ThreadingModel.Of(context.Compilation, context.Options.AnalyzerConfigOptionsProvider);
        foreach (ConfigurationRule rule in _configurationRules.Where(rule => rule.HasFindings(model)))
            context.RegisterCompilationEndAction(end => rule.Analyze(model, end.ReportDiagnostic));
        var facts = _compilationRules.ToImmutableDictionary(static rule => rule, static _ => new ConcurrentBag<object>());
        context.RegisterSemanticModelAction(file => AnalyzeFile(file, facts, model));
        if (!facts.IsEmpty)
            context.RegisterCompilationEndAction(end => AnalyzeCompilation(end, facts));
    }

    private void AnalyzeFile(SemanticModelAnalysisContext context, FactsOfRules facts, ThreadingModel model)
    {
        foreach (INamedTypeSymbol type in TypesIn(context.SemanticModel, model, context.CancellationToken).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default))
            AnalyzeType(context, type, facts, model);
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(SemanticModel semantics, ThreadingModel model, CancellationToken cancellation)
    {
        SyntaxNode root = semantics.SyntaxTree.GetRoot(cancellation);
        if (root is CompilationUnitSyntax program && program.Members.Any(static member => member is GlobalStatementSyntax)
            && semantics.GetDeclaredSymbol(program, cancellation) is { ContainingType: { } entry })
        {
            yield return entry;
        }

        foreach (TypeDeclarationSyntax declaration in root.DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<TypeDeclarationSyntax>())
        {
            // The words may stand in another file of a partial type.
            bool mayConcern = declaration.Modifiers.Any(SyntaxKind.PartialKeyword) || model.MayConcern(declaration.SyntaxTree, declaration.Span, cancellation)
                || SelfHeldTypes.IsOne(declaration) || model.Singletons.MayName(declaration.Identifier.ValueText, cancellation);
            if ((mayConcern || declaration.BaseList is not null) && semantics.GetDeclaredSymbol(declaration, cancellation) is INamedTypeSymbol type
                && (mayConcern || InheritedState.BasesOf(type, model, cancellation).Count > 0))
            {
                yield return type;
            }
        }
    }

    // A top-level type and its nested types are one unit: they see each other's private state.
    private void AnalyzeType(SemanticModelAnalysisContext context, INamedTypeSymbol type, FactsOfRules facts, ThreadingModel model)
    {
        CancellationToken cancellation = context.CancellationToken;
        IReadOnlyList<INamedTypeSymbol> bases = InheritedState.BasesOf(type, model, cancellation);
        if (bases.Count == 0 && !type.DeclaringSyntaxReferences.Any(part => model.MayConcern(part.SyntaxTree, part.Span, cancellation) || SelfHeldTypes.IsOne(part.GetSyntax(cancellation)))
            && !model.Singletons.Contains(type, cancellation))
            return;
        var members = new TypeMembers(type, tree => ModelOf(tree, context), model, cancellation);
        List<BodyScan> scans = members.Concerned.ToList();
        AnalyzeBodies(context, scans, model);

        List<BodyScan> inherited = bases.SelectMany(of => new TypeMembers(of, tree => ModelOf(tree, context), model, cancellation).Concerned).ToList();
        Evidence evidence = scans.Aggregate(Evidence.None, static (known, scan) => known | scan.Evidence);
        Evidence all = inherited.Aggregate(evidence, static (known, scan) => known | scan.Evidence);
        ImmutableArray<TypeRule> concerned = _typeRules.Where(rule => (rule.Needs & all) == rule.Needs).ToImmutableArray();
        // Of a partial type, the first file tells.
        ImmutableArray<CompilationRule> collecting = type.DeclaringSyntaxReferences[0].SyntaxTree != context.SemanticModel.SyntaxTree
            ? ImmutableArray<CompilationRule>.Empty
            : _compilationRules.Where(rule => (rule.Needs & evidence) == rule.Needs).ToImmutableArray();
        if (concerned.IsEmpty && collecting.IsEmpty)
            return;
        // What the bases do is told where they are looked at.
        TypeContext Asked(List<BodyScan> others) => new(type, new TypeSummary(scans, () => others.Count == 0 ? members.All : others.Concat(members.All), model, cancellation), model,
            diagnostic => Report(diagnostic, type, bases, context), cancellation);
        TypeContext asked = Asked(inherited);
        foreach (TypeRule rule in concerned)
            rule.Analyze(asked);
        TypeContext alone = inherited.Count == 0 ? asked : Asked([]);
        foreach (CompilationRule rule in collecting)
        {
            foreach (object fact in rule.Collect(alone))
                facts[rule].Add(fact);
        }
    }

    private static void AnalyzeCompilation(CompilationAnalysisContext context, FactsOfRules facts)
    {
        foreach (KeyValuePair<CompilationRule, ConcurrentBag<object>> ofRule in facts.OrderBy(static ofRule => ofRule.Key.Declaration.Id, StringComparer.Ordinal))
            ofRule.Key.Analyze(ofRule.Value, context.ReportDiagnostic, context.CancellationToken);
    }

    private void AnalyzeBodies(SemanticModelAnalysisContext context, List<BodyScan> scans, ThreadingModel model)
    {
        if (_operationRules.IsEmpty && _bodyRules.IsEmpty)
            return;
        foreach (BodyScan scan in scans.Where(scan => scan.Body.Root.Syntax.SyntaxTree == context.SemanticModel.SyntaxTree))
        {
            foreach (Body body in scan.Body.SelfAndNested().Where(static body => body.IsWorthARule))
                AnalyzeBody(new BodyContext(body, model, context.ReportDiagnostic, context.CancellationToken));
        }
    }

    private void AnalyzeBody(BodyContext body)
    {
        foreach (IOperation operation in body.Body.Sites)
        {
            foreach (OperationRule rule in _rulesOfKind[operation.Kind])
                rule.Analyze(operation, body);
        }

        foreach (BodyRule rule in _bodyRules)
            rule.Analyze(body);
    }

    private static SemanticModel ModelOf(SyntaxTree tree, SemanticModelAnalysisContext context)
    {
#pragma warning disable RS1030 // The other files of a partial type are not at hand otherwise.
        return tree == context.SemanticModel.SyntaxTree ? context.SemanticModel : context.SemanticModel.Compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
    }

    // Each file of a partial type is told what stands in it.
    private static void Report(Diagnostic diagnostic, INamedTypeSymbol type, IReadOnlyList<INamedTypeSymbol> bases, SemanticModelAnalysisContext context)
    {
        SyntaxTree? place = diagnostic.Location.SourceTree;
        if (bases.Any(of => of.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == place && part.Span.Contains(diagnostic.Location.SourceSpan))))
            return;
        if (place == context.SemanticModel.SyntaxTree || !type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == place))
            context.ReportDiagnostic(diagnostic);
    }
}
