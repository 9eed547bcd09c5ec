using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>
/// Decides whether an access without the guard is a defect, and how sure that is. What the guard protects decides most: content of a collection breaks when
/// two threads are at it, an update gets lost, while a single word read without the lock is at worst stale.
/// </summary>
internal sealed class GuardBreach(InferredGuard guard, TypeContext type)
{
    private readonly OnceRegions _once = new(type.Summary, type.Model);
    private readonly OwnedStretches _owned = new(guard, type.Summary);

    /// <summary>Whether the access is a defect.</summary>
    internal bool IsOne(TableAccess access) => SeverityOf(access) is not null;

    /// <summary>How sure the finding is; null where there is none.</summary>
    internal DiagnosticSeverity? SeverityOf(TableAccess access)
    {
        // What one member alone holds the lock for is seldom what the lock is for.
        bool isOfOneMember = !guard.Holding.Any(other => !ReferenceEquals(other.Access.Body, access.Access.Body) && (AccessTable.IsCapturedVariable(guard.Location) || !ReferenceEquals(other.Member, access.Member)));
        if (!HasConflict(access) || (isOfOneMember && !IsChangedInBothWays(access)) || IsExcused(access))
            return null;
        DiagnosticSeverity? severity = access.Effect switch
        {
            AccessEffect.ContentChange or AccessEffect.Enumeration or AccessEffect.Lookup => OfContent(access),
            AccessEffect.Size => !IsArray && IsOftenHeld && IsMajority && !IsCheckedAgain(access) && !IsPrinted(access) ? DiagnosticSeverity.Info : null,
            AccessEffect.Update => OfUpdate(access),
            AccessEffect.Write => OfWrite(access),
            _ => OfRead(access),
        };
        bool isLessSure = severity == DiagnosticSeverity.Warning && (isOfOneMember || MemberPhase.IsLifecycle(access.Member) || !IsPrivateLock || IsStream || !guard.Holding.Any(IsHeldInPlace) || IsOfOtherCallers(access.Member));
        return isLessSure ? DiagnosticSeverity.Info : severity;
    }

    // scope.Flush() { _scope.Wait(); return _owner.Drain(); }: only another object calls it, which knows the lock by another name.
    private bool IsOfOtherCallers(Body member)
    {
        bool isOfOther = false;
        foreach (Body current in type.Summary.Contexts.LeadingTo(member))
        {
            if (current.Parent is not null || ThreadContexts.IsCallableFromOutside(current) || type.Summary.Contexts.ForksOf(current).Count > 0 || type.Summary.Contexts.ReferencesTo(current).Count > 0)
                return false;
            isOfOther |= type.Summary.Contexts.CallsOnOthersOf(current).Any(call => !SymbolEqualityComparer.Default.Equals(call.Caller.Outermost.Symbol.ContainingType, current.Symbol.ContainingType));
        }

        return isOfOther;
    }

    // A lock that only callers hold, around the whole of what they do, need not be meant for this place.
    private bool IsHeldInPlace(TableAccess access) => access.Access.Body.LockFlow(type.Model, type.Cancellation)?.MustHoldAt(access.Access.Reference.Syntax).Any(key => key.Path.Equals(guard.Lock)) == true
        || access.Callee is not null;

    // lock (_gate) _running.Add(key, work); await work; _running.Remove(key); in a member that anybody may call again meanwhile.
    private bool IsChangedInBothWays(TableAccess access) => access is { Effect: AccessEffect.ContentChange, Callee: null, Access.Body: { IsAsync: true, HasAwaits: true } } && !IsArray && !IsStream && !MemberPhase.IsLifecycle(access.Member) && Visibility.ReachesOutside(access.Member.Symbol)
        && guard.Holding.Any(other => other.Effect == AccessEffect.ContentChange && ReferenceEquals(other.Access.Body, access.Access.Body));

    // More accesses keep to the lock than not.
    private bool IsMajority => guard.Holding.Count > guard.Missing.Count;

    private bool IsHeldInSeveralMembers => guard.Holding.Select(static access => access.Member).Distinct().Skip(1).Any();

    private bool IsClearMajority => guard.Holding.Count * 100 >= Threshold(OptionKeys.GuardShare) * guard.Total;

    private bool IsOftenHeld => guard.Holding.Count >= Threshold(OptionKeys.GuardAccesses);

