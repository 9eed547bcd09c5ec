using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The waits on one object and the pulses of it: who waits for what, and who changes that.</summary>
internal sealed class PulsedWaits
{
    private readonly TypeSummary _summary;
    private readonly List<(MonitorSignalSite Wait, WaitCondition? Condition)> _waits;

    internal PulsedWaits(IReadOnlyList<MonitorSignalSite> waits, IReadOnlyList<MonitorSignalSite> pulses, TypeSummary summary, ThreadingModel model)
    {
        _summary = summary;
        Waits = waits;
        Pulses = pulses;
        _waits = waits.Select(wait => (wait, WaitCondition.Of(wait, new WaitSurroundings(wait, model)))).ToList();
    }

    internal IReadOnlyList<MonitorSignalSite> Waits { get; }

    internal IReadOnlyList<MonitorSignalSite> Pulses { get; }

    /// <summary>State that all waits are for, and that no code which pulses ever changes; null where there is none, or it cannot be told.</summary>
    internal ISymbol? IdleState
    {
        get
        {
            if (_waits.Exists(static wait => wait.Condition is null))
                return null;
            List<ISymbol> state = _waits.SelectMany(static wait => wait.Condition!.State).Distinct(SymbolEqualityComparer.Default).ToList()!;
            if (!state.TrueForAll(static symbol => symbol.DeclaredAccessibility == Accessibility.Private || symbol is ILocalSymbol) || _waits.Exists(static wait => CallsOwnCode(wait.Condition!)))
                return null;
            var pulsing = new HashSet<Body>(Pulses.SelectMany(pulse => Related(pulse.Body)));
            return pulsing.Any(body => CallsUnknown(body) || state.Exists(symbol => StateChanges.In(body, symbol).Any())) ? null : state[0];
        }
    }

    /// <summary>A pulse in code that changes nothing, and the flag that would let go who waits if anybody ever set it; null where there is none, or it cannot be told.</summary>
    internal (MonitorSignalSite Pulse, IFieldSymbol Exit)? UnsetExit
    {
        get
        {
            if (_waits.Exists(static wait => wait.Condition is null || CallsOwnCode(wait.Condition)))
                return null;
            List<ISymbol> state = _waits.SelectMany(static wait => wait.Condition!.State.Concat(wait.Condition.Exits)).Distinct(SymbolEqualityComparer.Default).ToList()!;
            IFieldSymbol? exit = ExitFlags.FirstOrDefault(IsNeverSet);
            return exit is not null && state.TrueForAll(static symbol => symbol.DeclaredAccessibility == Accessibility.Private)
                && Pulses.FirstOrDefault(pulse => Related(pulse.Body).All(body => !CallsUnknown(body) && !state.Exists(symbol => StateChanges.In(body, symbol).Any()))) is { } idle ? (idle, exit) : null;
        }
    }

    /// <summary>Where a flag is set that lets go who waits, in code that wakes nobody; null where there is none, or it cannot be told.</summary>
    internal (IOperation Change, IFieldSymbol Exit)? SilentExit
    {
        get
        {
            if (_waits.Exists(static wait => wait.Condition is null || wait.Wait.Signal.IsTimed || CallsOwnCode(wait.Condition)))
                return null;
            foreach ((IFieldSymbol exit, bool opening) in ReleasingFlags)
            {
                List<(Body Body, IOperation Change)> sets = _summary.Bodies.SelectMany(body => StateChanges.In(body, exit).Select(change => (Body: body, Change: change))).Where(set => !IsAssigned(set.Change, !opening)).ToList();
                if (sets is [var (where, only)] && IsAssigned(only, opening) && where.Method is { MethodKind: MethodKind.Ordinary } && Related(where) is var related
                    && !related.Any(body => CallsUnknown(body) || Interrupts(body)) && !Pulses.Concat(Waits).Any(site => related.Contains(site.Body)) && Pulses.All(pulse => IsOfOtherState(pulse, exit)))
                    return (only, exit);
            }

            return null;
        }
    }

    // The pulse goes with a change of what else is waited for, and is none that somebody could give for the flag.
    private bool IsOfOtherState(MonitorSignalSite pulse, IFieldSymbol exit) => _waits.SelectMany(static wait => wait.Condition!.State.Concat(wait.Condition.Exits))
        .Any(state => !SymbolEqualityComparer.Default.Equals(state, exit) && StateChanges.In(pulse.Body, state).Any());

