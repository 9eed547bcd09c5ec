using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules;

/// <summary>
/// Hosts rules: one registration, one scan of each body, then each rule in turn. The compiler calls an analyzer once per body; hosting keeps
/// that call from being paid once per rule.
/// </summary>
public abstract class HostAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<OperationRule> _operationRules;
    private readonly ImmutableArray<BodyRule> _bodyRules;
    private readonly ImmutableArray<TypeRule> _typeRules;

    internal HostAnalyzer(ImmutableArray<Rule> rules)
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
        // A constructor's block and its call of another constructor are two blocks of one body.
        IEnumerable<BodyScan> scans = context.OperationBlocks
            .Where(block => block is not IParameterInitializerOperation && BodyScan.IsWorthwhile(block, context.CancellationToken))
            .Select(block => BodyScan.Of(block, context.OwningSymbol, model, context.CancellationToken))
            .Distinct();
        foreach (Body body in scans.SelectMany(static scan => scan.Body.SelfAndNested()).Where(static body => body.IsWorthARule))
            AnalyzeBody(new BodyContext(body, model, context.ReportDiagnostic, context.CancellationToken));
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
        context.RegisterOperationBlockAction(member =>
        {
            foreach (IOperation block in member.OperationBlocks)
                code.Add(new MemberCode(block, member.OwningSymbol));
        });
        context.RegisterSymbolEndAction(end =>
        {
            if (end.Symbol.ContainingType is null && codeOfTypes.TryRemove(end.Symbol, out _))
                AnalyzeType(end, code, model);
        });
    }

    private void AnalyzeType(SymbolAnalysisContext context, ConcurrentBag<MemberCode> code, ThreadingModel model)
    {
        CancellationToken cancellation = context.CancellationToken;
        // The compiler hands bodies over in any order; findings must not depend on it.
        List<MemberCode> members = code.Where(static member => member.Block is not IParameterInitializerOperation).ToList();
        members.Sort();
        List<BodyScan> scans = members.Where(member => BodyScan.IsWorthwhile(member.Block, cancellation)).Select(member => member.Scan(model, cancellation)).Distinct().ToList();
        Evidence evidence = scans.Aggregate(Evidence.None, static (known, scan) => known | scan.Evidence);
        ImmutableArray<TypeRule> concerned = _typeRules.Where(rule => (rule.Needs & evidence) == rule.Needs).ToImmutableArray();
        if (concerned.IsEmpty)
            return;

        var summary = new TypeSummary(scans, () => members.Select(member => member.Scan(model, cancellation)).Distinct(), model, cancellation);
        foreach (TypeRule rule in concerned)
            rule.Analyze(new TypeContext((INamedTypeSymbol)context.Symbol, summary, model, context.ReportDiagnostic, cancellation));
    }

    /// <summary>A block of one member, not looked at yet; ordered by place.</summary>
    private readonly record struct MemberCode(IOperation Block, ISymbol Owner) : IComparable<MemberCode>
    {
        public int CompareTo(MemberCode other)
        {
            int file = string.CompareOrdinal(Block.Syntax.SyntaxTree.FilePath, other.Block.Syntax.SyntaxTree.FilePath);
            return file != 0 ? file : Block.Syntax.SpanStart.CompareTo(other.Block.Syntax.SpanStart);
        }

        internal BodyScan Scan(ThreadingModel model, CancellationToken cancellation) => BodyScan.Of(Block, Owner, model, cancellation);
    }
}
