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
        {
            var codeOfTypes = new ConcurrentDictionary<ISymbol, ConcurrentBag<MemberCode>>(SymbolEqualityComparer.Default);
            context.RegisterSymbolStartAction(type => StartType(type, codeOfTypes, model), SymbolKind.NamedType);
        }
    }

    private void AnalyzeBodies(OperationBlockAnalysisContext context, ThreadingModel model)
    {
        if (!BodyScan.IsWorthwhile(context.OperationBlocks, context.CancellationToken))
            return;
        BodyScan scan = BodyScan.Of(context.OperationBlocks, context.OwningSymbol, model, context.CancellationToken);
        foreach (Body root in scan.RootsOf(context.CancellationToken))
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

    // A top-level type and its nested types are one unit: they see each other's private state. The compiler gives the bodies of a nested type
    // to that type alone, and ends the outer type only after it, if the nested type has an end as well.
    private void StartType(SymbolStartAnalysisContext context, ConcurrentDictionary<ISymbol, ConcurrentBag<MemberCode>> codeOfTypes, ThreadingModel model)
    {
        ISymbol outermost = context.Symbol;
        while (outermost.ContainingType is { } outer)
            outermost = outer;
        if (!outermost.DeclaringSyntaxReferences.Any(part => Vocabulary.OccursIn(part.SyntaxTree, part.Span, context.CancellationToken)))
            return;

        ConcurrentBag<MemberCode> code = codeOfTypes.GetOrAdd(outermost, static _ => []);
        context.RegisterOperationBlockAction(block => code.Add(new MemberCode(block.OperationBlocks, block.OwningSymbol)));
        context.RegisterSymbolEndAction(end =>
        {
            if (end.Symbol.ContainingType is null && codeOfTypes.TryRemove(end.Symbol, out _))
                AnalyzeType(end, code, model);
        });
    }

    private void AnalyzeType(SymbolAnalysisContext context, ConcurrentBag<MemberCode> code, ThreadingModel model)
    {
        CancellationToken cancellation = context.CancellationToken;
        List<BodyScan> scans = code.Where(member => BodyScan.IsWorthwhile(member.Blocks, cancellation)).Select(member => member.Scan(model, cancellation)).ToList();
        Evidence evidence = scans.Aggregate(Evidence.None, static (known, scan) => known | scan.Evidence);
        ImmutableArray<TypeRule> concerned = _typeRules.Where(rule => (rule.Needs & evidence) == rule.Needs).ToImmutableArray();
        if (concerned.IsEmpty)
            return;

        var type = (INamedTypeSymbol)context.Symbol;
        var summary = new TypeSummary(scans, () => code.Select(member => member.Scan(model, cancellation)), model, cancellation);
        foreach (TypeRule rule in concerned)
            rule.Analyze(new TypeContext(type, summary, model, context.ReportDiagnostic, cancellation));
    }

    /// <summary>The operations of one member, not looked at yet.</summary>
    private readonly record struct MemberCode(ImmutableArray<IOperation> Blocks, ISymbol Owner)
    {
        internal BodyScan Scan(ThreadingModel model, CancellationToken cancellation) => BodyScan.Of(Blocks, Owner, model, cancellation);
    }
}
