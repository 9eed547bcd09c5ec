using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A field is found not to be null and then read again, while another thread sets it to null.</summary>
internal sealed class THR0324TestedAndReadAgain() : TypeRule(Descriptor)
{
    /// <summary>The property that holds how many of the additional locations, from the first, are the tested read.</summary>
    internal const string Tests = "tests";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0324",
        title: "Read a shared reference once and test what was read",
        messageFormat: "'{0}' is read again here after its test at line {1}, and may be null by now: line {2} {4}, {3}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A test says nothing about the next read of the same field. Read it once into a local, test the local and use the local.",
        cwe: [362, 367, 476]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        if (!SharingEvidence.IsPossible(type.Summary, type.Type))
            return;
        foreach (AccessPath location in type.Summary.AccessTable.Locations.Where(CanBecomeNull))
            Analyze(type.Summary.AccessTable.Of(location), type);
    }

    private static bool CanBecomeNull(AccessPath location) => !AccessTable.IsCapturedVariable(location) && GuardContract.Of(location.Last!) is null && location.Last switch
    {
        IFieldSymbol { IsReadOnly: false } field => ValueShape.CanBeNull(field.Type),
        IPropertySymbol { SetMethod: { IsInitOnly: false } } property => ValueShape.CanBeNull(property.Type),
        _ => false,
    };

    private static void Analyze(IReadOnlyList<TableAccess> all, TypeContext type)
    {
        List<TableAccess> clearing = all.Where(access => IsClearing(access, type.Model) && !IsTakenBack(access, all)).ToList();
        if (clearing.Count == 0)
            return;
        var reported = new HashSet<Body>();
        foreach (TableAccess again in all.Where(static access => IsRead(access) && IsUsed(access.Access.Reference)))
        {
            if (StatedIntent.IsAssertion(again.Access.Reference.Syntax))
                continue;
            TableAccess? test = TestBefore(again, all);
            if (reported.Contains(again.Access.Body) || (test?.Access.Reference ?? SnapshotTestBefore(again)) is not { } tested)
                continue;
            if (clearing.Find(clear => IsFree(clear, test, again) && IsBeside(again, clear, type)) is { } change && !StatedIntent.Excuses(again.Access.Reference.Syntax))
            {
                reported.Add(again.Access.Body);
                Report(again, tested, change, type);
            }
        }
    }

    private static bool IsClearing(TableAccess access, ThreadingModel model) => access switch
    {
        { IsExempt: false, Held: not null, Access.Operation: ISimpleAssignmentOperation { Value: var value } } => NullChecks.IsNull(value) || IsRemoval(access),
        { IsExempt: false, Held: not null, Access.Operation: ICompoundAssignmentOperation } => IsRemoval(access),
        { Access: { Kind: AccessKind.Atomic, Operation.Parent: { } call } } => model.Atomics.SetsNull(call),
        _ => false,
    };

    // _changed -= value; and after the last handler nothing is left.
    private static bool IsRemoval(TableAccess access) => ValueShape.TypeOf(access.Access.Location.Last!)?.TypeKind == TypeKind.Delegate && access.Access.Operation switch
    {
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract } => true,
        ISimpleAssignmentOperation { Value: var value } => Operand.Unwrap(value) is IInvocationOperation { TargetMethod: { Name: "Remove", ContainingType.SpecialType: SpecialType.System_Delegate } },
        _ => false,
    };

    // A window or a request is on one thread, unless its own code starts another one that clears the field.
    private static bool IsBeside(TableAccess again, TableAccess clear, TypeContext type) => SharingEvidence.RunsBeside(again, clear, type.Summary)
        && (!ConfinedTypes.IsOne(type.Type) || again.Access.Location.Root is { IsStatic: true } || type.Summary.Parallelism.PartnerOf(again.Access, [clear.Access]) is not null);

    // lock (_gate) { _handle = Open(); if (!IsValid(_handle)) _handle = null; } clears what nobody else has seen.
    private static bool IsTakenBack(TableAccess clear, IReadOnlyList<TableAccess> all) => LockAround(clear.Access.Reference) is { } region
        && all.Any(access => access.Access is { Kind: AccessKind.Write, Operation: ISimpleAssignmentOperation { Value: var value } } && !NullChecks.IsNull(value)
            && access.Access.Reference.Syntax.SpanStart < clear.Access.Reference.Syntax.SpanStart && LockAround(access.Access.Reference) == region);

    private static ILockOperation? LockAround(IOperation operation)
    {
        IOperation? parent = operation.Parent;
        while (parent is not null and not ILockOperation and not IAnonymousFunctionOperation)
            parent = parent.Parent;
        return parent as ILockOperation;
    }

    private static bool IsRead(TableAccess access) => access is { IsExempt: false, Held: not null, Access.Kind: AccessKind.Read };

    // Called, or given to somebody who was promised an object.
    private static bool IsUsed(IOperation reference) => NullChecks.IsDereferenced(reference) || NullChecks.IsHandedOut(reference) || NullChecks.IsPassedOn(reference);

    private static TableAccess? TestBefore(TableAccess again, IReadOnlyList<TableAccess> all)
    {
        TableAccess? test = all.LastOrDefault(access => IsRead(access) && ReferenceEquals(access.Access.Body, again.Access.Body)
            && access.Access.Reference.Syntax.SpanStart < again.Access.Reference.Syntax.SpanStart && NullChecks.Guards(access.Access.Reference, again.Access.Reference));
        // Set here in between, it is what was set here.
        return test is null || all.Any(access => access.Access.Changes && ReferenceEquals(access.Access.Body, again.Access.Body)
            && access.Access.Reference.Syntax.SpanStart > test.Access.Reference.Syntax.SpanStart && access.Access.Reference.Syntax.SpanStart < again.Access.Reference.Syntax.SpanStart
            && !Nesting.AreAlternatives(access.Access.Reference, again.Access.Reference)) ? null : test;
    }

    // The test is not kept apart from the change by a lock; that the use is comes too late.
    private static bool IsFree(TableAccess clear, TableAccess? test, TableAccess again) => !ReferenceEquals(clear.Access.Body, again.Access.Body)
        && (clear.Held is not { } held || !(test?.Held ?? again.Held!).Overlaps(held));

    // var client = _client; if (client != null) _client.Send();
    private static IOperation? SnapshotTestBefore(TableAccess again)
    {
        Body body = again.Access.Body;
        bool IsSnapshot(IOperation value) => value is ILocalReferenceOperation { Local: var local } && !ReferenceEquals(value, again.Access.Reference)
            && body.Locals.Of(local) is { } only && again.Access.Location.Equals(AccessPath.Of(Operand.Unwrap(only)));
        return NullTests.Before(again.Access.Reference, IsSnapshot)?.DescendantsAndSelf().FirstOrDefault(IsSnapshot);
    }

    private static void Report(TableAccess again, IOperation test, TableAccess change, TypeContext type) => type.Report(
        Descriptor,
        again.Access.Reference.Syntax.GetLocation(),
        [test.Syntax.GetLocation(), change.Place.Syntax.GetLocation()],
        ImmutableDictionary<string, string?>.Empty.Add(Tests, "1"),
        again.Access.Location.ToString(),
        Excerpt.LineOf(test.Syntax),
        Excerpt.LineOf(change.Place.Syntax, again.Access.Reference.Syntax),
        Why(again, change, type),
        IsRemoval(change) ? "takes a handler away" : "clears it");

    private static string Why(TableAccess again, TableAccess change, TypeContext type) => again.Access.Location.Last switch
    {
        _ when type.Summary.Forks.Count > 0 && type.Summary.Parallelism.PartnerOf(again.Access, [change.Access]) is { } partner => $"while {ParallelWording.Starter(partner.Fork, again.Place.Syntax)} is running",
        _ when change.Access.Kind == AccessKind.Atomic => "by an atomic call, which is made for other threads",
        IFieldSymbol { IsVolatile: true } => "and the field is volatile because several threads use it",
        _ => $"under the lock '{change.Held!.First(path => type.Summary.Guards.CanGuard(path, again.Access.Location))}', which the test does not hold",
    };
}
