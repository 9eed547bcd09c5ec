using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether somebody waits for a signal that a body gives, and would not learn of an exception in that body.</summary>
internal sealed class SignalWaiters(TypeSummary summary, ThreadingModel model)
{
    private const int MostCalls = 3;
    private static readonly HashSet<string> Waits = new(StringComparer.Ordinal) { "Wait", "WaitAsync", "WaitOne", "WaitAll", "WaitAny", "SignalAndWait" };

    /// <summary>Whether an exception that leaves the body goes elsewhere than to those who wait for the signal.</summary>
    internal bool AreLeftWaiting(AccessPath signal, SignalKind kind, Body body) => kind switch
    {
        SignalKind.EndOfStream => (!IsOwn(signal, body) && Feeds(body, signal)) || JoinedFeeders(signal, body).Count > 0,
        SignalKind.Event when ChoiceOf(signal, body) is not null => true,
        SignalKind.Event => (RunsOnlyInForks(body) || IsEndOfOperation(body) || SkippedCompletions.IsToldOfEnd(body)) && NamesOf(signal, body).Any(symbol => IsWaitedForElsewhere(symbol, body)),
        _ => !IsOwn(signal, body) && !IsGivenWith(signal, body) && (RunsInTask(body) || IsCallback(body)) && NamesOf(signal, body).Any(symbol => IsReadElsewhere(symbol, body)),
    };

    /// <summary>The forks of a body that put something into a stream which others read to its end, and for whose end the body waits before it completes the stream.</summary>
    internal IReadOnlyList<Fork> JoinedFeeders(AccessPath signal, Body body)
    {
        if ((signal.Last ?? signal.Root) is not { } stream || body.Sites.Exists(site => Names(model.Signals.FedBy(site), signal, body)))
            return [];
        List<Fork> feeders = summary.Forks.Where(fork => fork.Kind is ForkKind.Task && body.SelfAndNested().Contains(fork.Container) && RunBy(fork).Any(run => run.Sites.Exists(site => IsStream(model.Signals.FedBy(site), stream)))).ToList();
        return feeders.Count > 0 && summary.Forks.Except(feeders).SelectMany(RunBy).Any(run => run != body && run.Sites.Exists(site => StreamModel.WaitsForEnd(site, StreamKind.Collection) && site is IInvocationOperation { Instance: { } read } && IsStream(read, stream))) ? feeders : [];
    }

    /// <summary>Whether an operation waits for one of these forks, and throws what it has thrown.</summary>
    internal bool IsJoinOf(IOperation operation, IReadOnlyList<Fork> forks) => (operation is IAwaitOperation || (operation is IInvocationOperation call && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles))
        && summary.Handles.ForksIn(operation).Any(forks.Contains);

    // In the body itself, or in a lambda of it: for each page, on several threads.
    private bool Feeds(Body body, AccessPath signal) => body.SelfAndNested().Any(part => part.Sites.Exists(site => Names(model.Signals.FedBy(site), signal, part)));

    private IEnumerable<Body> RunBy(Fork fork) => summary.Bodies.Where(body => summary.Contexts.ForksOf(body).Contains(fork));

