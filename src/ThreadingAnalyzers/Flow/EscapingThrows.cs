using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The only state of an analysis that asks for nothing but reachability.</summary>
internal sealed record Reached
{
    internal static readonly Reached Instance = new();
}

/// <summary>What in the loops of a body throws for one of the items, and is not caught there.</summary>
internal sealed class EscapingThrows : ForwardFlow<Reached>
{
    private readonly ThreadingModel _model;
    private readonly List<IOperation> _causes = [];

    private EscapingThrows(ControlFlowGraph graph, ThreadingModel model, CancellationToken cancellation)
        : base(graph, cancellation) => _model = model;

    /// <summary>The first in the order of the source that calls other code, or null.</summary>
    internal IOperation? First => GaveUp ? null : _causes.OrderBy(static cause => cause.Syntax.SpanStart).FirstOrDefault();

    internal static EscapingThrows Compute(ControlFlowGraph graph, ThreadingModel model, CancellationToken cancellation)
    {
        var flow = new EscapingThrows(graph, model, cancellation);
        flow.Solve(Reached.Instance);
        return flow;
    }

    protected override Reached Merge(Reached left, Reached right) => left;

    protected override Reached? Refine(BasicBlock block, Reached state, bool value) => state;

    protected override Reached Apply(BasicBlock block, Reached state, Action<Reached, IOperation> thrown)
    {
        IEnumerable<IOperation> roots = block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations;
        foreach (IOperation operation in roots.SelectMany(EvaluationOrder.Of))
        {
            if (IsWorkOnItem(operation) && _model.Throws.CanThrow(operation))
                thrown(state, operation);
        }

        return state;
    }

    // One bad item among many is to be expected.
    private static bool IsWorkOnItem(IOperation operation) => !operation.IsImplicit && operation is IInvocationOperation
        && operation.Syntax.Ancestors().OfType<CommonForEachStatementSyntax>().FirstOrDefault() is { } loop && loop.Statement.Span.Contains(operation.Syntax.Span)
        && !operation.Syntax.Ancestors().TakeWhile(node => node != loop).Any(static node => node is AnonymousFunctionExpressionSyntax or CatchClauseSyntax);

    protected override void Leave(ExitKind kind, Reached state, IOperation? cause)
    {
        if (kind == ExitKind.Exceptional && cause is not null)
            _causes.Add(cause);
    }
}
