using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What stands around a wait: the loops within and outside the region that is locked, and the test that leads to it.</summary>
internal sealed class WaitSurroundings
{
    private readonly MonitorSignalSite _wait;

    internal WaitSurroundings(MonitorSignalSite wait, ThreadingModel model)
    {
        _wait = wait;
        Locks = wait.LocksOfGate(model).ToList();
        for (IOperation child = wait.Call; child.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent)
            Note(parent, child);
        Region ??= wait.Body.Root;
    }

    /// <summary>Where the body locks the object.</summary>
    internal IReadOnlyList<IOperation> Locks { get; }

    /// <summary>The innermost loop within the locked region.</summary>
    internal ILoopOperation? Loop { get; private set; }

    /// <summary>A loop that locks the object anew each time.</summary>
    internal ILoopOperation? OuterLoop { get; private set; }

    /// <summary>The innermost <c>if</c> within the region that decides whether to wait.</summary>
    internal IConditionalOperation? Guard { get; private set; }

    /// <summary>The lock statement, or the whole body.</summary>
    internal IOperation Region { get; private set; } = null!;

    /// <summary>Whether the body jumps by labels, which make loops that no statement shows.</summary>
    internal bool HasLabels => _wait.Body.Root.Descendants().Any(static operation => operation is ILabeledOperation);

    /// <summary>Whether the loop that locks the object anew begins its next round right after the wait: <c>Monitor.Wait(_gate); continue;</c>.</summary>
    internal bool StartsOver
    {
        get
        {
            SyntaxNode? statement = _wait.Call.Syntax.FirstAncestorOrSelf<StatementSyntax>();
            return OuterLoop is not null && statement?.Parent is BlockSyntax { Statements: var statements }
                && statements.SkipWhile(one => one != statement).Skip(1).FirstOrDefault(static one => one is not LocalDeclarationStatementSyntax) is ContinueStatementSyntax;
        }
    }

    /// <summary>The operations of the region that come after a place.</summary>
    internal IEnumerable<IOperation> After(IOperation place) =>
        Region.Descendants().Where(operation => operation.Syntax.SpanStart >= place.Syntax.Span.End);

    /// <summary>The operations of the region that come before the wait.</summary>
    internal IEnumerable<IOperation> Before() =>
        Region.Descendants().Where(operation => operation.Syntax.Span.End <= _wait.Call.Syntax.SpanStart);

    // if (timeout == TimeSpan.MaxValue) …: how to wait, and not whether.
    private static bool IsOfArguments(IOperation condition) => StateTest.StateIn(condition).All(static symbol => symbol is IFieldSymbol { IsStatic: true, IsReadOnly: true })
        && condition.DescendantsAndSelf().Any(static part => part is IParameterReferenceOperation);

    private void Note(IOperation parent, IOperation child)
    {
        switch (parent)
        {
            case ILockOperation region when Region is null && _wait.IsGate(region.LockedValue):
                Region = region;
                break;
            case ILoopOperation loop when Region is not null || Locks.Any(place => place is not ILockOperation && loop.Body.Syntax.Span.Contains(place.Syntax.Span)):
                OuterLoop ??= loop;
                break;
            case ILoopOperation loop:
                Loop ??= loop;
                break;
            case IConditionalOperation condition when Region is null && Loop is null && (condition.Condition != child || Operand.Unwrap(child) is IBinaryOperation):
                Guard = Guard is null || IsOfArguments(Guard.Condition) ? condition : Guard;
                break;
        }
    }
}