    private static bool IsStream(IOperation? receiver, ISymbol stream) => receiver is not null && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(receiver)), stream);

    /// <summary>Where the first caller of a body gives the signal and others wait for it: <c>if (isFirst) { …; entry.Ready.Set(); } else entry.Ready.Wait();</c>; null where that is not so.</summary>
    internal static SyntaxNode? ChoiceOf(AccessPath signal, Body body) => signal is not { Members.IsEmpty: false, Last: IFieldSymbol or IPropertySymbol } || body.Parent is not null ? null : body.Sites
        .Where(site => site is IInvocationOperation { TargetMethod.Name: "Set", Instance: { } given } && IsOf(given, signal, body))
        .Select(static site => site.Syntax.Ancestors().OfType<IfStatementSyntax>().FirstOrDefault())
        .FirstOrDefault(choice => choice is not null && body.Sites.Exists(wait => wait is IInvocationOperation { TargetMethod.Name: "Wait" or "WaitOne", Arguments.IsEmpty: true, Instance: { } waited }
            && IsOf(waited, signal, body) && IsInstead(wait.Syntax, choice)));

    // In the other branch, or behind a branch that leaves.
    private static bool IsInstead(SyntaxNode wait, IfStatementSyntax choice) => choice.Else is not null
        ? choice.Span.Contains(wait.Span) && !choice.Condition.Span.Contains(wait.Span)
        : wait.SpanStart > choice.Span.End && choice.Parent?.Span.Contains(wait.Span) == true && choice.Statement is BlockSyntax { Statements: [.., ReturnStatementSyntax or ThrowStatementSyntax] };

    private static bool IsOf(IOperation receiver, AccessPath signal, Body body) => AccessPath.Of(receiver, body.Locals.Resolve) is { } path && path.Equals(signal);

    // stream.BeginRead(…, OnRead, …): called by the pool when the operation has ended.
    private bool IsEndOfOperation(Body body) => Operand.ParentOf(body.Root) is IDelegateCreationOperation { Type.Name: nameof(AsyncCallback) }
        || summary.Contexts.ReferencesTo(body).Any(static named => Operand.ParentOf(named.Reference) is IDelegateCreationOperation { Type.Name: nameof(AsyncCallback) });

    /// <summary>Whether an exception that leaves the body ends the process.</summary>
    internal bool EndsProcess(Body body) => IsEndOfOperation(body) || SkippedCompletions.IsToldOfEnd(body) || summary.Contexts.ForksOf(body).Any(static fork => fork.Kind is ForkKind.Thread or ForkKind.PoolItem or ForkKind.Timer && !ThreadedEvents.SwallowsExceptions(fork.Site));

    // A fork begins with it, or with code that calls it and lets its exceptions through.
    private bool RunsOnlyInForks(Body body) => summary.Contexts.IsForkTarget(body)
        || (body.Method is { DeclaredAccessibility: Accessibility.Private } && summary.Contexts.CallSitesOf(body) is { Count: > 0 } calls && calls.All(call => summary.Contexts.IsForkTarget(call.Caller) && !IsInTry(call.Site)));

    private static bool IsInTry(SyntaxNode site) => site.Ancestors().TakeWhile(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax)).Any(static node => node is TryStatementSyntax);

    // A parameter stands for what the callers of the type pass, a member of an object for what that is made with.
    private IEnumerable<ISymbol> NamesOf(AccessPath signal, Body body)
    {
        if (signal.Last is { } symbol)
        {
            yield return symbol;
            foreach (ISymbol named in new HandedOver(summary).To(symbol))
                yield return named;
        }

        if (signal is not { Root: IParameterSymbol parameter, Members.IsEmpty: true })
            yield break;
        foreach ((Body caller, SyntaxNode site) in summary.Contexts.CallSitesOf(body))
        {
            IArgumentOperation? passed = caller.Sites.OfType<IInvocationOperation>().FirstOrDefault(call => call.Syntax == site)?.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal);
            if (passed is not null && SharedLocations.LocationOf(Operand.Unwrap(passed.Value)) is { } named)
                yield return named;
        }
    }

    // What the body made itself nobody else waits for, unless a lambda in it does.
    private static bool IsOwn(AccessPath signal, Body body) => signal.Root is ILocalSymbol local && SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol);

    // A task keeps the exception to itself. An exception in a bare thread ends the process, and all waiting.
    private bool RunsInTask(Body body) => summary.Contexts.IsForkTarget(body) && summary.Contexts.ForksOf(body).Any(static fork => fork.Kind is ForkKind.Task or ForkKind.ColdTask or ForkKind.AsyncFanOut);

    // Who is given the source beside the lambda can tell of the exception: ContinueTask(task, source, () => { …; source.SetResult(null); }).
    private static bool IsGivenWith(AccessPath signal, Body body) => RepeatedCallbacks.CallOf(body) is { } call
        && call.Arguments.Any(argument => AccessPath.Of(argument.Value, body.Locals.Resolve) is { } given && given.Equals(signal));

    // A lambda that somebody else calls, later or elsewhere; one that runs at once throws to the caller.
    private static bool IsCallback(Body body) => body is { Root: IAnonymousFunctionOperation, Root.Syntax: ExpressionSyntax } && SkippedCompletions.IsQueued(body.Root)
        || body is { Root: IAnonymousFunctionOperation } && Operand.ParentOf(body.Root) is IDelegateCreationOperation creation
        && (Operand.ParentOf(creation) is IEventAssignmentOperation || IsGivenAway(creation));

    private static bool IsGivenAway(IDelegateCreationOperation creation) => Operand.ParentOf(creation) is IArgumentOperation argument
        && (argument.Parent is IObjectCreationOperation || (argument.Parent is IInvocationOperation call && !RepeatedCallbacks.RunsAtOnce(call) && !IsSynchronous(call.TargetMethod)));

    // Dispatcher.Invoke and its like throw to their caller; a delegate that is called may keep the lambda for later.
    private static bool IsSynchronous(IMethodSymbol method) => method is { Name: "Invoke", MethodKind: not MethodKind.DelegateInvoke } || (method.Name == "Send" && Framework.Owns(method.ContainingType));

    /// <summary>Whether a method of the type, or one that it calls, may give the signal: <c>catch (Exception e) { Fail(e); }</c>.</summary>
    internal bool MayGive(IMethodSymbol method, AccessPath signal, Body caller, int depth = 0) => summary.Callbacks.Of(method) is { } callee && callee != caller && depth < MostCalls
        && callee.SelfAndNested().Any(part => part.Sites.Exists(site => (model.Signals.GivenBy(site) is { } given && AccessPath.Of(given, part.Locals.Resolve) is { } path && SymbolEqualityComparer.Default.Equals(path.Last, signal.Last) && signal.Last is not null)
            || (site is IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: var own } && !SymbolEqualityComparer.Default.Equals(own, method) && MayGive(own, signal, caller, depth + 1))));

    private bool IsWaitedForElsewhere(ISymbol symbol, Body body)
    {
        List<ISymbol> names = [symbol, .. ListsOf(symbol)];
        return Others(body).Any(other => other.Sites.Exists(site =>
            site is IInvocationOperation call && Waits.Contains(call.TargetMethod.Name) && !TimedWaits.GivesUp(call) && call.Descendants().Any(part => SharedLocations.LocationOf(part) is { } named && names.Contains(named, SymbolEqualityComparer.Default))));
    }

    // events.Add(done), events[i] = done, and what goes through them: foreach (var e in events) e.WaitOne();
    private IEnumerable<ISymbol> ListsOf(ISymbol symbol)
    {
        if (symbol is not ILocalSymbol)
            yield break;
        foreach (IOperation use in summary.References.To(symbol))
        {
            IOperation? list = Operand.ParentOf(use) switch
            {
                IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var name, Instance: { } collection } } when ElementVerbs.PutsIn(name) => collection,
                ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var array } } => array,
                _ => null,
            };
            if (list is null || SharedLocations.LocationOf(Operand.Unwrap(list)) is not { } kept)
                continue;
            yield return kept;
            foreach (IOperation mention in summary.References.To(kept))
            {
                if (Operand.ParentOf(mention) is IForEachLoopOperation { Locals: [var element, ..] })
                    yield return element;
            }
        }
    }

    private bool IsReadElsewhere(ISymbol symbol, Body body) => Others(body).Any(other => other.Sites.Exists(site =>
        site is IPropertyReferenceOperation { Property.Name: "Task", Instance: { } source } && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(source)), symbol)));

    private IEnumerable<Body> Others(Body body) => summary.Bodies.Where(other => !ReferenceEquals(other, body));

    private static bool Names(IOperation? receiver, AccessPath signal, Body body) => AccessPath.Of(receiver, body.Locals.Resolve) is { } path && path.Equals(signal);
}
