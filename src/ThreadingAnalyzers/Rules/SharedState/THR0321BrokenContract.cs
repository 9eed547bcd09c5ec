using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>An attribute says which lock guards a member, and the code does otherwise, or there is no such lock.</summary>
internal sealed class THR0321BrokenContract() : TypeRule(Descriptor)
{
    private const int MaximumPlaces = 8;

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0321",
        title: "Keep to the lock that an attribute names",
        messageFormat: "'{0}' is declared with [{1}(\"{2}\")], but {3}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "[GuardedBy] promises that a lock is held wherever a member is used, and others rely on it. One place that does not keep the promise breaks it for all.",
        cwe: [362, 366, 667]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        bool states = StatedContracts.AreIn(type.Type, type.Cancellation);
        if (states)
            AnalyzeNames(type.Type, type);
        // A contract of a base class binds as well.
        if (!states && !type.Summary.ConcernedBodies.Any(static body => body.HasLockOperations))
            return;
        var breaches = new ContractBreaches(type.Summary);
        foreach (ContractBreach breach in breaches.OfState().Concat(breaches.OfCalls()))
            Report(breach, type);
    }

    private static void AnalyzeNames(INamedTypeSymbol named, TypeContext type)
    {
        foreach (GuardContract contract in StatedContracts.Of(named))
        {
            if (contract.Mistake is { } mistake && contract.Attribute.ApplicationSyntaxReference?.GetSyntax(type.Cancellation).GetLocation() is { } place)
                type.Report(Descriptor, place, [], ImmutableDictionary<string, string?>.Empty, contract.Member.Name, contract.Name, contract.Lock, mistake);
        }
    }

    private static void Report(ContractBreach breach, TypeContext type)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add(THR0302MissingGuard.Guard, breach.Guard.ToString())
            .Add(THR0302MissingGuard.State, breach.Contract.Member.Name);
        if (PrimitiveOf(breach, type) is { } primitive)
            properties = properties.Add(THR0302MissingGuard.Primitive, primitive.ToString());
        if (breach.Effect is null or >= AccessEffect.Write)
            properties = properties.Add(THR0302MissingGuard.Changes, "true");
        type.Report(
            Descriptor,
            breach.Place.Syntax.GetLocation(),
            breach.Holding.Take(MaximumPlaces).Select(static holding => holding.Syntax.GetLocation()),
            properties,
            breach.Contract.Member.Name,
            breach.Contract.Name,
            breach.Contract.Lock,
            $"it is {WordFor(breach.Effect)} here without holding '{breach.Guard}'; take the lock around this");
    }

    // A type that can be locked in several ways is locked as others do it.
    private static LockPrimitive? PrimitiveOf(ContractBreach breach, TypeContext type) =>
        LockNames.PrimitiveOf(breach.Guard) ?? (breach.Holding.Count > 0 ? type.Summary.Guards.ExclusionBy(breach.Guard) : null);

    private static string WordFor(AccessEffect? effect) => effect switch
    {
        null => "called",
        AccessEffect.Write => "written",
        AccessEffect.Update or AccessEffect.ContentChange => "changed",
        _ => "read",
    };
}
