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
                if (IsStored(use) && body.Sites.Exists(site => site is IAwaitOperation && site.Syntax.SpanStart > local.Syntax.Span.End && site.Syntax.Span.End < use.Syntax.SpanStart))
                    yield return (use, taken);
            }
        }
    }

    // _owner = me; Volatile.Write(ref _owner, me);
    private static bool IsStored(IOperation use) => Operand.ParentOf(use) switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation } assignment => assignment.Value.Syntax == use.Syntax,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Write" or "Exchange", ContainingType: { Name: "Volatile" or "Interlocked", ContainingNamespace.Name: "Threading" } } } } => true,
        _ => false,
    };
}
