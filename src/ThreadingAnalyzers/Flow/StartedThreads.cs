using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A thread that a type makes and starts, and whose end nobody sees to.</summary>
/// <param name="Fork">Where it is made.</param>
/// <param name="Start">The call that starts it.</param>
/// <param name="Loop">The loop that it never leaves, or null.</param>
/// <param name="IsRepeated">Whether a loop starts one after the other.</param>
internal sealed record ForgottenThread(Fork Fork, IInvocationOperation Start, ILoopOperation? Loop, bool IsRepeated);

/// <summary>Finds the threads that are started and then forgotten: foreground threads, and those of the background whose results are used.</summary>
internal sealed class StartedThreads(TypeSummary summary, ThreadingModel model)
{
    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal) { "Join", "Abort", "Interrupt", "IsAlive", "ThreadState" };

    private readonly EndlessLoops _loops = new(summary);

    internal IEnumerable<ForgottenThread> Forgotten => summary.Forks.Where(static fork => fork.Kind == ForkKind.Thread).Select(Of).Where(static thread => thread is not null)!;

    private ForgottenThread? Of(Fork fork)
    {
        ObjectUses uses = ObjectTracer.UsesOf(fork.Site, summary.References);
        if (uses.Escapes || uses.ReturnedBy.Count > 0 || uses.Members.Exists(IsEnd))
            return null;
        if (uses.Members.Find(member => member is IInvocationOperation call && model.Joins.KindOf(call.TargetMethod) == JoinKind.Start) is not IInvocationOperation start || IsTheProgram(fork, start))
            return null;
        bool isBackground = IsBackground(fork, uses) || _loops.BodiesOf(fork).Any(static body => body.Sites.Exists(IsOwnChoice));
        ILoopOperation? loop = isBackground ? null : _loops.Of(fork);
        bool isRepeated = !isBackground && ForkSharing.IsRepeated(fork);
        if (loop is null && (uses.IsStored || !(isRepeated || IsResultUsed(fork, start, isBackground)) || new ThreadEnds(summary, model).IsWaitedFor(fork)))
            return null;
        return new ForgottenThread(fork, start, loop, isRepeated);
    }

    // What the thread changes, the code that started it uses at once. Where it does not, nobody may care when the thread ends.
    private bool IsResultUsed(Fork fork, IInvocationOperation start, bool isBackground)
    {
        List<Body> bodies = summary.Bodies.Where(body => summary.Contexts.ForksOf(body).Contains(fork)).ToList();
        // A helper in the background that goes on and on has no result, nor has any thread that only itself decides when to leave its loop.
        if (bodies.Exists(body => body.Sites.Exists(site => (isBackground && site is IWhileLoopOperation) || (site is ILoopOperation loop && Nesting.IsOpen(loop)))))
            return false;
        var changed = new HashSet<ISymbol>(bodies.SelectMany(body => new ResultsOf(body, summary.Callbacks).Locations).Where(CanHoldResult), SymbolEqualityComparer.Default);
        return changed.Count > 0 && (IsUsedAfter(start.Syntax, fork.Container, changed) || IsUsedByCaller(fork.Container, changed));
    }

    // void Spawn(ThreadStart body) { new Thread(body).Start(); }: who calls it goes on at once.
    private bool IsUsedByCaller(Body starter, HashSet<ISymbol> changed) => starter.Method is { DeclaredAccessibility: Accessibility.Private } or { MethodKind: MethodKind.LocalFunction }
        && summary.Contexts.CallSitesOf(starter).Any(call => IsUsedAfter(call.Site, call.Caller, changed));

    private static bool IsUsedAfter(SyntaxNode start, Body body, HashSet<ISymbol> changed) =>
        body.Root.Descendants().Any(later => later.Syntax.SpanStart > start.Span.End && SharedLocations.LocationOf(later) is { } used && changed.Contains(used) && !IsReplaced(later));

    private static bool IsReplaced(IOperation use) => use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use;

    private bool CanHoldResult(ISymbol location) => location switch
    {
        IFieldSymbol { IsVolatile: true } => false,
        IFieldSymbol field => !field.IsReadOnly || field.Type is IArrayTypeSymbol || model.UnsafeObjects.FamilyOf(field.Type) is not null,
        IPropertySymbol property => property.SetMethod is not null || model.UnsafeObjects.FamilyOf(property.Type) is not null,
        ILocalSymbol or IParameterSymbol => HandleSymbols.TypeOf(location) is { } type && (type is IArrayTypeSymbol || model.UnsafeObjects.FamilyOf(type) is not null),
        _ => false,
    };

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

    // Thread.CurrentThread.IsBackground = true
    private static bool IsOwnChoice(IOperation site) => site is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "IsBackground", Instance: { } thread } } && Operand.Unwrap(thread) is IPropertyReferenceOperation { Property.Name: "CurrentThread" };

    // The entry point starts it and returns: the thread is what the program does.
    private bool IsTheProgram(Fork fork, IInvocationOperation start) =>
        fork.Container.Outermost is { Method: { } method } main && AsyncTwins.IsEntryPoint(method)
        && !main.Sites.Exists(site => site is IAwaitOperation or ILoopOperation or IInvocationOperation && site.Syntax.SpanStart > start.Syntax.Span.End);
}
