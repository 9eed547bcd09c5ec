using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether a request that was taken out of its collection may still wait for its answer.</summary>
internal sealed record Owed(bool MayBe)
{
    internal static readonly Owed Nothing = new(false);
    internal static readonly Owed Answer = new(true);
}

/// <summary>
/// A completion source that a body takes out of the collection that holds it, and that it then, on one of its ways, does not mention any more: nobody else can complete it.
/// </summary>
internal sealed class TakenCompletions : ForwardFlow<Owed>
{
    private static readonly HashSet<string> Taking = new(StringComparer.Ordinal) { "TryRemove", "Remove", "TryDequeue", "TryPop", "TryTake" };
    private readonly IInvocationOperation _take;
    private readonly ILocalSymbol _taken;
    private bool _isLost;

    private TakenCompletions(ControlFlowGraph graph, IInvocationOperation take, ILocalSymbol taken, CancellationToken cancellation)
        : base(graph, cancellation) => (_take, _taken) = (take, taken);

    /// <summary>The calls of a body that take a source or an entry out, which some way then answers and another one forgets.</summary>
    internal static IEnumerable<IInvocationOperation> LostIn(Body body, Func<ITypeSymbol, bool> holds, ThreadingModel model, CancellationToken cancellation)
    {
        foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>())
        {
            if (!Taking.Contains(call.TargetMethod.Name) || call.Instance is not IFieldReferenceOperation { Field: var kept } || !holds(kept.Type) || TakenBy(call) is not { } taken || !IsAnswered(taken, body, model))
                continue;
            if (body.Graph(cancellation) is { } graph && Compute(graph, call, taken, cancellation) is { GaveUp: false, _isLost: true })
                yield return call;
        }
    }

    protected override Owed Merge(Owed left, Owed right) => left.MayBe ? left : right;

    // Only the answer of the call itself tells whether something was taken out. A value that no case of a switch names is not expected.
    protected override Owed? Refine(BasicBlock block, Owed state, bool value)
    {
        if (block.BranchValue is not { } test || (!value && IsLastCase(test.Syntax)))
            return block.BranchValue is null ? state : null;
        return AsksTake(test) is { } isTaken ? (isTaken == value ? Owed.Answer : Owed.Nothing) : state;
    }

    // Whoever names the entry once more may answer it, or leave it to others.
    protected override Owed Apply(BasicBlock block, Owed state, Action<Owed, IOperation> thrown)
    {
        foreach (IOperation operation in (block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations).SelectMany(static root => root.DescendantsAndSelf()))
        {
            if (Mentions(operation))
                state = Owed.Nothing;
        }

        return state;
    }

    protected override void Leave(ExitKind kind, Owed state, IOperation? cause) => _isLost |= kind == ExitKind.Normal && state.MayBe;

    private static TakenCompletions Compute(ControlFlowGraph graph, IInvocationOperation take, ILocalSymbol taken, CancellationToken cancellation)
    {
        var flow = new TakenCompletions(graph, take, taken, cancellation);
        flow.Solve(Owed.Nothing);
        return flow;
    }

    private static ILocalSymbol? TakenBy(IInvocationOperation call) => call.Arguments.FirstOrDefault(static argument => argument.Parameter?.RefKind == RefKind.Out)?.Value switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var declared } } => declared,
        _ => null,
    };

    // source.TrySetResult(…), entry.Source.TrySetResult(…), in this body and not in a lambda, which might run at any time.
    private static bool IsAnswered(ILocalSymbol taken, Body body, ThreadingModel model) =>
        body.Sites.Exists(site => model.Signals.GivenBy(site) is { } receiver && model.CompletionSources.Is(receiver.Type) && SymbolEqualityComparer.Default.Equals(AccessPath.Of(receiver)?.Root, taken))
        && !body.Nested.Exists(nested => nested.Root.Descendants().Any(part => part is ILocalReferenceOperation { Local: var captured } && SymbolEqualityComparer.Default.Equals(captured, taken)));

    private bool Mentions(IOperation operation) =>
        operation is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, _taken) && !operation.Syntax.Ancestors().Contains(_take.Syntax);

    private static bool IsLastCase(SyntaxNode test) => test.FirstAncestorOrSelf<SwitchLabelSyntax>() is { Parent: SwitchSectionSyntax { Parent: SwitchStatementSyntax choice } section } label
        && choice.Sections.Last() == section && section.Labels.Last() == label && !choice.Sections.Any(static one => one.Labels.Any(static label => label is DefaultSwitchLabelSyntax));

    private bool? AsksTake(IOperation test)
    {
        bool isTaken = true;
        test = Operand.Unwrap(test);
        while (test is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
            (test, isTaken) = (Operand.Unwrap(not.Operand), !isTaken);
        return test.Syntax == _take.Syntax ? isTaken : null;
    }
}
