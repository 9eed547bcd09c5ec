using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A counter that is read and then set to a constant, in two steps.</summary>
/// <param name="Counter">The counter.</param>
/// <param name="Read">Where its value is taken.</param>
/// <param name="Reset">Where it is set.</param>
internal sealed record CounterReset(IFieldSymbol Counter, IOperation Read, IOperation Reset)
{
    /// <summary>The resets of some fields in a body, each with the read before it.</summary>
    internal static IEnumerable<CounterReset> In(Body body, ICollection<IFieldSymbol> counters, IEnumerable<Body> all, ThreadingModel model)
    {
        var marks = new Lazy<List<IOperation>>(() => MarksOf(counters, all).ToList(), isThreadSafe: false);
        foreach (IOperation site in body.Sites)
        {
            if (ResetAt(site, body.HasAtomics, model) is not { } target || SharedLocations.LocationOf(target) is not IFieldSymbol counter || !counters.Contains(counter) || AccessPath.Of(target, body.Locals.Resolve) is not { } path)
                continue;
            IOperation? read = body.Sites.Find(other => other.Syntax.SpanStart < site.Syntax.SpanStart && !site.Syntax.Span.Contains(other.Syntax.Span)
                && RepeatedRead.Reads(other, path, model) && !Nesting.AreAlternatives(other, site) && !IsLimitReached(other) && !marks.Value.Any(mark => IsComparedWith(other, mark)));
            if (read is not null)
                yield return new CounterReset(counter, read, site);
        }
    }

    private static IOperation? ResetAt(IOperation site, bool mayBeAtomic, ThreadingModel model)
    {
        (IOperation Target, IOperation? Value)? reset = site switch
        {
            ISimpleAssignmentOperation { IsRef: false } assignment => (assignment.Target, assignment.Value),
            _ when mayBeAtomic && model.Atomics.Of(site) is { } write && (write.Action == AtomicAction.Write || write is { Action: AtomicAction.Exchange, IsResultIgnored: true }) => (write.Target, write.Value),
            _ => null,
        };
        // int.MinValue is no beginning to count from, but a mark.
        return reset is { Value.ConstantValue: { HasValue: true, Value: not (int.MinValue or int.MaxValue or long.MinValue or long.MaxValue) }, Target: var target } ? target : null;
    }

    // if (_errors > 10) { …; _errors = 0; }: whether there are some more by then does not matter.
    private static bool IsLimitReached(IOperation read) => Operand.ParentOf(read is IInvocationOperation || read.Parent is not IArgumentOperation { Parent: IInvocationOperation atomic } ? read : atomic) is IBinaryOperation
    {
        OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual,
        RightOperand.ConstantValue: { HasValue: true, Value: int and > 1 },
    };

    // page.Readers = Writable; elsewhere, and here Check(page.Readers == Writable): the value says whose the object is, and is no count.
    private static IEnumerable<IOperation> MarksOf(ICollection<IFieldSymbol> counters, IEnumerable<Body> all) => all.SelectMany(static body => body.Sites.OfType<ISimpleAssignmentOperation>())
        .Where(assignment => SharedLocations.LocationOf(assignment.Target) is IFieldSymbol field && counters.Contains(field)).Select(static assignment => Operand.Unwrap(assignment.Value)).Where(IsMark);

    private static bool IsMark(IOperation value) => value is IFieldReferenceOperation { Field.IsStatic: true } || value.ConstantValue is { HasValue: true, Value: int and < 0 or long and < 0 };

    private static bool IsComparedWith(IOperation read, IOperation mark) => Operand.ParentOf(read) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test
        && (IsSame(Operand.Unwrap(test.LeftOperand), mark) || IsSame(Operand.Unwrap(test.RightOperand), mark));

    private static bool IsSame(IOperation one, IOperation other) => one is IFieldReferenceOperation field && other is IFieldReferenceOperation mark
        ? SymbolEqualityComparer.Default.Equals(field.Field, mark.Field)
        : one.ConstantValue is { HasValue: true, Value: { } value } && other.ConstantValue is { HasValue: true, Value: { } same } && value.Equals(same);
}
