using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A lock object that is made when the first thread asks for it, with nothing that keeps a second one from making another.</summary>
internal sealed record GateMadeOnDemand(ISymbol Variable, IOperation Assignment, IReadOnlyList<LockSite> Locks);

/// <summary>Finds them: <c>if (_gate == null) _gate = new object();</c>, in front of the lock, or in the property or method that the lock statement names.</summary>
internal sealed class GatesMadeOnDemand(TypeContext type)
{
    internal IEnumerable<GateMadeOnDemand> In(IEnumerable<LockSite> locks)
    {
        List<LockSite> own = locks.Where(static site => site.Locked.Primitive is LockPrimitive.Monitor or LockPrimitive.Lock).ToList();
        if (own.Count == 0)
            yield break;
        var initializations = new LazyInitializations(type.Summary);
        foreach (Body body in type.Summary.Bodies.Where(MayMake))
        {
            foreach (LazyInitialization found in initializations.In(body).Where(IsUnguarded))
            {
                List<LockSite> sites = own.FindAll(site => Names(site.Expression, found, body));
                if (sites.Count > 0)
                    yield return new GateMadeOnDemand(found.Variable, found.Assignment, sites);
            }
        }
    }

    private bool MayMake(Body body) => !type.Summary.Construction.Covers(body, isStatic: false) && !type.Summary.Construction.Covers(body, isStatic: true)
        && body.Sites.Exists(static site => site is IObjectCreationOperation { Type: { } made } && (made.SpecialType == SpecialType.System_Object || LockModel.IsLockObject(made)));

    private bool IsUnguarded(LazyInitialization found) => found is { IsLocked: false, FirstCheck: not null, Variable: IFieldSymbol }
        && Operand.Unwrap(found.Value) is IObjectCreationOperation && Creations.Of(found.Variable) is null && !SharedLocations.IsPerThread(found.Variable);

    // The field itself, or the member whose body makes it.
    private static bool Names(IOperation expression, LazyInitialization found, Body maker) => expression switch
    {
        IFieldReferenceOperation field => SymbolEqualityComparer.Default.Equals(field.Field, found.Variable),
        IPropertyReferenceOperation { Property: { } property } => SymbolEqualityComparer.Default.Equals(property.GetMethod?.OriginalDefinition, maker.Symbol),
        IInvocationOperation { TargetMethod: { } method } => SymbolEqualityComparer.Default.Equals(method.OriginalDefinition, maker.Symbol),
        _ => false,
    };
}
