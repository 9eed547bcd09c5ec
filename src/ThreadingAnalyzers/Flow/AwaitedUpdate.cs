using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// An update that reads its place before an await and writes it after: <c>x += await F()</c>. What others write while the method is suspended is lost,
/// even on one thread.
/// </summary>
internal static class AwaitedUpdate
{
    /// <summary>The await between the read and the write of an assignment; null where there is none.</summary>
    internal static IAwaitOperation? In(IOperation change, Body body) => change switch
    {
        ICompoundAssignmentOperation compound => FirstAwait(compound.Value),
        ISimpleAssignmentOperation { IsRef: false } assignment when AccessPath.Of(assignment.Target, body.Locals.Resolve) is { } path => InAssignment(assignment, path, body),
        _ => null,
    };

    private static IAwaitOperation? InAssignment(ISimpleAssignmentOperation assignment, AccessPath path, Body body)
    {
        IOperation value = Operand.Unwrap(assignment.Value);
        foreach (IOperation part in OwnParts(value))
        {
            if (Names(part, path) && !IsAwaited(part, value))
                return OwnParts(value).OfType<IAwaitOperation>().FirstOrDefault(awaited => awaited.Syntax.SpanStart > part.Syntax.SpanStart);
            if (part is ILocalReferenceOperation { Local: var local } && AwaitSince(local, part != value, path, assignment, body) is { } between)
                return between;
        }

        return null;
    }

    // int before = x; …await…; x = before + 1. A value that is only put back is no update.
    private static IAwaitOperation? AwaitSince(ILocalSymbol local, bool computes, AccessPath path, ISimpleAssignmentOperation assignment, Body body)
    {
        if (!SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol) || body.Locals.Of(local) is not { } initial)
            return null;
        IOperation read = Operand.Unwrap(initial);
        if (!(Names(read, path) ? computes : Computes(read)) || !OwnParts(read).Any(part => Names(part, path) && !IsAwaited(part, read)))
            return null;
        IAwaitOperation? between = body.Sites.OfType<IAwaitOperation>()
            .FirstOrDefault(awaited => awaited.Syntax.SpanStart >= initial.Syntax.Span.End && awaited.Syntax.Span.End <= assignment.Syntax.Span.End);
        return between is null || IsTestedAgain(assignment, path) ? null : between;
    }

    private static bool Computes(IOperation read) => read is IBinaryOperation or IUnaryOperation;

    private static bool IsTestedAgain(IOperation assignment, AccessPath path)
    {
        for (IOperation? outer = assignment.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IConditionalOperation { Condition: var condition } && condition.DescendantsAndSelf().Any(part => Names(part, path)))
                return true;
        }

        return false;
    }

    // await F(x) hands the old value over; what comes back belongs to it.
    private static bool IsAwaited(IOperation part, IOperation within)
    {
        for (IOperation? outer = part; outer is not null && outer != within.Parent; outer = outer.Parent)
        {
            if (outer is IAwaitOperation)
                return true;
        }

        return false;
    }

    private static bool Names(IOperation operation, AccessPath path) => AccessPath.Of(operation) is { } other && path.Equals(other);

    private static IAwaitOperation? FirstAwait(IOperation value) => OwnParts(value).OfType<IAwaitOperation>().FirstOrDefault();

    private static IEnumerable<IOperation> OwnParts(IOperation value)
    {
        var pending = new Stack<IOperation>();
        pending.Push(value);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            yield return operation;
            foreach (IOperation child in operation.ChildOperations.Reverse())
            {
                if (child is not IAnonymousFunctionOperation)
                    pending.Push(child);
            }
        }
    }
}