    private int Threshold(OptionKey key) => type.Model.Options.Number(key, guard.Missing[0].Place.Syntax.SyntaxTree);

    // What is set up once, behind a flag, changes for nobody who has seen the flag.
    private bool GuardedChange => guard.Holding.Any(access => access.Changes && !_once.Holds(access.Access));

    // Others may hold a lock that they can name, around calls into this type.
    private bool IsPrivateLock => guard.Lock.StartsAtThis && guard.Lock.Members.IsEmpty || (guard.Lock.Root ?? guard.Lock.Members[0]) switch
    {
        (IFieldSymbol or IPropertySymbol) and var gate => gate.DeclaredAccessibility == Accessibility.Private && !IsGiven(gate),
        ITypeSymbol => false,
        _ => true,
    };

    // C(object gate) { _gate = gate; } who made it locks it too.
    private bool IsGiven(ISymbol gate) => type.Summary.AccessTable.Values.Of(gate).Any(static value => Operand.Unwrap(value) is IParameterReferenceOperation);

    /// <summary>Whether the callers of the member can be expected to hold the guard.</summary>
    // Who takes it in the member itself does not expect it of callers. Callers in the same assembly lock what they can name; an object itself is locked by its own kind of caller.
    internal bool MayCallerHoldIt(TableAccess access) => !guard.Holding.Any(other => ReferenceEquals(other.Member, access.Member)) && (
        guard.Lock.Last is null ? access.Member.Method is { DeclaredAccessibility: not Accessibility.Public } : !IsPrivateLock && !Visibility.ReachesOutside(access.Member.Symbol));

    private bool HasConflict(TableAccess access) => GuardedChange || (access.Changes && guard.Holding.Count > 1) || IsUpdateBesideOwnLock(access);

    private DiagnosticSeverity? OfContent(TableAccess access)
    {
        if (!guard.IsOfContent || (IsArray && access.Effect == AccessEffect.Lookup))
            return OfRead(access);
        if (guard.IsOutvoted || (IsStream && !IsMajority) || (IsArray && HasAtomicElements))
            return null;
        // A lookup that is made again under the lock is double-checked locking, which has a rule of its own.
        return access.Effect == AccessEffect.Lookup && IsCheckedAgain(access) ? null : DiagnosticSeverity.Warning;
    }

    private DiagnosticSeverity? OfUpdate(TableAccess access)
    {
        if (IsVolatileOrAtomic || guard.Holding.Count < guard.Missing.Count)
            return null;
        return GuardedChange ? DiagnosticSeverity.Warning : IsUpdateBesideOwnLock(access) ? DiagnosticSeverity.Info : null;
    }

    // Who counts outside of the lock that anybody can make it take, while who asks for the number holds it, has let go of it too early.
    private bool IsUpdateBesideOwnLock(TableAccess access) => access is { Effect: AccessEffect.Update, Callee: null } && Visibility.ReachesOutside(access.Member.Symbol) && !type.Summary.Contexts.IsForkTarget(access.Member)
        && access.Access.Body.Parent is null && access.Access.Body.LockFlow(type.Model, type.Cancellation)?.Locks.Any(key => key.Path.Equals(guard.Lock)) == true;

    private DiagnosticSeverity? OfWrite(TableAccess access)
    {
        if (IsSwap(access))
            return DiagnosticSeverity.Warning;
        if (IsVolatileOrAtomic || IsFlag || !IsClearMajority || !IsOftenHeld || MemberPhase.IsLifecycle(access.Member) || (!GuardedChange && !IsHeldInSeveralMembers))
            return null;
        return DiagnosticSeverity.Info;
    }

    // var full = _buffer; _buffer = new(); takes the object away from those who are filling it under the lock.
    private bool IsSwap(TableAccess access) => guard.IsOfContent && !IsVolatileOrAtomic && !IsArray && !MemberPhase.IsLifecycle(access.Member)
        && guard.Holding.Any(static other => other.Effect == AccessEffect.ContentChange)
        && access.Access.Operation is ISimpleAssignmentOperation { Value: var next } && Creations.IsOne(Operand.Unwrap(next))
        && type.Summary.Accesses[guard.Location].Exists(read => read.Kind == AccessKind.Read && ReferenceEquals(read.Body, access.Access.Body) && read.Reference.Syntax.SpanStart < access.Access.Reference.Syntax.SpanStart
            && Operand.ParentOf(read.Reference) is IVariableInitializerOperation or IAssignmentOperation or IReturnOperation && type.Summary.HeldLocks.IsNoneAt(read));

