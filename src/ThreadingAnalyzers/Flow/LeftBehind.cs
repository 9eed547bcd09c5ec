using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Values of the current thread that a body sets and then starts a thread or task to read: each thread has values of its own.</summary>
internal static class LeftBehind
{
    /// <summary>The assignments in a body, and the reads in work that it starts later which do not see them.</summary>
    internal static IEnumerable<(IOperation Set, IOperation Read)> In(Body body, TypeSummary summary, ThreadingModel model)
    {
        List<ISimpleAssignmentOperation> sets = body.Sites.OfType<ISimpleAssignmentOperation>().Where(assignment => model.ThreadBound.Of(assignment.Target) is { } value && !IsReset(assignment) && IsOwn(value, summary)).ToList();
        if (sets.Count == 0)
            yield break;
        foreach (Fork fork in summary.Forks.Where(fork => ReferenceEquals(fork.Container, body) && fork.Kind is not (ForkKind.AsyncFanOut or ForkKind.Timer or ForkKind.Lines)))
        {
            foreach (ISimpleAssignmentOperation set in sets.Where(set => set.Syntax.SpanStart < fork.Site.Syntax.SpanStart))
            {
                if (ReadIn(fork, model.ThreadBound.Of(set.Target)!, model) is { } read)
                    yield return (set, read);
            }
        }
    }

    // The first use decides: who sets the value in the work itself has seen to it.
    private static IOperation? ReadIn(Fork fork, ISymbol value, ThreadingModel model)
    {
        IOperation? first = fork.Targets.Where(static target => target.Root is IAnonymousFunctionOperation).SelectMany(static target => target.Sites)
            .FirstOrDefault(site => SymbolEqualityComparer.Default.Equals(model.ThreadBound.Of(site), value));
        if (first is null || (first.Parent is IAssignmentOperation assignment && assignment.Target == first))
            return null;
        // Who asks whether there is a value knows that there may be none.
        return Operand.ParentOf(first) is IIsPatternOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or ICoalesceOperation ? null : first;
    }

    // t_scope = null cleans up.
    private static bool IsReset(ISimpleAssignmentOperation assignment) => Operand.Unwrap(assignment.Value) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation;

    // Priority and IsBackground are of each thread on purpose.
    private static bool IsOwn(ISymbol value, TypeSummary summary) => value is IFieldSymbol or IPropertySymbol { ContainingType.Name: not "Thread" } or ILocalSymbol && summary.Forks.Count > 0;
}
