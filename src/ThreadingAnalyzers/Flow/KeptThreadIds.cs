using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Ids of threads that asynchronous code keeps over an await and then stores, as if it still ran there: an owner who is not the owner.</summary>
internal static class KeptThreadIds
{
    /// <summary>The places where such an id is stored, and where it was taken.</summary>
    internal static IEnumerable<(IOperation Use, IOperation Taken)> In(Body body, ThreadingModel model)
    {
        foreach (IVariableDeclaratorOperation local in body.Sites.OfType<IVariableDeclaratorOperation>())
        {
            if (local.Initializer?.Value is not { } taken || !model.ThreadBound.IsIdOfCurrent(taken))
                continue;
            foreach (IOperation use in body.Root.Descendants().Where(part => part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local.Symbol)))
            {
                if (IsStored(use) && AwaitsBetween(local, use, body))
                    yield return (use, taken);
            }
        }
    }

    /// <summary>The places after an await that compare the id of the thread with the one that was kept in a field before it.</summary>
    internal static IEnumerable<(IOperation Use, IOperation Taken)> ComparedIn(Body body, ThreadingModel model)
    {
        foreach (ISimpleAssignmentOperation kept in body.Sites.OfType<ISimpleAssignmentOperation>().Where(kept => kept.Target is IFieldReferenceOperation && model.ThreadBound.IsIdOfCurrent(kept.Value)))
        {
            ISymbol field = ((IFieldReferenceOperation)kept.Target).Field;
            IOperation? compared = body.Sites.Find(site => SymbolEqualityComparer.Default.Equals((site as IFieldReferenceOperation)?.Field, field) && site.Syntax.SpanStart > kept.Syntax.Span.End
                && Operand.ParentOf(site) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison && (model.ThreadBound.IsIdOfCurrent(comparison.LeftOperand) || model.ThreadBound.IsIdOfCurrent(comparison.RightOperand)));
            if (compared is not null && AwaitsBetween(kept, compared, body)
                && !body.Sites.Exists(site => site is ISimpleAssignmentOperation again && again != kept && SymbolEqualityComparer.Default.Equals((again.Target as IFieldReferenceOperation)?.Field, field) && again.Syntax.SpanStart > kept.Syntax.Span.End && again.Syntax.SpanStart < compared.Syntax.SpanStart))
                yield return (compared, kept.Value);
        }
    }

    /// <summary>The places after an await that look up by the id of the thread what was put there under the id of the thread before it.</summary>
    internal static IEnumerable<(IOperation Use, IOperation Taken)> KeysIn(Body body, ThreadingModel model)
    {
        List<(IOperation Key, AccessPath Table, bool Stores)> keys = body.Sites.Select(site => KeyBy(site, body, model)).Where(static key => key is not null).Select(static key => key!.Value).ToList();
        foreach ((IOperation later, AccessPath table, _) in keys)
        {
            IOperation? stored = keys.Find(first => first.Stores && first.Table.Equals(table) && first.Key.Syntax.Span.End < later.Syntax.SpanStart
                && AwaitsBetween(first.Key, later, body)).Key;
            if (stored is not null)
                yield return (later, stored);
        }
    }

    private static bool AwaitsBetween(IOperation first, IOperation later, Body body) => body.Sites.Exists(site => site is IAwaitOperation && site.Syntax.SpanStart > first.Syntax.Span.End && site.Syntax.Span.End < later.Syntax.SpanStart);

    // _started[id] = …, _started.TryRemove(id, out _)
    private static (IOperation Key, AccessPath Table, bool Stores)? KeyBy(IOperation site, Body body, ThreadingModel model)
    {
        (IOperation? table, IOperation? key, bool stores) = site switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection, Arguments: [{ Value: var index }] } element => (collection, index, element.Parent is ISimpleAssignmentOperation assignment && assignment.Target == element),
            IInvocationOperation { Instance: { } collection, Arguments: [{ Value: var index }, ..] } call => (collection, index, ElementVerbs.PutsIn(call.TargetMethod.Name) || call.TargetMethod.Name is "GetOrAdd" or "AddOrUpdate"),
            _ => (null, null, false),
        };
        return table is not null && key is not null && model.ThreadBound.IsIdOfCurrent(key) && AccessPath.Of(table, body.Locals.Resolve) is { } path ? (key, path, stores) : null;
    }

    // _owner = me; Volatile.Write(ref _owner, me);
    private static bool IsStored(IOperation use) => Operand.ParentOf(use) switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation } assignment => assignment.Value.Syntax == use.Syntax,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Write" or "Exchange", ContainingType: { Name: "Volatile" or "Interlocked", ContainingNamespace.Name: "Threading" } } } } => true,
        _ => false,
    };
}