    private DiagnosticSeverity? OfRead(TableAccess access)
    {
        if (IsVolatileOrAtomic || IsFlag || IsReference || !GuardedChange || guard.Missing.Any(static other => other.Changes) || IsCheckedAgain(access) || IsPrinted(access))
            return null;
        if (TornValues.CanTear(TypeOf(guard.Location)))
            return guard.Holding.Count >= guard.Missing.Count ? DiagnosticSeverity.Info : null;
        return IsClearMajority && IsOftenHeld ? DiagnosticSeverity.Info : null;
    }

    // Protocols have phases: who reads and writes when is often agreed on beforehand.
    private bool IsStream => type.Model.UnsafeObjects.FamilyOf(TypeOf(guard.Location)) == ObjectFamily.Stream;

    private bool IsArray => TypeOf(guard.Location) is IArrayTypeSymbol;

    // Volatile.Write(ref _slots[tail], item): the elements follow a protocol of their own.
    private bool HasAtomicElements => type.Summary.Accesses[guard.Location].Exists(access =>
        access.Reference.Parent is IArrayElementReferenceOperation { Parent: IArgumentOperation { Parent: { } call } } && type.Model.Atomics.Of(call) is not null);

    private bool IsFlag => TypeOf(guard.Location)?.SpecialType == SpecialType.System_Boolean;

    // A reference is read in one piece, and what it refers to is complete by then; only its content can be in between.
    private bool IsReference => TypeOf(guard.Location) is { IsReferenceType: true } or { TypeKind: TypeKind.TypeParameter };

    private bool IsVolatileOrAtomic =>
        guard.Location.Last is IFieldSymbol { IsVolatile: true } || type.Summary.Accesses[guard.Location].Exists(static access => access.Kind == AccessKind.Atomic);

    // if (x) lock (gate) if (x) …: the first look only saves the lock.
    private bool IsCheckedAgain(TableAccess access) => guard.Holding.Any(other => ReferenceEquals(other.Access.Body, access.Access.Body)
        && other.Access.Reference.Syntax.SpanStart > access.Access.Reference.Syntax.SpanStart && !IsReset(access, other));

    // total = _total; lock (_gate) _total = 0; takes the value first, and loses what comes in between.
    private static bool IsReset(TableAccess read, TableAccess write) => read.Effect == AccessEffect.Read
        && write is { Effect: AccessEffect.Write, Access.Operation: ISimpleAssignmentOperation { Value.ConstantValue.HasValue: true } }
        && !read.Access.Reference.Syntax.Ancestors().TakeWhile(static node => node is Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax).Any(static node => node.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.IfStatementSyntax);

    private static bool IsPrinted(TableAccess access)
    {
        if (access.Member.Method is { Name: "ToString" or "GetHashCode" or "Equals" } or { Name: "DebuggerDisplay" or "get_DebuggerDisplay" or "get_Debug" or "Dump" })
            return true;
        return access.Place.Syntax.Ancestors().Any(static node => node is Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax { Expression: var called } && IsLog(called.ToString()));
    }

    private static bool IsLog(string called) =>
        called.IndexOf("Log", StringComparison.Ordinal) >= 0 || called.IndexOf("Trace", StringComparison.Ordinal) >= 0 || called.IndexOf("Debug", StringComparison.Ordinal) >= 0 || called.StartsWith("Console.", StringComparison.Ordinal);

    private bool IsExcused(TableAccess access)
    {
        // While a debugger looks, all threads stand.
        if (StatedAttributes.AreForDebugger(access.Member.Symbol))
            return true;
        if (access.Held is not { } held || held.Any(path => type.Summary.Guards.ExclusionBy(path) is not null))
            return true;
        if (MayCallerHoldIt(access))
            return true;
        return IsLostUpdateOfThreads(access) || StatedIntent.Excuses(access.Place.Syntax) || _owned.Cover(access);
    }

    private bool IsLostUpdateOfThreads(TableAccess access) => access.Effect == AccessEffect.Update && type.Summary.Forks.Count > 0
        && type.Summary.Parallelism.PartnerOf(access.Access, type.Summary.Accesses[guard.Location].FindAll(static other => other.Changes)) is not null;

    private static ITypeSymbol? TypeOf(AccessPath location) => location.Last switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };
}
