using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            if (!IsOnPurpose(place, callOut, type) && !IsHeldAcrossAwait(place, type))
                type.Report(Descriptor, place.Site.Syntax.GetLocation(), place.Others, ImmutableDictionary<string, string?>.Empty, Excerpt.Of(place.Site.Syntax), Described(place, callOut), place.Held.Key.Path.ToString());
        }
    }

    // A lock that is held across an await is a defect of its own, which outweighs this one.
    private static bool IsHeldAcrossAwait(LockedPlace place, TypeContext type) => place.Held.Key.BelongsToThread
        && (Waiting.IsWaitedFor(place.Pair.Event.Operation)
            || (place.Held.Body.HasAwaits && place.Held.Body.LockFlow(type.Model, type.Cancellation) is { } flow && flow.Suspensions.Any(suspension => flow.MustHoldAt(suspension.Syntax).Contains(place.Held.Key))));

    // A semaphore, or a lock that is made of one, is often there to let one piece of the caller's work run at a time, and so is a method such as
    // T Locked(Func<T> body) { lock (_gate) return body(); }
    private static bool IsOnPurpose(LockedPlace place, CallOut callOut, TypeContext type)
    {
        if (callOut.Kind is CallOutKind.Event or CallOutKind.Cancellation or CallOutKind.Promise)
            return false;
        if (place.Held.Key.IsSemaphore)
            return true;
        IOperation call = place.Pair.Event.Operation;
        if (MakesOnce(call))
            return true;
        if (callOut.Kind != CallOutKind.Parameter)
            return false;
        // Who passes the lock and the code that runs under it knows both.
        if (place.Held.Key.Path.Root is IParameterSymbol)
            return true;
        IOperation? region = call;
        while (region is not null and not IBlockOperation && region.Parent is not (ILockOperation or IUsingOperation))
            region = region.Parent;
        return region is not IBlockOperation block || block.Operations.Count(statement => !IsLockCall(statement, type.Model)) == 1 || !UsesOwnState(place, type);
    }

    // _value ??= factory(), if (_value == null) _value = factory(): that nobody else makes the value meanwhile is what the lock is for.
    private static bool MakesOnce(IOperation call) => Operand.ParentOf(call) switch
    {
        ICoalesceAssignmentOperation => true,
        ISimpleAssignmentOperation { Target: var target } => IsTested(target, call),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Write", ContainingType.Name: "Volatile" } or { Name: "Exchange" or "CompareExchange", ContainingType.Name: "Interlocked" }, Arguments: [{ Value: var target }, ..] } } => IsTested(target, call),
        _ => false,
    };

    private static bool IsTested(IOperation target, IOperation call) => AccessPath.Of(target) is { } path && NullTests.Before(call, value => path.Equals(AccessPath.Of(value))) is not null;

    // Where nothing of the object is read or written under the lock, the caller's work is all that it is for.
    private static bool UsesOwnState(LockedPlace place, TypeContext type)
    {
        IOperation call = place.Pair.Event.Operation;
        SyntaxNode around = call.Syntax.FirstAncestorOrSelf<LockStatementSyntax>() ?? place.Pair.Event.Body.Root.Syntax;
        return place.Pair.Event.Body.Sites.Exists(site => around.Span.Contains(site.Syntax.Span) && (IsOwnState(site, place) || UsesOwnStateByCall(site, place, type)));
    }

    private static bool IsOwnState(IOperation site, LockedPlace place) => site is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: IFieldSymbol { IsConst: false } or IPropertySymbol } member
        && !member.Member.ContainingType.DeclaringSyntaxReferences.IsEmpty && !SymbolEqualityComparer.Default.Equals(member.Member, place.Held.Key.Path.Last);

    // A method that only waits for what the caller asks it to wait for has nothing of the object's.
    private static bool UsesOwnStateByCall(IOperation site, LockedPlace place, TypeContext type) =>
        site is IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } method } called
        && (called.IsVirtual || type.Summary.Callbacks.Of(method) is not { } callee || callee.SelfAndNested().SelectMany(static part => part.Sites).Any(inner => IsOwnState(inner, place) || inner is IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod.MethodKind: not MethodKind.DelegateInvoke }));

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
        return place.IsDirect ? what : $"{what} at line {Excerpt.LineOf(place.Pair.Event.Operation.Syntax, place.Site.Syntax)}";
    }
}
