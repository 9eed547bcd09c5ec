using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>Code that answers requests changes, without a lock, what all requests share.</summary>
internal sealed class THR0320RequestsShareState() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0320",
        title: "Do not change state that requests share without a lock",
        messageFormat: "'{0}' is {1}, and requests run at the same time: this change of it is not protected",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A server runs requests beside each other. What is static, captured or part of a singleton belongs to all of them.",
        cwe: [362, 567]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        var handlers = new HandlerBodies(type.Summary, type.Model, type.Type, type.Cancellation);
        if (!handlers.Exist)
            return;
        var reported = new HashSet<(Body, ISymbol)>();
        foreach (SharedChange change in handlers.Changes)
        {
            if (reported.Add((change.Body, change.Location)) && !IsKeptByOthers(change, type))
                type.Report(Descriptor, change.Operation.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, change.Location.Name, change.WhyShared);
        }
    }

    // A location with a guard, or with threads of the type's own, is for the rules about these.
    private static bool IsKeptByOthers(SharedChange change, TypeContext type)
    {
        List<Access> accesses = type.Summary.Accesses.Where(location => SymbolEqualityComparer.Default.Equals(location.Key.Last, change.Location)).SelectMany(static location => location.Value).ToList();
        return accesses.Exists(access => type.Summary.HeldLocks.At(access.Body, access.Reference.Syntax) is { IsEmpty: false })
            || (type.Summary.ConcernedBodies.Any(static body => body.HasForks) && accesses.Exists(access => access.Changes && type.Summary.Parallelism.PartnerOf(access, accesses) is not null));
    }
}
