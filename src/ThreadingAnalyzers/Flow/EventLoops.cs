using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Threads that go round and call those who have registered with the object: <c>while (!_stopping) foreach (var handler in _handlers) handler.Ready();</c>. What those call
/// in turn, to register or to leave, runs on the same thread.
/// </summary>
internal sealed class EventLoops(TypeSummary summary, ThreadingModel model)
{
    /// <summary>
    /// Whether the caller that an access is said to meet may well be called by the loop: in a library, a member that the library alone can call, of an object whose
    /// thread calls handlers. In a program the callers are at hand, and the first of them is seldom a handler.
    /// </summary>
    internal bool MayCallBack(Access access, ParallelAccess partner)
    {
        if (partner is not { Reason: ParallelReason.ForkAndCaller, Fork.Kind: ForkKind.Thread } || model.Compilation.Options.OutputKind != OutputKind.DynamicallyLinkedLibrary)
            return false;
        Body caller = summary.Contexts.ForksOf(access.Body).Contains(partner.Fork) ? partner.Access.Body : access.Body;
        return !Visibility.ReachesOutside(caller.Outermost.Symbol) && summary.Bodies.Any(body => summary.Contexts.ForksOf(body).Contains(partner.Fork) && body.Root.Descendants().Any(CallsHandler));
    }

    // Through an interface of the library's own, on what a loop takes from a collection.
    private static bool CallsHandler(IOperation operation) => operation is IInvocationOperation { Instance: { } handler, TargetMethod: { ContainingType: { TypeKind: TypeKind.Interface } of } }
        && !of.DeclaringSyntaxReferences.IsEmpty && handler.DescendantsAndSelf().OfType<ILocalReferenceOperation>().FirstOrDefault() is { Local: var item } && IsItem(item, operation);

    private static bool IsItem(ILocalSymbol local, IOperation use)
    {
        for (IOperation? parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IForEachLoopOperation loop && loop.Locals.Contains(local, SymbolEqualityComparer.Default))
                return true;
        }

        return false;
    }
}
