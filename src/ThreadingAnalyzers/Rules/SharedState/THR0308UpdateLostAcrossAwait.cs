using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A place is read, something is awaited, and the result is written over whatever came in between.</summary>
internal sealed class THR0308UpdateLostAcrossAwait() : TypeRule(Descriptor)
{
    /// <summary>The property that is set where threads were found that run the update at the same time.</summary>
    internal const string IsParallel = "parallel";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0308",
        title: "Await first, then update",
        messageFormat: "'{0}' is read before the await of '{1}' and written after it{2}; what changes it meanwhile is overwritten",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "'x += await F()' reads x, suspends, and writes the sum of the old value. A second call that runs meanwhile, on any thread or on the same one, loses its update.",
        cwe: [362, 366, 820]);

    internal override Evidence Needs => Evidence.Awaits;

    internal override void Analyze(TypeContext type)
    {
        if (type.Model.Sequential.IsOne(type.Type))
            return;
        foreach (Body body in type.Summary.ConcernedBodies.Where(static body => body.HasAwaits))
        {
            foreach (IOperation site in body.Sites)
            {
                if (AwaitedUpdate.In(site, body) is { } awaited && !type.Model.Sequential.IsServedBy(awaited))
                    Analyze((IAssignmentOperation)site, awaited, body, type);
            }
        }
    }

    private static void Analyze(IAssignmentOperation change, IAwaitOperation awaited, Body body, TypeContext type)
    {
        if (PlaceOf(change.Target, body) is not { } place || SharedLocations.IsPerThread(place.Last!) || type.Summary.HeldLocks.At(body, NamedIn(change.Target).Syntax) is not { IsEmpty: true })
            return;
        bool isVariable = place is { Members.IsEmpty: true, Root: ILocalSymbol or IParameterSymbol };
        ParallelAccess? parallel = isVariable || type.Summary.ConcernedBodies.Any(static other => other.HasForks) ? PartnerOf(change, place, type) : null;
        if (isVariable && parallel is null)
            return;
        string reason = parallel is null ? "" : $", on several threads at once since line {Excerpt.LineOf(parallel.Fork.Site.Syntax)}";
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        type.Report(Descriptor, change.Syntax.GetLocation(), [awaited.Syntax.GetLocation()], parallel is null ? properties : properties.Add(IsParallel, ""),
            place.ToString(), Excerpt.Of(awaited.Operation.Syntax), reason);
    }

    // A field or property of this object or of a type, an element of one, or a variable of the code around. What a local refers to may be new.
    private static AccessPath? PlaceOf(IOperation target, Body body)
    {
        IOperation named = NamedIn(target);
        if (AccessPath.Of(named, body.Locals.Resolve) is not { Last: { } last } path)
            return null;
        bool isCaptured = ReferenceEquals(named, target) && path.Members.IsEmpty && last is ILocalSymbol or IParameterSymbol && !SymbolEqualityComparer.Default.Equals(last.ContainingSymbol, body.Symbol);
        return isCaptured || path.StartsAtThis || path.Root is IFieldSymbol or IPropertySymbol ? path : null;
    }

    private static IOperation NamedIn(IOperation target) => target switch
    {
        IPropertyReferenceOperation { Arguments.IsEmpty: false, Instance: { } instance } => Operand.Unwrap(instance),
        IArrayElementReferenceOperation element => Operand.Unwrap(element.ArrayReference),
        _ => target,
    };

    private static ParallelAccess? PartnerOf(IAssignmentOperation change, AccessPath place, TypeContext type)
    {
        if (!type.Summary.Accesses.TryGetValue(place, out List<Access>? accesses))
            return null;
        Access? own = accesses.Find(access => access.Operation.Syntax == change.Syntax);
        return own is null ? null : type.Summary.Parallelism.PartnerOf(own, accesses.FindAll(static access => access.Changes));
    }
}
