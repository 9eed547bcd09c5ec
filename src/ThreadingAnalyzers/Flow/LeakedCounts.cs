using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Counts of running work by which other code decides, and that stay too high when the work throws.</summary>
internal sealed class LeakedCounts(TypeSummary summary, ThreadingModel model)
{
    /// <summary>The calls that count down and are not reached, what throws before them, and what decides by the count.</summary>
    internal IEnumerable<(IOperation Down, IOperation Work, IOperation Decision)> In(Body body)
    {
        if (!body.HasAtomics)
            yield break;
        List<AtomicCall> steps = body.Sites.Select(model.Atomics.Of).Where(static step => step is { Action: AtomicAction.Change, Method: "Increment" or "Decrement" }).ToList()!;
        foreach (AtomicCall down in steps.Where(static step => step.Method == "Decrement"))
        {
            if (AccessPath.Of(down.Target) is not { Last: IFieldSymbol } count || steps.FindAll(step => count.Equals(AccessPath.Of(step.Target))) is not [{ Method: "Increment" } up, ..] own)
                continue;
            // if (Increment(ref _running) > limit) { Decrement(ref _running); return; } takes back what it has counted.
            SyntaxNode? counting = up.Call.Syntax.FirstAncestorOrSelf<StatementSyntax>();
            if (own.Count(step => counting?.Span.Contains(step.Call.Syntax.Span) != true) == 1 && WorkBetween(up.Call.Syntax, down.Call.Syntax, body) is { } work && DecisionBy(count) is { } decision)
                yield return (down.Call, work, decision);
        }
    }

    // Both are statements of one block: what counts down in a finally or catch block is in another one.
    private static IOperation? WorkBetween(SyntaxNode up, SyntaxNode down, Body body)
    {
        if (down.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } last || block.Statements.FirstOrDefault(statement => statement.Span.Contains(up.Span)) is not { } first || first == last)
            return null;
        return body.Sites.Find(site => site.Syntax.SpanStart > first.Span.End && site.Syntax.Span.End < last.SpanStart && IsWork(site) && !IsCaught(site.Syntax, block));
    }

    private static bool IsWork(IOperation site) => site switch
    {
        IAwaitOperation { Operation: IInvocationOperation { TargetMethod: { Name: "Delay" or "WhenAny", ContainingType.Name: "Task" } } } => false,
        IAwaitOperation => true,
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call => Operand.ParentOf(call) is not IAwaitOperation,
        _ => false,
    };

    private static bool IsCaught(SyntaxNode place, BlockSyntax block) => place.Ancestors().TakeWhile(node => node != block).Any(static node => node is TryStatementSyntax { Catches.Count: > 0 });

    // while (Volatile.Read(ref _running) > 0), if (Interlocked.Increment(ref _running) > limit)
    private IOperation? DecisionBy(AccessPath count) => summary.Accesses.TryGetValue(count, out List<Access>? accesses) ? accesses.Select(static access => ComparisonOf(access.Reference)).FirstOrDefault(static found => found is not null) : null;

    private static IOperation? ComparisonOf(IOperation reference)
    {
        IOperation? parent = Operand.ParentOf(reference);
        while (parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType.Name: "Interlocked" or "Volatile" } call })
            parent = Operand.ParentOf(call);
        return parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } ? parent : null;
    }
}
