using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>One read of a flag, or one write of a constant to it.</summary>
/// <param name="Access">The access.</param>
/// <param name="Operation">What reads: the reference, or the call that reads it atomically; or what writes: the assignment or the call.</param>
/// <param name="Value">The constant that is written; null for a read.</param>
/// <param name="Held">The locks held.</param>
/// <param name="Atomic">What the call of Volatile or Interlocked does, if there is one.</param>
internal sealed record FlagStep(Access Access, IOperation Operation, object? Value, ImmutableHashSet<AccessPath> Held, AtomicAction? Atomic)
{
    /// <summary>The member that the step is written in.</summary>
    internal Body Member => Access.Body.Outermost;

    /// <summary>Whether it only reads.</summary>
    internal bool IsTest => Value is null && Atomic is null or AtomicAction.Read;

    /// <summary>Whether an atomic call finds out and sets in one step.</summary>
    internal bool IsOneStep => Value is null && Atomic is AtomicAction.CompareExchange or AtomicAction.Exchange;

    internal bool IsBefore(FlagStep other) => ReferenceEquals(Access.Body, other.Access.Body) && Operation.Syntax.SpanStart < other.Operation.Syntax.SpanStart;
}

/// <summary>The steps in which a type uses a flag: a variable of few values, each of which says how far something has come.</summary>
internal static class FlagSteps
{
    /// <summary>Whether a location may be a flag.</summary>
    internal static bool AreOf(AccessPath location) => !AccessTable.IsCapturedVariable(location) && GuardContract.Of(location.Last!) is null && location.Last switch
    {
        IFieldSymbol { IsReadOnly: false } field => IsFlagType(field.Type),
        IPropertySymbol property => IsFlagType(property.Type),
        _ => false,
    };

    /// <summary>The steps in source order; null where a reference to the flag is given away, or it is counted up and down.</summary>
    internal static IReadOnlyList<FlagStep>? Of(AccessPath location, TypeSummary summary, ThreadingModel model)
    {
        var steps = new List<FlagStep>();
        foreach (TableAccess row in summary.AccessTable.Of(location))
        {
            // Volatile.Read takes its variable by a reference that only reads.
            if (row.Access.Kind == AccessKind.Atomic || Operand.ParentOf(row.Access.Reference) is IArgumentOperation { Parameter.RefKind: not RefKind.None and not RefKind.Out })
            {
                if (Operand.ParentOf(row.Access.Reference)?.Parent is not { } parent || model.Atomics.Of(parent) is not { } call || IsComputed(call))
                    return null;
                if (summary.HeldLocks.At(row.Access.Body, call.Call.Syntax) is { } held && !summary.Construction.Covers(row.Access.Body, location.Root is { IsStatic: true }))
                    steps.Add(new FlagStep(row.Access, call.Call, IsPlainWrite(call) ? call.Value!.ConstantValue.Value : null, held, call.Action));
            }
            else if (row is { IsExempt: false, Held: { } locks })
            {
                if (row.Effect == AccessEffect.Read)
                    steps.Add(new FlagStep(row.Access, row.Access.Reference, null, locks, null));
                else if (row is { Effect: AccessEffect.Write, Access.Operation: ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: { } value } } })
                    steps.Add(new FlagStep(row.Access, row.Access.Operation, value, locks, null));
            }
        }

        List<FlagStep> through = FlagProperties.StepsOf(location, summary, model).ToList();
        return through.Count == 0 ? steps : steps.Concat(through).OrderBy(static step => step.Operation.Syntax.SpanStart).ToList();
    }

    private static bool IsFlagType(ITypeSymbol type) => type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32 || type.TypeKind == TypeKind.Enum;

    private static bool IsComputed(AtomicCall call) => call.Action == AtomicAction.Change
        || (call.Action is AtomicAction.Write or AtomicAction.Exchange && call.Value?.ConstantValue is not { HasValue: true, Value: not null });

    // What it had been is not asked.
    private static bool IsPlainWrite(AtomicCall call) => call.Action == AtomicAction.Write || (call.Action == AtomicAction.Exchange && call.IsResultIgnored);
}
