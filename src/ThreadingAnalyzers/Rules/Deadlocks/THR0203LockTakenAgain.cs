using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>A lock that does not count its holder is taken by the thread that holds it.</summary>
internal sealed class THR0203LockTakenAgain() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0203",
        title: "Do not take a lock again that is not reentrant",
        messageFormat: "'{0}' takes '{1}' while this thread holds it: {2}",
        category: RuleCategory.Deadlocks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Semaphores, spin locks and reader-writer locks without recursion do not know their holder as a friend: it waits for itself, or gets an exception.",
        cwe: [833, 764]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        var found = from pair in type.Summary.CriticalPairs.OfThreads
                    where pair is { Event.Kind: CriticalKind.Acquire or CriticalKind.TryAcquire, Lock: not null } && !IsTakenBack(pair.Event, type)
                    from held in pair.Held
                    where LockIdentity.IsSame(held.Key, pair.Lock!) && IsGivenBack(held, type)
                    let end = SelfDeadlock.Of(held.Key, pair.Lock!, pair.Event.Kind)
                    where end != SecondTaking.Fine && !IsUpgrade(held, pair)
                    let place = new LockedPlace(pair, held)
                    group (place, end) by (place.Site, held.Taken) into same
                    select same.First();
        foreach ((LockedPlace place, SecondTaking end) in found)
        {
            if (TestCode.Holds(type.Type))
                return;
            type.Report(
                Descriptor, LockedPlace.LocationOf(place.Site), place.Others, ImmutableDictionary<string, string?>.Empty,
                Excerpt.Of(CriticalEvents.PlaceOf(place.Site)), place.Held.Key.Path.ToString(), Reason(end, place));
        }
    }

    // The callee lets the lock go for a while.
    private static bool IsTakenBack(CriticalEvent taking, TypeContext type) => taking.Body.LockFlow(type.Model, type.Cancellation) is { } flow && flow.IsTakenBack(taking.Operation.Syntax);

    // A permit that another member gives back is a signal, of which one can wait for several.
    private static bool IsGivenBack(HeldLock held, TypeContext type) =>
        held.Key.Mode != LockMode.Counting || held.Body.LockFlow(type.Model, type.Cancellation) is not { } flow || Releases(flow, held.Key) || IsMutexElsewhere(held, type);

    private static bool Releases(LockFlow flow, LockKey key) => flow.Releases.Any(release => flow.Locks[release.Lock].Equals(key));

    // Whoever else gives it back has taken it before, in the same member.
    private static bool IsMutexElsewhere(HeldLock held, TypeContext type)
    {
        List<LockFlow> giving = type.Summary.Bodies.Where(body => !ReferenceEquals(body, held.Body))
            .Select(body => body.LockFlow(type.Model, type.Cancellation)).OfType<LockFlow>().Where(flow => Releases(flow, held.Key)).ToList();
        return giving.Count > 0 && giving.TrueForAll(flow => flow.Acquisitions.Any(taken => flow.Locks[taken.Lock].Equals(held.Key)));
    }

    // In one body that is an upgrade, and a defect of its own.
    private static bool IsUpgrade(HeldLock held, CriticalPair pair) =>
        held.Key.Mode == LockMode.Shared && pair.Lock!.Mode != LockMode.Shared && ReferenceEquals(held.Body, pair.Event.Body);

    private static string Reason(SecondTaking end, LockedPlace place) => end == SecondTaking.Deadlock
        ? "the only permit is its own, so that it waits for itself for ever"
        : place.Held.Key.Primitive == LockPrimitive.SpinLock
            ? "a SpinLock throws a LockRecursionException then, or spins for ever"
            : "without recursion the lock throws a LockRecursionException";
}
