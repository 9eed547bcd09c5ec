using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A constructor begins an asynchronous method of its object, drops the task, and leaves to the method what others expect to find.</summary>
/// <param name="Call">The call.</param>
/// <param name="Member">What gets its value later.</param>
/// <param name="Assignment">Where.</param>
internal sealed record UnfinishedStart(IInvocationOperation Call, ISymbol Member, IOperation Assignment)
{
    internal static IEnumerable<UnfinishedStart> In(Body constructor, TypeSummary summary, ThreadingModel model)
    {
        if (model.Types.HasUserInterfaceContext)
            yield break;
        foreach (IInvocationOperation call in constructor.Sites.OfType<IInvocationOperation>())
        {
            if (call is { Instance: IInstanceReferenceOperation, Parent: ISimpleAssignmentOperation { Target: IDiscardOperation } } && summary.Callbacks.Of(call.TargetMethod) is { IsAsync: true } begun
                && LateAssignment(begun) is { } assignment && SharedLocations.LocationOf(assignment.Target) is { } member && IsVisible(member, begun, summary))
            {
                yield return new UnfinishedStart(call, member, assignment);
            }
        }
    }

    // After the first await, and not again and again.
    private static ISimpleAssignmentOperation? LateAssignment(Body begun)
    {
        IOperation? wait = begun.Sites.Find(static site => site is IAwaitOperation);
        return wait is null || begun.Sites.Exists(static site => site is ILoopOperation) ? null : begun.Sites.OfType<ISimpleAssignmentOperation>().FirstOrDefault(assignment =>
            assignment.Syntax.Span.End >= wait.Syntax.Span.End && assignment.Target is IMemberReferenceOperation { Instance: IInstanceReferenceOperation });
    }

    private static bool IsVisible(ISymbol member, Body begun, TypeSummary summary) =>
        member is IPropertySymbol { GetMethod.DeclaredAccessibility: not Accessibility.Private }
        || summary.Bodies.Any(body => !ReferenceEquals(body.Outermost, begun) && ThreadContexts.IsCallableFromOutside(body.Outermost)
            && body.Sites.Exists(site => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(site), member)));
}
