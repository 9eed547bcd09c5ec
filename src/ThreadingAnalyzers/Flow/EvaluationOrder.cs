using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Flow;

/// <summary>The operations of a tree in the order in which they are evaluated: operands before what uses them.</summary>
internal static class EvaluationOrder
{
    internal static List<IOperation> Of(IOperation root)
    {
        // Parent before children, last child first; reversed, that is children in order and then their parent.
        var order = new List<IOperation>();
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            order.Add(operation);
            foreach (IOperation child in operation.ChildOperations)
                pending.Push(child);
        }

        order.Reverse();
        return order;
    }
}
