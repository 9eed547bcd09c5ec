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
        var partialTypes = new PartialTypes();
        context.RegisterSemanticModelAction(file => AnalyzeFile(file, partialTypes, facts, model));
        if (!facts.IsEmpty)
            context.RegisterCompilationEndAction(end => AnalyzeCompilation(end, facts));
    }

    private void AnalyzeFile(SemanticModelAnalysisContext context, PartialTypes partialTypes, FactsOfRules facts, ThreadingModel model)
    {
        SyntaxTree file = context.SemanticModel.SyntaxTree;
        foreach (INamedTypeSymbol type in TypesIn(context.SemanticModel, model, context.CancellationToken).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default))
        {
            if (type.DeclaringSyntaxReferences.All(part => part.SyntaxTree == file))
            {
                AnalyzeType(context, type, facts, model, context.ReportDiagnostic);
                continue;
            }

            // What stands in none of its files, whoever finds it tells.
            IReadOnlyList<Diagnostic> findings = partialTypes.FindingsOf(type, report => AnalyzeType(context, type, facts, model, diagnostic => (StandsIn(type, diagnostic) ? report : context.ReportDiagnostic)(diagnostic)));
            foreach (Diagnostic diagnostic in findings.Where(diagnostic => diagnostic.Location.SourceTree == file))
                context.ReportDiagnostic(diagnostic);
        }
    }

    private static bool StandsIn(INamedTypeSymbol type, Diagnostic diagnostic) => type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == diagnostic.Location.SourceTree);

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
    private void AnalyzeType(SemanticModelAnalysisContext context, INamedTypeSymbol type, FactsOfRules facts, ThreadingModel model, Action<Diagnostic> report)
    {
        CancellationToken cancellation = context.CancellationToken;
        IReadOnlyList<INamedTypeSymbol> bases = InheritedState.BasesOf(type, model, cancellation);
        if (bases.Count == 0 && !type.DeclaringSyntaxReferences.Any(part => model.MayConcern(part.SyntaxTree, part.Span, cancellation) || SelfHeldTypes.IsOne(part.GetSyntax(cancellation)))
            && !model.Singletons.Contains(type, cancellation))
            return;
        var members = new TypeMembers(type, context.SemanticModel, model, cancellation);
        List<BodyScan> scans = members.Concerned.ToList();
        AnalyzeBodies(scans, model, report, cancellation);

        List<BodyScan> inherited = bases.SelectMany(of => new TypeMembers(of, context.SemanticModel, model, cancellation).Concerned).ToList();
        Evidence evidence = scans.Aggregate(Evidence.None, static (known, scan) => known | scan.Evidence);
        Evidence all = inherited.Aggregate(evidence, static (known, scan) => known | scan.Evidence);
        ImmutableArray<TypeRule> concerned = _typeRules.Where(rule => (rule.Needs & all) == rule.Needs).ToImmutableArray();
        ImmutableArray<CompilationRule> collecting = _compilationRules.Where(rule => (rule.Needs & evidence) == rule.Needs).ToImmutableArray();
        if (concerned.IsEmpty && collecting.IsEmpty)
            return;
        // What the bases do is told where they are looked at.
        TypeContext Asked(List<BodyScan> others) => new(type, new TypeSummary(scans, () => others.Count == 0 ? members.All : others.Concat(members.All), model, cancellation), model,
            bases.Count == 0 ? report : diagnostic => ReportOwn(diagnostic, bases, report), cancellation);
        TypeContext asked = Asked(inherited);
        foreach (TypeRule rule in concerned)
            rule.Analyze(asked);
        TypeContext alone = inherited.Count == 0 ? asked : Asked([]);
        // All or none: who is cancelled before is asked again.
        foreach ((CompilationRule rule, object fact) in collecting.SelectMany(rule => rule.Collect(alone), static (rule, fact) => (rule, fact)).ToList())
            facts[rule].Add(fact);
    }

    private static void AnalyzeCompilation(CompilationAnalysisContext context, FactsOfRules facts)
    {
        foreach (KeyValuePair<CompilationRule, ConcurrentBag<object>> ofRule in facts.OrderBy(static ofRule => ofRule.Key.Declaration.Id, StringComparer.Ordinal))
            ofRule.Key.Analyze(ofRule.Value, context.ReportDiagnostic, context.CancellationToken);
    }

    private void AnalyzeBodies(List<BodyScan> scans, ThreadingModel model, Action<Diagnostic> report, CancellationToken cancellation)
    {
        if (_operationRules.IsEmpty && _bodyRules.IsEmpty)
            return;
        foreach (Body body in scans.SelectMany(static scan => scan.Body.SelfAndNested()).Where(static body => body.IsWorthARule))
            AnalyzeBody(new BodyContext(body, model, report, cancellation));
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

    private static void ReportOwn(Diagnostic diagnostic, IReadOnlyList<INamedTypeSymbol> bases, Action<Diagnostic> report)
    {
        if (!bases.Any(of => of.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == diagnostic.Location.SourceTree && part.Span.Contains(diagnostic.Location.SourceSpan))))
            report(diagnostic);
    }
}
