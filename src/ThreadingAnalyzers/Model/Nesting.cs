using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What stands inside what, and what control leaves.</summary>
internal static class Nesting
{
    /// <summary>Whether one operation is written within another, or is it.</summary>
    internal static bool Contains(IOperation outer, IOperation inner) => outer.Syntax.Span.Contains(inner.Syntax.Span);

    /// <summary>Whether an operation stands in a <c>lock</c> statement of the same member, also where a function in between runs later.</summary>
    internal static bool IsInLock(IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is not null and not ILockOperation)
            parent = parent.Parent;
        return parent is not null;
    }

    /// <summary>Whether an operation stands in a loop of its own function.</summary>
    internal static bool IsInLoop(IOperation operation) => LoopAround(operation) is not null;

    /// <summary>The innermost loop of its own function that an operation stands in, or null.</summary>
    internal static ILoopOperation? LoopAround(IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is not (null or ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation))
            parent = parent.Parent;
        return parent as ILoopOperation;
    }

    /// <summary>What an operation stands in, from inside out, within its own function.</summary>
    internal static IEnumerable<IOperation> Outward(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
            yield return parent;
    }

    /// <summary>The whole tree of operations that an operation is part of.</summary>
    internal static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    /// <summary>The lambda or local function that an operation stands in, or null.</summary>
    internal static IOperation? FunctionAround(IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation))
            parent = parent.Parent;
        return parent;
    }

    /// <summary>Whether an operation within a function's root runs with it, and not with a lambda or local function in it.</summary>
    internal static bool IsOwn(IOperation operation, IOperation root) =>
        FunctionAround(operation) == (root is IAnonymousFunctionOperation or ILocalFunctionOperation ? root : FunctionAround(root));

    /// <summary>An operation and all within it that runs with it: not what lambdas and local functions in it do, which run when they are called.</summary>
    internal static IEnumerable<IOperation> OwnOperations(IOperation root)
    {
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            yield return operation;
            foreach (IOperation child in operation.ChildOperations)
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                    pending.Push(child);
            }
        }
    }

    /// <summary>Whether control never comes out of a statement at its end.</summary>
    internal static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation { Operations: [.., var last] } => Leaves(last),
        IReturnOperation or IThrowOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        ILockOperation region => Leaves(region.Body),
        IUsingOperation region => Leaves(region.Body),
        ITryOperation attempt => attempt.Finally is { } last && Leaves(last) || (Leaves(attempt.Body) && attempt.Catches.All(static handler => Leaves(handler.Handler))),
        IConditionalOperation { WhenFalse: { } otherwise } branch => Leaves(branch.WhenTrue) && Leaves(otherwise),
        IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: var called } } => called.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "DoesNotReturnAttribute"),
        _ => false,
    };

    /// <summary>Whether control that has come by the first operation does not come to the second one after it: they stand in different branches, or the first one's branch leaves.</summary>
    internal static bool AreAlternatives(IOperation first, IOperation second)
    {
        // What a function does at its end leaves nothing of what is around it.
        if (FunctionAround(first) is { } function && !Contains(function, second))
            return false;
        IOperation branch = first;
        bool jumps = false;
        foreach (IOperation around in Outward(first))
        {
            if (Contains(around, second))
                return jumps || IsChoice(around, branch, second);
            if (Leaves(around) && !(jumps = OwnOperations(around).Any(static part => part is IBranchOperation)))
                return true;
            // What jumps out of a loop comes to what follows it.
            jumps = jumps && around is not (ILoopOperation or ISwitchOperation);
            branch = around;
        }

        return false;
    }

    private static bool IsChoice(IOperation around, IOperation branch, IOperation second) => around switch
    {
        IConditionalOperation test => branch != test.Condition,
        ISwitchOperation test => branch != test.Value,
        ISwitchExpressionOperation test => branch != test.Value,
        // What a handler does takes the place of what failed.
        ITryOperation attempt => branch == attempt.Body && attempt.Catches.Any(handler => Contains(handler, second)),
        _ => false,
    };

    /// <summary>Whether a loop has no condition, or one that is always true.</summary>
    internal static bool IsOpen(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation { Condition: var condition } => condition is null or { ConstantValue: { HasValue: true, Value: true } },
        IForLoopOperation { Condition: var condition } => condition is null or { ConstantValue: { HasValue: true, Value: true } },
        _ => false,
    };
}
