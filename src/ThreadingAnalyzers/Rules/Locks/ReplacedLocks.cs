using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A variable that is locked on, and where it gets another object.</summary>
internal sealed record ReplacedLock(ISymbol Variable, IReadOnlyList<LockSite> Locks, IOperation Replacement);

/// <summary>Finds the fields and auto-properties of a type that get another object while threads may lock the one that they hold.</summary>
internal sealed class ReplacedLocks(TypeContext type)
{
    internal IEnumerable<ReplacedLock> In(IEnumerable<LockSite> locks)
    {
        foreach (IGrouping<ISymbol, LockSite> sites in locks.Where(IsOwnVariable).GroupBy(static site => SharedLocations.LocationOf(site.Expression)!, SymbolEqualityComparer.Default))
        {
            List<(IOperation Operation, Body Body)> assignments = AssignmentsTo(sites.Key!).ToList();
            bool startsWithObject = HasInitializer(sites.Key!) || assignments.Exists(assignment => IsConstruction(assignment.Body));
            IOperation? replacement = assignments
                .Where(assignment => !IsConstruction(assignment.Body) && !IsOnlyForNull(assignment.Operation, sites.Key!))
                .FirstOrDefault(assignment => startsWithObject || IsUnder(sites, assignment.Operation)).Operation;
            if (replacement is not null)
                yield return new ReplacedLock(sites.Key!, sites.ToList(), replacement);
        }
    }

    private static bool IsOwnVariable(LockSite site) => site.Locked.Primitive is LockPrimitive.Monitor or LockPrimitive.Lock
        && SharedLocations.LocationOf(site.Expression) is IFieldSymbol { IsReadOnly: false } or IPropertySymbol
        && IsOfThis(site.Expression);

    // Another instance's field, or that of an object initializer, belongs to an object that may be new.
    private static bool IsOfThis(IOperation place) =>
        place is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } };

    private IEnumerable<(IOperation Operation, Body Body)> AssignmentsTo(ISymbol variable) =>
        from body in type.Summary.Bodies
        from site in body.Sites
        let assigned = AssignedBy(site)
        where assigned is not null && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(assigned.Value.Target), variable) && IsOfThis(assigned.Value.Target)
            && Operand.Unwrap(assigned.Value.Value) is not IDefaultValueOperation && assigned.Value.Value.ConstantValue is not { HasValue: true, Value: null }
        select (site, body);

    // _list = …, _handlers += …, Interlocked.Exchange(ref _list, …)
    private static (IOperation Target, IOperation Value)? AssignedBy(IOperation site) => site switch
    {
        ISimpleAssignmentOperation { IsRef: false } assignment => (assignment.Target, assignment.Value),
        ICoalesceAssignmentOperation assignment => (assignment.Target, assignment.Value),
        ICompoundAssignmentOperation { Target.Type.TypeKind: TypeKind.Delegate } combined => (combined.Target, combined.Value),
        IInvocationOperation { TargetMethod: { Name: "Exchange", ContainingType: { Name: "Interlocked", ContainingNamespace.Name: "Threading" } }, Arguments: [{ Value: var target }, { Value: var value }] } => (target, value),
        _ => null,
    };

    private static bool HasInitializer(ISymbol variable) => variable.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() switch
    {
        VariableDeclaratorSyntax { Initializer.Value: var value } => IsObject(value),
        PropertyDeclarationSyntax { Initializer.Value: var value } => IsObject(value),
        _ => false,
    });

    private static bool IsObject(ExpressionSyntax value) =>
        !value.IsKind(SyntaxKind.NullLiteralExpression) && !value.IsKind(SyntaxKind.DefaultLiteralExpression) && !value.IsKind(SyntaxKind.SuppressNullableWarningExpression);

    // Constructors, what only they call, and what runs in their place when an object is read from a stream.
    private bool IsConstruction(Body body) => body is { Parent: null, Symbol: IMethodSymbol method }
        && (method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor
            || method.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "OnDeserializingAttribute" or "OnDeserializedAttribute" })
            || IsCalledByConstructorsOnly(body));

    private bool IsCalledByConstructorsOnly(Body body)
    {
        IReadOnlyList<(Body Caller, SyntaxNode Site)> calls = type.Summary.Contexts.CallSitesOf(body);
        return calls.Count > 0 && !ThreadContexts.IsCallableFromOutside(body)
            && calls.All(static call => call.Caller is { Parent: null, Symbol: IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } });
    }

    // x ??= …; if (x == null) x = …: there is no old object that anybody could hold.
    private static bool IsOnlyForNull(IOperation assignment, ISymbol variable)
    {
        if (assignment is ICoalesceAssignmentOperation)
            return true;
        for (IOperation? parent = assignment.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalOperation { Condition: var condition } && condition.DescendantsAndSelf().Any(part => IsNullTest(part, variable)))
                return true;
        }

        return false;
    }

    private static bool IsNullTest(IOperation condition, ISymbol variable) => condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } or IIsPatternOperation
        && condition.DescendantsAndSelf().Any(part => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(part), variable))
        && condition.DescendantsAndSelf().Any(static part => part.ConstantValue is { HasValue: true, Value: null });

    private static bool IsUnder(IEnumerable<LockSite> locks, IOperation assignment) =>
        locks.Any(site => site.Operation is ILockOperation { Body: var region } && region.Syntax.Contains(assignment.Syntax));
}
