using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A flag that lets something happen once is tested and then set, so that two threads both find it unset.</summary>
internal sealed class THR0325OnceFlag() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0325",
        title: "Test and set a once-flag in one step",
        messageFormat: "'{0}' is tested at line {1} and set only here: two threads can both pass the test, {2}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Between the test of a flag and the moment it is set another thread can make the same test. What was to happen once then happens twice.",
        cwe: [362, 367]);

    private static readonly string[] OnceNames =
        ["Dispose", "Close", "Stop", "Shutdown", "ShutDown", "Init", "Ensure", "Start", "Open", "Begin", "Complete", "Cancel", "Abort", "Finish", "Connect", "Disconnect", "Load", "Register", "OnComplete", "OnError"];

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        if (!SharingEvidence.IsPossible(type.Summary, type.Type))
            return;
        foreach (AccessPath location in type.Summary.AccessTable.Locations.Where(IsFlag))
            Analyze(location, type);
    }

    private static bool IsFlag(AccessPath location) => !AccessTable.IsCapturedVariable(location) && GuardContract.Of(location.Last!) is null
        && location.Last is IFieldSymbol { Type.SpecialType: SpecialType.System_Boolean, IsReadOnly: false } or IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean };

    private static void Analyze(AccessPath location, TypeContext type)
    {
        if (type.Summary.Accesses[location].Exists(static access => access.Kind == AccessKind.Atomic))
            return;
        IReadOnlyList<TableAccess> all = type.Summary.AccessTable.Of(location);
        foreach (TableAccess set in all.Where(static access => access is { IsExempt: false, Held: not null } && ConstantOf(access) is not null))
        {
            bool value = ConstantOf(set)!.Value;
            TableAccess? test = all.LastOrDefault(access => access is { IsExempt: false, Held: not null } && ReferenceEquals(access.Access.Body, set.Access.Body)
                && access.Access.Reference.Syntax.SpanStart < set.Access.Reference.Syntax.SpanStart && OnceTest.Lets(access.Access.Reference, set.Access.Operation, value));
            if (test is not null && !IsOnlyRemembered(test, set) && !IsTakenBack(set, value, all) && !test.Held!.Overlaps(set.Held!) && !IsTestedAgain(test, set, all) && EvidenceFor(location, set, test, all, type) is { } evidence)
                Report(location, set, test, evidence, type);
        }
    }

    private static bool? ConstantOf(TableAccess access) =>
        access is { Effect: AccessEffect.Write, Access.Operation: ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: bool value } } } ? value : null;

    // if (!_started) _started = true; does nothing else once, and nothing twice.
    private static bool IsOnlyRemembered(TableAccess test, TableAccess set) =>
        set.Place.Syntax.Ancestors().OfType<IfStatementSyntax>().FirstOrDefault() is { Statement: ExpressionStatementSyntax or BlockSyntax { Statements.Count: 1 } } branch
        && branch.Condition.Span.Contains(test.Place.Syntax.Span);

    // Set on the way in and cleared on the way out, it keeps a thread from meeting itself.
    private static bool IsTakenBack(TableAccess set, bool value, IReadOnlyList<TableAccess> all) =>
        all.Any(other => ReferenceEquals(other.Member, set.Member) && ConstantOf(other) == !value);

    // if (!_done) lock (_gate) if (!_done) { …; _done = true; }
    private static bool IsTestedAgain(TableAccess test, TableAccess set, IReadOnlyList<TableAccess> all) => all.Any(access => access.Effect == AccessEffect.Read && access.Held is not null
        && ReferenceEquals(access.Access.Body, set.Access.Body) && !ReferenceEquals(access, test) && access.Held.Overlaps(set.Held!));

    private static string? EvidenceFor(AccessPath location, TableAccess set, TableAccess test, IReadOnlyList<TableAccess> all, TypeContext type)
    {
        if (type.Summary.Parallelism.IsBesideNothing(set.Access) || StatedIntent.Excuses(set.Place.Syntax))
            return null;
        if (location.Last is IFieldSymbol { IsVolatile: true })
            return "and the field is volatile because several threads use it";
        TableAccess? guarded = all.FirstOrDefault(access => access is { IsExempt: false, Held: { } held } && !ReferenceEquals(access.Member, set.Member) && held.Any(path => type.Summary.Guards.CanGuard(path, location)));
        if (guarded is not null)
            return $"and the access at line {Excerpt.LineOf(guarded.Place.Syntax)} holds a lock because several threads use it";
        return type.Summary.Forks.Count > 0 && type.Summary.Parallelism.PartnerOf(test.Access, [set.Access]) is { } partner
            ? $"and the work started at line {Excerpt.LineOf(partner.Fork.Site.Syntax)} runs beside it"
            : null;
    }

    private static void Report(AccessPath location, TableAccess set, TableAccess test, string evidence, TypeContext type)
    {
        string name = set.Member.Method is { } method ? method.Name.Substring(method.Name.LastIndexOf('.') + 1) : "";
        // volatile says that threads share the flag, and often that its author thought about how.
        bool isOnce = location.Last is not IFieldSymbol { IsVolatile: true } && Array.Exists(OnceNames, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        type.Report(
            Descriptor,
            isOnce ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            set.Place.Syntax.GetLocation(),
            [test.Place.Syntax.GetLocation()],
            location.ToString(),
            Excerpt.LineOf(test.Place.Syntax),
            evidence);
    }
}
