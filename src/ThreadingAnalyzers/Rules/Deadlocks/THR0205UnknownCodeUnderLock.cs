using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>Code that the type does not know runs while the type holds a lock.</summary>
internal sealed class THR0205UnknownCodeUnderLock() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0205",
        title: "Do not run unknown code while holding a lock",
        messageFormat: "'{0}' {1} while '{2}' is held; if that code waits for a thread that needs the lock, neither goes on",
        category: RuleCategory.Deadlocks,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "What a handler, a callback or a continuation does is not known here: it may take other locks, wait for other threads, or come back into the object while that is half changed.",
        cwe: [833, 667]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        foreach (LockedPlace place in LockedPlace.In(type, CriticalKind.CallOut))
        {
            CallOut callOut = type.Summary.CriticalPairs.CallOuts.Of(place.Pair.Event.Operation, place.Pair.Event.Body)!;
            if (!IsOnPurpose(place, callOut, type.Model) && !IsAwaited(place))
                type.Report(Descriptor, place.Site.Syntax.GetLocation(), place.Others, ImmutableDictionary<string, string?>.Empty, Excerpt.Of(place.Site.Syntax), Described(place, callOut), place.Held.Key.Path.ToString());
        }
    }

    // A lock that is held across an await is a defect of its own, which outweighs this one.
    private static bool IsAwaited(LockedPlace place) => place.Held.Key.Mode != LockMode.Counting && Waiting.IsWaitedFor((IInvocationOperation)place.Pair.Event.Operation);

    // A semaphore is often there to let one piece of the caller's work run at a time, and so is a method such as
    // T Locked(Func<T> body) { lock (_gate) return body(); }
    private static bool IsOnPurpose(LockedPlace place, CallOut callOut, ThreadingModel model)
    {
        if (callOut.Kind is CallOutKind.Event or CallOutKind.Cancellation or CallOutKind.Promise)
            return false;
        if (place.Held.Key.Mode == LockMode.Counting)
            return true;
        IOperation call = place.Pair.Event.Operation;
        // _value ??= factory() makes the value once: that nobody else makes it meanwhile is what the lock is for.
        if (call.Parent is ICoalesceAssignmentOperation or IConversionOperation { Parent: ICoalesceAssignmentOperation })
            return true;
        if (callOut.Kind != CallOutKind.Parameter)
            return false;
        // Who passes the lock and the code that runs under it knows both.
        if (place.Held.Key.Path.Root is IParameterSymbol)
            return true;
        IOperation? region = call;
        while (region is not null and not IBlockOperation && region.Parent is not (ILockOperation or IUsingOperation))
            region = region.Parent;
        return region is not IBlockOperation block || block.Operations.Count(statement => !IsLockCall(statement, model)) == 1;
    }

    private static bool IsLockCall(IOperation statement, ThreadingModel model) => statement is IExpressionStatementOperation { Operation: var expression }
        && Operand.UnwrapWaiting(expression).Operation is IInvocationOperation call && model.Locks.EffectOf(call) is not null;

    private static string Described(LockedPlace place, CallOut callOut)
    {
        string what = callOut.Kind switch
        {
            CallOutKind.Event => $"raises the event '{callOut.Name}'",
            CallOutKind.StoredDelegate => $"calls the delegate in '{callOut.Name}', which other code has set,",
            CallOutKind.Registered => $"calls what other code has put into '{callOut.Name}'",
            CallOutKind.Parameter => $"calls the caller's '{callOut.Name}'",
            CallOutKind.Cancellation => "runs the callbacks of the cancellation token",
            _ => $"runs the continuations of the task of '{callOut.Name}'",
        };
        return place.IsDirect ? what : $"{what} at line {Excerpt.LineOf(place.Pair.Event.Operation.Syntax)}";
    }
}
