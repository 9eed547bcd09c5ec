using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A thread that a type makes and starts, and whose end nobody sees to.</summary>
/// <param name="Fork">Where it is made.</param>
/// <param name="Start">The call that starts it.</param>
/// <param name="Loop">The loop that it never leaves, or null.</param>
/// <param name="IsRepeated">Whether a loop starts one after the other.</param>
internal sealed record ForgottenThread(Fork Fork, IInvocationOperation Start, ILoopOperation? Loop, bool IsRepeated)
{
    /// <summary>Whether the code that makes it goes on once it is started.</summary>
    internal bool IsFollowed => Fork.Container.Sites.Exists(site => site.Syntax.SpanStart > Start.Syntax.Span.End);
}

/// <summary>Finds the foreground threads that are started and then forgotten.</summary>
internal sealed class StartedThreads(TypeSummary summary, ThreadingModel model)
{
    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal) { "Join", "Abort", "Interrupt", "IsAlive", "ThreadState" };

    internal IEnumerable<ForgottenThread> Forgotten => summary.Forks.Where(static fork => fork.Kind == ForkKind.Thread).Select(Of).Where(static thread => thread is not null)!;

    private ForgottenThread? Of(Fork fork)
    {
        ObjectUses uses = ObjectTracer.UsesOf(fork.Site, summary.References);
        if (uses.Escapes || uses.ReturnedBy.Count > 0 || uses.Members.Exists(IsEnd) || IsBackground(fork, uses))
            return null;
        if (uses.Members.Find(member => member is IInvocationOperation call && model.Joins.KindOf(call.TargetMethod) == JoinKind.Start) is not IInvocationOperation start || IsTheProgram(fork, start))
            return null;
        ILoopOperation? loop = fork.Targets.Select(EndlessLoops.In).FirstOrDefault(static loop => loop is not null);
        return loop is null && (uses.IsStored || new ThreadEnds(summary, model).IsWaitedFor(fork)) ? null : new ForgottenThread(fork, start, loop, ForkSharing.IsRepeated(fork));
    }

    private static bool IsEnd(IOperation member) => member switch
    {
        IInvocationOperation call => Ends.Contains(call.TargetMethod.Name),
        IPropertyReferenceOperation property => Ends.Contains(property.Property.Name),
        _ => false,
    };

    // thread.IsBackground = anything but false: somebody has thought of it.
    private static bool IsBackground(Fork fork, ObjectUses uses) =>
        uses.Members.Exists(static member => member is IPropertyReferenceOperation { Property.Name: "IsBackground" })
        || (fork.Site is IObjectCreationOperation { Initializer: { } initializer } && initializer.Initializers.Any(static part => part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "IsBackground" } }));

    // The entry point starts it and returns: the thread is what the program does.
    private bool IsTheProgram(Fork fork, IInvocationOperation start) =>
        fork.Container.Outermost is { Method: { } method } main && AsyncTwins.IsEntryPoint(method)
        && !main.Sites.Exists(site => site is IAwaitOperation or ILoopOperation or IInvocationOperation && site.Syntax.SpanStart > start.Syntax.Span.End);
}
