using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A change that looks as if it happened in one step, and does not.</summary>
internal sealed class THR0306ChangeOnlyLooksAtomic() : TypeRule(Descriptor)
{
    /// <summary>The property that says how many of the additional locations are changes in several steps, too: one that stays would meet the atomic ones.</summary>
    internal const string OtherChanges = "changes";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0306",
        title: "Make the change in one step",
        messageFormat: "'{0}' is read here and then written, and a change that another thread makes in between is lost: {1}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "volatile, immutable collections, delegates and Volatile.Write make single reads and writes safe. A change is a read and a write, and needs Interlocked, ImmutableInterlocked or a lock.",
        cwe: [362, 366, 567]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        if (type.Summary.ConcernedBodies.Any(static body => body.HasAtomics))
            AnalyzeCalls(type);
        if (type.Summary.ConcernedBodies.Any(static body => body.HasForks) || Types(type.Type).SelectMany(static part => part.GetMembers()).Any(IsCandidate))
            AnalyzeChanges(type);
    }

    // Interlocked.Exchange(ref x, x + 1)
    private static void AnalyzeCalls(TypeContext type)
    {
        foreach (AtomicSite site in type.Summary.ConcernedBodies.SelectMany(body => AtomicLocations.In(body, type.Model)))
        {
            bool isComputed = site.Atomic is { Action: AtomicAction.Exchange or AtomicAction.Write, Value: { } value } && Sources(value, site.Body).Any(part => IsRead(part, site, type.Model));
            if (isComputed && type.Summary.HeldLocks.At(site.Body, site.Syntax) is { IsEmpty: true })
                Report(site.Syntax, site.Path, $"'{site.Atomic.Name}' is one step, and the read for its argument another", DiagnosticSeverity.Warning, [], type);
        }
    }

    // var next = _list.Add(item); Interlocked.Exchange(ref _list, next);
    private static IEnumerable<IOperation> Sources(IOperation value, Body body) =>
        (value is ILocalReferenceOperation { Local: var local } && body.Locals.Of(local) is { } only && Operand.Unwrap(only) is var made and (IInvocationOperation or IBinaryOperation) ? made : value).DescendantsAndSelf();

    // Volatile.Write(ref x, x + 1) says that only this thread writes.
    private static bool IsRead(IOperation part, AtomicSite site, ThreadingModel model) =>
        RepeatedRead.Reads(part, site.Path, model) && !LooksAtomic.IsOnlyEmptied(part) && part.Parent is not IArgumentOperation { Parent: IInvocationOperation { Instance: null } call }
        && (site.Atomic.Action == AtomicAction.Exchange ? !IsWholeValue(part, site) : part is IInvocationOperation);

    private static bool IsWholeValue(IOperation part, AtomicSite site) => Operand.Unwrap(site.Atomic.Value!) == part;

    private static void AnalyzeChanges(TypeContext type)
    {
        var atomics = new Lazy<AtomicLocations>(() => new AtomicLocations(type.Summary.OwnBodies, type.Model), isThreadSafe: false);
        foreach (Access access in type.Summary.OwnAccesses)
        {
            if (LooksAtomic.Reason(access) is { } reason && IsShared(access, type) && !IsOrdered(access, type) && !IsOfOneRun(access, type) && atomics.Value.WriterOf(access.Location.Last) is null)
                Report(access.Operation.Syntax, access.Location, reason, LooksAtomic.IsAccessor(access.Body) || IsLeftToBase(access, type) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning, ChangesBeside(access, type), type);
        }
    }

    private static List<Access> ChangesBeside(Access access, TypeContext type) =>
        type.Summary.Accesses[access.Location].FindAll(other => other.Changes && other.Operation.Syntax != access.Operation.Syntax).OrderBy(other => NeedsOneStep(other, type) ? 0 : 1).ToList();

    private static bool NeedsOneStep(Access change, TypeContext type) => change is { Kind: AccessKind.ReadModifyWrite, Operation: not ICoalesceAssignmentOperation } && !IsOrdered(change, type);

    // An object that a local names may be new, and a version of an immutable collection is often the state of one thread.
    private static bool IsShared(Access access, TypeContext type) =>
        (access.Location.StartsAtThis || access.Location.Root is IFieldSymbol or IPropertySymbol)
        && (access.Location.Last is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } or IFieldSymbol { IsVolatile: true } or IFieldSymbol { Type.TypeKind: TypeKind.Delegate }
            || type.Summary.ConcernedBodies.Any(static body => body.HasLockOperations || body.HasForks));

    // All changes are made by the one run of a service.
    private static bool IsOfOneRun(Access access, TypeContext type) => type.Summary.Accesses[access.Location].TrueForAll(change =>
        !change.Changes || type.Summary.Contexts.IsConstruction(change.Body) || (type.Summary.Contexts.ForksOf(change.Body) is { Count: > 0 } forks && forks.All(static fork => fork.Kind == ForkKind.Hosted)
            && (type.Summary.Contexts.IsForkTarget(change.Body.Outermost) || !ThreadContexts.IsCallableFromOutside(change.Body.Outermost))));

    // What heirs alone call, or a base class calls by a hook, comes when they say so: on the one thread of an event loop, for example.
    private static bool IsLeftToBase(Access access, TypeContext type) => access.Location.Last is { IsStatic: false }
        && type.Summary.Accesses[access.Location].TrueForAll(change => !change.Changes || IsOfHeirs(change.Body.Outermost, type));

    private static bool IsOfHeirs(Body member, TypeContext type)
    {
        List<Body> callers = type.Summary.Contexts.LeadingTo(member).Where(body => !type.Summary.Contexts.IsConstruction(body)).ToList();
        return callers.TrueForAll(body => type.Summary.Contexts.ForksOf(body).Count == 0 && body.Symbol is IMethodSymbol { ExplicitInterfaceImplementations.IsEmpty: true } method && (Visibility.IsProtected(method) || method.DeclaredAccessibility == Accessibility.Private))
            && callers.Exists(static body => Visibility.IsProtected(body.Symbol));
    }

    private static bool IsOrdered(Access access, TypeContext type) =>
        type.Summary.Contexts.IsConstruction(access.Body)
        || access.Body.Outermost.Method?.MethodImplementationFlags.HasFlag(System.Reflection.MethodImplAttributes.Synchronized) == true
        || type.Summary.HeldLocks.At(access.Body, access.Reference.Syntax) is not { IsEmpty: true }
        || IsCalledUnderLocks(access.Body.Outermost, type);

    // A member of a nested class, of which only the class around it has objects, and calls them under a lock of its own.
    private static bool IsCalledUnderLocks(Body member, TypeContext type) => member.Symbol.ContainingType is { ContainingType: not null, DeclaredAccessibility: Accessibility.Private }
        && type.Summary.Contexts.ForksOf(member).Count == 0 && type.Summary.Contexts.ReferencesTo(member).Count == 0 && type.Summary.Contexts.CallSitesOf(member).Count == 0
        && type.Summary.Contexts.CallsOnOthersOf(member) is { Count: > 0 } calls && calls.All(call => type.Summary.HeldLocks.At(call.Caller, call.Site) is { IsEmpty: false });

    private static void Report(SyntaxNode syntax, AccessPath place, string reason, DiagnosticSeverity severity, List<Access> changes, TypeContext type) =>
        type.Report(Descriptor, severity, syntax.GetLocation(), changes.Select(static change => change.Operation.Syntax.GetLocation()),
            ImmutableDictionary<string, string?>.Empty.Add(OtherChanges, changes.Count(change => NeedsOneStep(change, type)).ToString(CultureInfo.InvariantCulture)), place.ToString(), reason);

    private static bool IsCandidate(ISymbol member) => member switch
    {
        IFieldSymbol { IsVolatile: true } => true,
        IFieldSymbol { IsReadOnly: false, Type: { } type } field => (field.IsStatic && type.TypeKind == TypeKind.Delegate) || IsImmutable(type),
        IEventSymbol { AddMethod.IsImplicitlyDeclared: false, IsAbstract: false } => true,
        IPropertySymbol { IsReadOnly: false, Type: { } type } => IsImmutable(type),
        _ => false,
    };

    private static bool IsImmutable(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments.Length: > 0 } && type.ContainingNamespace?.ToString() == "System.Collections.Immutable";

    private static IEnumerable<INamedTypeSymbol> Types(INamedTypeSymbol type) => type.GetTypeMembers().SelectMany(Types).Prepend(type);
}
