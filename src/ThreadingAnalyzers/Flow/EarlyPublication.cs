using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A new object that is stored where other threads find it at once, and completed afterwards.</summary>
/// <param name="Variable">The variable that it is stored in.</param>
/// <param name="Store">The assignment.</param>
/// <param name="Fill">What completes the object.</param>
/// <param name="Reader">Where another member uses it.</param>
internal sealed record EarlyPublication(ISymbol Variable, IOperation Store, IOperation Fill, IOperation Reader)
{
    /// <summary>The ones of a body. Only volatile variables count: what says that their readers take no lock.</summary>
    internal static IEnumerable<EarlyPublication> In(Body body, TypeSummary summary, ThreadingModel model)
    {
        foreach (ISimpleAssignmentOperation store in body.Sites.OfType<ISimpleAssignmentOperation>())
        {
            if (store.Target is not IFieldReferenceOperation { Field: { IsVolatile: true } field } || AccessPath.Of(store.Target, body.Locals.Resolve) is not { } path || MadeBy(store.Value, body) is null)
                continue;
            if (summary.HeldLocks.At(body, store.Target.Syntax) is not { } held)
                continue;
            // What was found empty before is a matter of its initialization.
            var stored = new LazyInitialization(field, path, store, store.Target, store.Value, body, held, []);
            if (IsTested(field, body) || new FilledAfter(stored, summary, model).Completion is not { } fill)
                continue;
            if (summary.Accesses[path].Find(access => access.Kind == AccessKind.Read && !ReferenceEquals(access.Body.Outermost, body.Outermost) && UnlockedUses.IsUse(access.Reference)
                && summary.HeldLocks.At(access.Body, access.Reference.Syntax) is { } also && !also.Overlaps(held)) is { } reader)
            {
                yield return new EarlyPublication(field, store, fill, reader.Reference);
            }
        }
    }

    private static IOperation? MadeBy(IOperation value, Body body)
    {
        value = Operand.Unwrap(value);
        if (value is ILocalReferenceOperation { Local: var local } && body.Locals.Of(local) is { } made)
            value = Operand.Unwrap(made);
        return value is IObjectCreationOperation ? value : null;
    }

    private static bool IsTested(IFieldSymbol field, Body body) => body.Sites.Exists(site =>
        site is IFieldReferenceOperation { Field: var read, Parent: IBinaryOperation or IIsPatternOperation or ICoalesceOperation } && SymbolEqualityComparer.Default.Equals(read, field));
}
