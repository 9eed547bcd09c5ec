using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a finalizer, and the methods of its type that it calls, change of the state of others.</summary>
internal sealed class FinalizerChanges(TypeSummary summary, ThreadingModel model)
{
    /// <summary>The changes without a lock: of static state, and of objects that the finalized one refers to.</summary>
    internal IEnumerable<Access> By(Body finalizer)
    {
        var pending = new Queue<Body>([finalizer]);
        var seen = new HashSet<Body>(pending);
        while (pending.Count > 0)
        {
            Body body = pending.Dequeue();
            foreach (Access access in AccessFinder.In(body).Where(access => IsOfOthers(access) && !IsForDisposal(access.Reference)))
            {
                if (ChangeBy(access) is { } change && summary.HeldLocks.At(body, access.Reference.Syntax) is { IsEmpty: true })
                    yield return change;
            }

            foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>().Where(static call => call.Instance is null or IInstanceReferenceOperation && !IsForDisposal(call)))
            {
                if (summary.Callbacks.Of(call.TargetMethod) is { } callee && seen.Add(callee))
                    pending.Enqueue(callee);
            }
        }
    }

    private static bool IsOfOthers(Access access) => access.Location.Last is { IsStatic: true } || (access.Location.StartsAtThis && access.Location.Members.Length > 1) || access.Location.Root is { IsStatic: true };

    private Access? ChangeBy(Access access)
    {
        if (access is { Kind: AccessKind.ReadModifyWrite, Operation: not ICoalesceAssignmentOperation })
            return access;
        return access.Location.Last is { IsStatic: true } && model.UnsafeObjects.FamilyOf(access.Reference.Type) == ObjectFamily.Collection && model.Content.UseOf(access.Reference) is { Changes: true } content
            ? access with { Operation = content.Operation }
            : null;
    }

    // Dispose(bool disposing): what stands under the condition is not for the finalizer.
    private static bool IsForDisposal(IOperation operation)
    {
        for (IOperation child = operation; child.Parent is { } parent; child = parent)
        {
            if (parent is IConditionalOperation conditional && conditional.WhenTrue == child
                && conditional.Condition.DescendantsAndSelf().Any(static part => part is IParameterReferenceOperation { Parameter: { Ordinal: 0, Type.SpecialType: SpecialType.System_Boolean } }))
            {
                return true;
            }
        }

        return false;
    }
}
