using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Code that runs in some modes of an object only, and other code that runs in others: <c>switch (_kind) { case Sum: … break; case Histogram: UpdateHistogram(); break; }</c>, where the
/// mode is set once and for all.
/// </summary>
internal sealed class ModeCases(TypeSummary summary)
{
    /// <summary>Whether no object runs both operations.</summary>
    internal bool AreDistinct(IOperation one, Body ofOne, IOperation other, Body ofOther) =>
        ModesOf(one, ofOne, calls: 2) is var (mode, values) && ModesOf(other, ofOther, calls: 2) is var (otherMode, otherValues)
        && SymbolEqualityComparer.Default.Equals(mode, otherMode) && !values.Overlaps(otherValues);

    private (IFieldSymbol Mode, HashSet<object> Values)? ModesOf(IOperation operation, Body body, int calls)
    {
        if (CaseAround(operation) is { } found)
            return found;
        if (calls == 0 || body.Parent is not null || body.Method is not { DeclaredAccessibility: Accessibility.Private } || summary.Contexts.CallSitesOf(body) is not { Count: > 0 } sites || summary.Contexts.ReferencesTo(body).Count > 0)
            return null;
        (IFieldSymbol Mode, HashSet<object> Values)? all = null;
        foreach ((Body caller, SyntaxNode site) in sites)
        {
            if (caller.Sites.Find(part => part.Syntax == site) is not { } call || ModesOf(call, caller, calls - 1) is not var (mode, values) || (all is { } known && !SymbolEqualityComparer.Default.Equals(known.Mode, mode)))
                return null;
            if (all is null)
                all = (mode, values);
            else
                all.Value.Values.UnionWith(values);
        }

        return all;
    }

    private static (IFieldSymbol Mode, HashSet<object> Values)? CaseAround(IOperation operation)
    {
        for (IOperation? outer = operation; outer is not null; outer = outer.Parent)
        {
            if (outer is ISwitchCaseOperation { Parent: ISwitchOperation { Value: var value } } section && Operand.Unwrap(value) is IFieldReferenceOperation { Field: { IsReadOnly: true } mode }
                && section.Clauses.All(static clause => clause is ISingleValueCaseClauseOperation { Value.ConstantValue: { HasValue: true, Value: not null } }))
                return (mode, [.. section.Clauses.Select(static clause => ((ISingleValueCaseClauseOperation)clause).Value.ConstantValue.Value!)]);
        }

        return null;
    }
}
