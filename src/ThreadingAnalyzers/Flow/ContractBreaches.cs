using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A place that does not keep to a contract.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Guard">The lock that it names, as one would name it at the place.</param>
/// <param name="Place">The operation.</param>
/// <param name="Effect">What happens to the state there; null for a call.</param>
/// <param name="Holding">Places that keep to it.</param>
internal sealed record ContractBreach(GuardContract Contract, AccessPath Guard, IOperation Place, AccessEffect? Effect, IReadOnlyList<IOperation> Holding);

/// <summary>Finds the accesses to guarded state, and the calls of methods whose callers have to hold a lock, that hold none.</summary>
internal sealed class ContractBreaches(TypeSummary summary)
{
    private readonly HashSet<Body> _own = new(summary.OwnBodies);

    /// <summary>The accesses without the lock that an attribute of their target names, in source order for each target.</summary>
    internal IEnumerable<ContractBreach> OfState() =>
        from location in summary.Accesses.Keys
        let contract = IsFollowed(location) ? GuardContract.Of(location.Last!) : null
        where contract?.Mistake is null
        let guard = contract?.GuardOf(location)
        where guard is not null
        from breach in OfState(location, contract, guard)
        select breach;

    /// <summary>The calls without the lock that an attribute of the method names.</summary>
    internal IEnumerable<ContractBreach> OfCalls()
    {
        foreach (Body body in summary.OwnBodies)
        {
            foreach (IOperation operation in body.Sites)
            {
                if (TargetOf(operation) is ({ } method, var instance) && OfCall(operation, method, instance, body) is { } breach)
                    yield return breach;
            }
        }
    }

    private ContractBreach? OfCall(IOperation call, IMethodSymbol method, IOperation? instance, Body body) =>
        GuardContract.OfCallersOf(method) is { Mistake: null } contract
        && LocationOf(method, instance, body) is { } location && IsFollowed(location)
        && contract.GuardOf(location) is { } guard
        && !summary.Construction.Covers(body, method.IsStatic)
        && IsMissing(guard, summary.HeldLocks.At(body, call.Syntax), body, call.Syntax)
            ? new ContractBreach(contract, guard, call, Effect: null, [])
            : null;

    // Of an object in a local variable it is not known who else has it.
    private static bool IsFollowed(AccessPath location) => location.Root switch
    {
        null => !location.Members.IsEmpty,
        IParameterSymbol => !location.Members.IsEmpty,
        ILocalSymbol => false,
        _ => true,
    };

    private IEnumerable<ContractBreach> OfState(AccessPath location, GuardContract contract, AccessPath guard)
    {
        IReadOnlyList<TableAccess> all = summary.AccessTable.Of(location);
        List<IOperation> holding = all.Where(access => access.Holds(guard)).Select(static access => access.Place).ToList();
        SyntaxNode? told = null;
        foreach (TableAccess access in all.Where(access => IsBreach(access, guard)).OrderBy(static access => access.Place.Syntax.SpanStart))
        {
            // What is part of one step, such as a test and what follows from it, is one breach.
            if (told?.Contains(access.Place.Syntax) == true)
                continue;
            told = StepAt(access.Place.Syntax);
            yield return new ContractBreach(contract, guard, access.Place, access.Effect, holding);
        }
    }

    private bool IsBreach(TableAccess access, AccessPath guard) => !access.IsExempt
        && _own.Contains(access.Access.Body) && access.Member.Root.Syntax.Contains(access.Place.Syntax)
        && !(access is { Effect: AccessEffect.Read, Access.Location.Last: IFieldSymbol { IsVolatile: true } })
        && !summary.Parallelism.IsBesideNothing(access.Access)
        && IsMissing(guard, access.Held, access.Access.Body, access.Place.Syntax);

    private static bool IsMissing(AccessPath guard, ImmutableHashSet<AccessPath>? held, Body body, SyntaxNode place) =>
        held is not null && !held.Contains(guard) && !MayCallerHold(guard, body.Outermost) && !StatedIntent.Excuses(place);

    // Who can name the lock and is nearer than the public may lock around the call.
    private static bool MayCallerHold(AccessPath guard, Body member) =>
        member.Symbol.DeclaredAccessibility is Accessibility.Internal or Accessibility.Protected or Accessibility.ProtectedOrInternal or Accessibility.ProtectedAndInternal
        && guard.Last is not { DeclaredAccessibility: Accessibility.Private };

    private static SyntaxNode StepAt(SyntaxNode place) =>
        place.AncestorsAndSelf().FirstOrDefault(static node => node is Microsoft.CodeAnalysis.CSharp.Syntax.StatementSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.ArrowExpressionClauseSyntax
            or Microsoft.CodeAnalysis.CSharp.Syntax.AnonymousFunctionExpressionSyntax) ?? place;

    private static (IMethodSymbol? Method, IOperation? Instance) TargetOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => (call.TargetMethod, call.Instance),
        IPropertyReferenceOperation { Property: { } property } reference when !SharedLocations.IsAutoProperty(property) => (property.GetMethod ?? property.SetMethod, reference.Instance),
        _ => (null, null),
    };

    private static AccessPath? LocationOf(IMethodSymbol method, IOperation? instance, Body body) =>
        method.IsStatic ? AccessPath.OfStatic(method) : AccessPath.Of(instance, body.Locals.Resolve)?.Append(ImmutableArray.Create<ISymbol>(method));
}
