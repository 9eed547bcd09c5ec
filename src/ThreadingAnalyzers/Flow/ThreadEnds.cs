using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether somebody waits for a thread's end, or might: by Join, by a signal that its body gives, or out of sight.</summary>
internal sealed class ThreadEnds(TypeSummary summary, ThreadingModel model)
{
    private static readonly HashSet<string> Signals = new(StringComparer.Ordinal)
    {
        "Set", "Signal", "SignalAndWait", "Release", "SetResult", "TrySetResult", "SetException", "Pulse", "PulseAll", "Complete", "CompleteAdding", "RemoveParticipant",
    };

    /// <summary>Whether the type does something when the process ends.</summary>
    internal static bool HasExitHandler(TypeSummary summary) => summary.Bodies.Any(static body => body.Sites.Exists(static site =>
        site is IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event.Name: "ProcessExit" or "DomainUnload" or "CancelKeyPress" } }));

    internal bool IsWaitedFor(Fork fork) => IsJoined(fork) || GivesASignal(fork) || Escapes(fork);

    private bool IsJoined(Fork fork) => Calls()
        .Where(call => model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles && call.Instance is not null)
        .Any(call => summary.Handles.ForksIn(call.Instance!).Contains(fork))
        || summary.Bodies.SelectMany(static body => body.Sites).Any(site => UnboundCalls.NameOf(site) == "Join" && UnboundCalls.ReceiverOf(site) is { } thread && summary.Handles.ForksIn(thread).Contains(fork));

    // A signal given in the thread and waited for anywhere in the type is taken for its end, unless work that must finish comes after it.
    private bool GivesASignal(Fork fork)
    {
        var given = summary.Bodies.Where(body => summary.Contexts.ForksOf(body).Contains(fork))
            .SelectMany(body => body.Sites.OfType<IInvocationOperation>().Where(call => Signals.Contains(call.TargetMethod.Name) && !FinishesLater(body, call)))
            .Select(static call => AccessPath.Of(call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Last)
            .Where(static signal => signal is not null)
            .ToList();
        return given.Count > 0 && summary.Bodies.Where(body => !summary.Contexts.ForksOf(body).Contains(fork)).Any(body => body.Sites.Exists(site => WaitsFor(site, given!)));
    }

    private bool FinishesLater(Body body, IInvocationOperation signal) => body.Sites.OfType<IInvocationOperation>().Any(later =>
        later.Syntax.SpanStart > signal.Syntax.Span.End && !IsRepeatedWith(signal, later)
        && (model.FinishingWork.EffectOf(later) is not null || (summary.Callbacks.Of(later.TargetMethod) is { } callee && callee.Sites.OfType<IInvocationOperation>().Any(call => model.FinishingWork.EffectOf(call) is not null))));

    // In a loop, what comes later in the text also comes before.
    private static bool IsRepeatedWith(IOperation signal, IOperation later)
    {
        for (IOperation? parent = signal.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation && parent.Syntax.Span.Contains(later.Syntax.Span))
                return true;
        }

        return false;
    }

    private static bool WaitsFor(IOperation site, List<ISymbol> signals)
    {
        IOperation? waited = site switch
        {
            IAwaitOperation awaited => awaited,
            IInvocationOperation { TargetMethod.Name: "Wait" or "WaitOne" or "WaitAll" or "WaitAny" or "SignalAndWait" or "GetResult" } call => call,
            IPropertyReferenceOperation { Property.Name: "Task" or "Result" } task => task,
            _ => UnboundCalls.NameOf(site) is "Wait" or "WaitOne" or "WaitAll" or "WaitAny" or "SignalAndWait" ? site : null,
        };
        return waited is not null && waited.Descendants().Any(part => signals.Contains(SharedLocations.LocationOf(part)!, SymbolEqualityComparer.Default));
    }

    // Returned, handed to somebody, or kept where others see it: they may join.
    private bool Escapes(Fork fork) => Everything().Any(site => IsHandleOf(fork, site) && IsGivenAway(site));

    private bool IsHandleOf(Fork fork, IOperation site) =>
        ReferenceEquals(site, fork.Site) || (SharedLocations.LocationOf(site) is not null && model.Types.Thread is { } thread && MayHold(site.Type, thread) && summary.Handles.ForksIn(site).Contains(fork));

    private static bool MayHold(ITypeSymbol? type, INamedTypeSymbol thread) =>
        SymbolEqualityComparer.Default.Equals(type, thread)
        || type is IArrayTypeSymbol { ElementType: var element } && SymbolEqualityComparer.Default.Equals(element, thread)
        || type is INamedTypeSymbol { TypeArguments: var arguments } && arguments.Contains(thread, SymbolEqualityComparer.Default);

    private static bool IsGivenAway(IOperation site) => Operand.ParentOf(site) switch
    {
        IReturnOperation => true,
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field.DeclaredAccessibility: not Accessibility.Private } } => true,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { IsIndexer: false, DeclaredAccessibility: not Accessibility.Private } } } => true,
        IArgumentOperation { Parent: IInvocationOperation call } => !IsOwnCollection(call),
        IArgumentOperation => true,
        _ => false,
    } || SharedLocations.LocationOf(site) is { DeclaredAccessibility: Accessibility.Public or Accessibility.Protected or Accessibility.Internal };

    private static bool IsOwnCollection(IInvocationOperation call) =>
        call.TargetMethod.ContainingType.ContainingNamespace.ToString().StartsWith("System.Collections", StringComparison.Ordinal);

    // A body's own locals are no sites.
    private IEnumerable<IOperation> Everything() => summary.Bodies.Where(static body => body.Parent is null).SelectMany(static body => body.Root.DescendantsAndSelf());

    private IEnumerable<IInvocationOperation> Calls() => summary.Bodies.SelectMany(static body => body.Sites).OfType<IInvocationOperation>();
}
