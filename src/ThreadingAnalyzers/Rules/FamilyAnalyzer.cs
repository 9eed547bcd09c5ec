using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules;

/// <summary>
/// Hosts the rules of one family: one registration, one scan of each body, then each rule in turn. The compiler calls an analyzer
/// once per body; hosting keeps that call from being paid once per rule.
/// </summary>
public abstract class FamilyAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<OperationRule> _operationRules;
    private readonly ImmutableArray<BodyRule> _bodyRules;
    private readonly ImmutableArray<TypeRule> _typeRules;

    internal FamilyAnalyzer(ImmutableArray<Rule> rules)
    {
        _operationRules = rules.OfType<OperationRule>().ToImmutableArray();
        _bodyRules = rules.OfType<BodyRule>().ToImmutableArray();
        _typeRules = rules.OfType<TypeRule>().ToImmutableArray();
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
        ThreadingModel model = ThreadingModel.Of(context.Compilation);
        if (!_operationRules.IsEmpty || !_bodyRules.IsEmpty)
            context.RegisterOperationBlockAction(block => AnalyzeBodies(block, model));
        if (!_typeRules.IsEmpty)
            context.RegisterSymbolStartAction(type => StartType(type, model), SymbolKind.NamedType);
    }

    private void AnalyzeBodies(OperationBlockAnalysisContext context, ThreadingModel model)
    {
        foreach (Body root in BodyScan.Of(context.OperationBlocks, context.OwningSymbol, model, context.CancellationToken).Roots)
        {
            foreach (Body body in root.SelfAndNested())
            {
                if (body.IsWorthARule)
                    AnalyzeBody(new BodyContext(body, model, context.ReportDiagnostic, context.CancellationToken));
            }
        }
    }

    private void AnalyzeBody(BodyContext body)
    {
        foreach (IOperation operation in body.Body.Sites)
        {
            foreach (OperationRule rule in _operationRules)
            {
                if (rule.Wants(operation.Kind))
                    rule.Analyze(operation, body);
            }
        }

        foreach (BodyRule rule in _bodyRules)
            rule.Analyze(body);
    }

    private void StartType(SymbolStartAnalysisContext context, ThreadingModel model)
    {
        // A top-level type and its nested types are one unit: they see each other's private state.
        if (context.Symbol.ContainingType is not null)
            return;

        var scans = new ConcurrentBag<BodyScan>();
        context.RegisterOperationBlockAction(block =>
            scans.Add(BodyScan.Of(block.OperationBlocks, block.OwningSymbol, model, block.CancellationToken)));
        context.RegisterSymbolEndAction(end => AnalyzeType(end, scans, model));
    }

    private void AnalyzeType(SymbolAnalysisContext context, ConcurrentBag<BodyScan> scans, ThreadingModel model)
    {
        if (TypeSummary.Of((INamedTypeSymbol)context.Symbol, scans, model, context.CancellationToken) is not { } summary)
            return;

        foreach (TypeRule rule in _typeRules)
            rule.Analyze(new TypeContext(summary, model, context.ReportDiagnostic, context.CancellationToken));
    }
}