    private IEnumerable<IFieldSymbol> ExitFlags => _waits.SelectMany(static wait => wait.Condition!.Exits).OfType<IFieldSymbol>()
        .Where(static flag => flag is { Type.SpecialType: SpecialType.System_Boolean, DeclaredAccessibility: Accessibility.Private });

    // The flags by which a loop around a wait ends, each with the value that ends it.
    private IEnumerable<(IFieldSymbol Flag, bool Opening)> ReleasingFlags => ExitFlags.Select(static flag => (flag, true))
        .Concat(_waits.SelectMany(static wait => wait.Condition!.Releases).Where(static release => release.Flag.DeclaredAccessibility == Accessibility.Private));

    private static bool TakesDown(IOperation change) => IsAssigned(change, value: false);

    private static bool IsAssigned(IOperation change, bool value) => change is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: bool given } } && given == value;

    // thread.Interrupt() wakes who waits.
    private static bool Interrupts(Body body) => body.Sites.Exists(static site => site is IInvocationOperation { TargetMethod: { Name: "Interrupt", ContainingType.Name: "Thread" } });

    private bool IsNeverSet(IFieldSymbol flag) => _summary.Bodies.SelectMany(body => StateChanges.In(body, flag)).All(TakesDown)
        && _summary.Bodies.All(body => body.Root is not IFieldInitializerOperation { InitializedFields: var initialized } || !initialized.Contains(flag, SymbolEqualityComparer.Default));

    /// <summary>What the code behind the lock of a pulse changes, and is waited for, while nothing under the lock changes it; null where there is no such change.</summary>
    internal IOperation? ChangeAfter(MonitorSignalSite pulse)
    {
        LockStatementSyntax? region = pulse.Call.Syntax.Ancestors().OfType<LockStatementSyntax>().FirstOrDefault();
        if (region is null || !pulse.Body.Root.Syntax.Span.Contains(region.Span) || _waits.Exists(static wait => wait.Condition is null)
            || pulse.Body.Sites.Exists(site => site is IInvocationOperation call && region.Span.Contains(call.Syntax.Span) && call.TargetMethod.ContainingType?.Name != "Monitor"))
            return null;
        List<IOperation> changes = _waits.SelectMany(static wait => wait.Condition!.State).Distinct(SymbolEqualityComparer.Default).SelectMany(state => StateChanges.In(pulse.Body, state!)).ToList();
        return changes.Count > 0 && changes.TrueForAll(change => change.Syntax.SpanStart > region.Span.End) ? changes[0] : null;
    }

    /// <summary>Why this pulse should wake all waiting threads, as the end of a sentence; null where one is enough.</summary>
    internal string? WhyAll(MonitorSignalSite pulse)
    {
        var open = _waits.Where(wait => wait.Condition is not null && IsOpen(wait.Wait.Body, depth: 0)).ToList();
        if (open.Find(static wait => wait.Condition!.DependsOnWaiter) is { Condition: not null })
            return "and each thread waits for a value of its own";
        foreach (var (wait, condition) in open)
        {
            if (open.Find(other => !other.Condition!.IsPartOf(condition!) && !condition!.IsPartOf(other.Condition)).Condition is { } different)
                return $"which may be one that waits for something else: '{condition!.Text}' and '{different.Text}' are waited for on the same object";
            if (condition!.State.Concat(condition.Exits).FirstOrDefault(flag => IsSetFor(pulse, flag) && !IsTakenBack(wait, condition, flag)) is { } flag && !Nesting.IsInLoop(pulse.Call) && !IsPassedOn(wait))
                return $"but '{flag.Name}' lets all go on that wait for it";
            if (condition.State.FirstOrDefault(count => GrowsBySeveral(pulse, count) && GoesDownByOne(wait, count)) is { } count && !Nesting.IsInLoop(pulse.Call) && !IsPassedOn(wait))
                return $"while '{count.Name}' may grow by more than one, and each thread that waits takes one";
        }

        return null;
    }

    // if (_stopped) { Monitor.Pulse(_gate); return; }: who is woken wakes the next one, in the loop or right behind it.
    private bool IsPassedOn(MonitorSignalSite wait) => Pulses.Any(pulse => pulse.Body == wait.Body && wait.Call.Syntax.Ancestors().OfType<WhileStatementSyntax>().FirstOrDefault() is { } loop
        && (pulse.Call.Syntax.Ancestors().Contains(loop) || IsBehind(loop, pulse.Call.Syntax)));

    private static bool IsBehind(StatementSyntax loop, SyntaxNode pulse) => loop.Parent is BlockSyntax { Statements: var statements }
        && statements.SkipWhile(one => one != loop).Skip(1).TakeWhile(static one => one is ExpressionStatementSyntax or LocalDeclarationStatementSyntax).Any(one => one.Span.Contains(pulse.Span));

    // A variable that gets another value in the code that pulses: a flag, a count, a result.
    private static bool IsSetFor(MonitorSignalSite pulse, ISymbol flag) => pulse.Body.Sites.Exists(site => site switch
    {
        IAssignmentOperation assignment => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(assignment.Target), flag),
        IIncrementOrDecrementOperation step => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(step.Target), flag),
        _ => false,
    });

    // _free += released;
    private static bool GrowsBySeveral(MonitorSignalSite pulse, ISymbol count) => pulse.Body.Sites.Exists(site =>
        site is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Value.ConstantValue: not { HasValue: true, Value: 1 } } growth && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(growth.Target), count));

    private static bool GoesDownByOne(MonitorSignalSite wait, ISymbol count) => wait.Body.Sites.Exists(site =>
        site is IIncrementOrDecrementOperation { Kind: OperationKind.Decrement } step && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(step.Target), count));

    // Who waits and then takes the flag down lets only one through.
    private bool IsTakenBack(MonitorSignalSite wait, WaitCondition condition, ISymbol flag) =>
        Related(wait.Body).Any(body => (condition.AsksForValue(flag) ? StateChanges.OfValue(body, flag) : StateChanges.In(body, flag)).Any());

    // Anybody may call it, or several threads of the type's own run it: so several threads may wait in it.
    private bool IsOpen(Body body, int depth) => ThreadContexts.IsCallableFromOutside(body)
        || _summary.Contexts.ForksOf(body).Any(static fork => fork.Kind is ForkKind.Thread or ForkKind.Task && ForkSharing.IsRepeated(fork))
        || (depth < 4 && _summary.Contexts.CallSitesOf(body).Any(call => IsOpen(call.Caller, depth + 1)));

    /// <summary>The body, those that it calls, and those of the type that call it.</summary>
    internal IEnumerable<Body> Related(Body body)
    {
        var found = new HashSet<Body> { body };
        var pending = new Stack<(Body Body, bool Up)>();
        pending.Push((body, true));
        while (pending.Count > 0)
        {
            (Body current, bool up) = pending.Pop();
            IEnumerable<Body> callees = current.Sites.OfType<IInvocationOperation>().Select(call => _summary.Callbacks.Of(call.TargetMethod)).Where(static callee => callee is not null)!;
            IEnumerable<Body> callers = up ? _summary.Contexts.CallSitesOf(current).Select(static call => call.Caller) : [];
            foreach (Body next in callees.Concat(current.Nested))
            {
                if (found.Add(next))
                    pending.Push((next, false));
            }

            foreach (Body next in callers)
            {
                if (found.Add(next))
                    pending.Push((next, true));
            }
        }

        return found;
    }

    /// <summary>Whether a body calls a method of a base type, or one that heirs replace, or a delegate: those may change anything.</summary>
    internal bool CallsUnknown(Body body) => body.Sites.OfType<IInvocationOperation>().Any(call =>
        call is { Instance: IInstanceReferenceOperation or null, TargetMethod: { IsStatic: false } method } && (method.IsVirtual || method.IsOverride || method.IsAbstract || _summary.Callbacks.Of(method) is null)
        || call.TargetMethod.MethodKind == MethodKind.DelegateInvoke);

    private static bool CallsOwnCode(WaitCondition condition) => condition.Tests.Any(static test => test.DescendantsAndSelf().Any(static part =>
        part is IInvocationOperation { Instance: null or IInstanceReferenceOperation } || part is IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: var property } && !SharedLocations.IsAutoProperty(property)));
}
