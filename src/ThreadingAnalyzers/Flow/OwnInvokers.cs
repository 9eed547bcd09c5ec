using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Methods of a type that run the delegates they are given, often under a lock: <c>void Locked(Action action) { lock (_gate) action(); }</c>.
/// </summary>
internal sealed class OwnInvokers(Callbacks callbacks)
{
    /// <summary>The call that gives a lambda to such a method, and the places where the method runs it; null where it does anything else with it.</summary>
    internal (IInvocationOperation Call, Body Callee, IReadOnlyList<IInvocationOperation> Runs)? Of(Body lambda)
    {
        if (Operand.ConsumerOf(lambda.Root) is not IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation { Instance: null or IInstanceReferenceOperation } call } || callbacks.Of(call.TargetMethod) is not { } callee)
            return null;
        List<IInvocationOperation> runs = callee.Sites.OfType<IInvocationOperation>().Where(site => IsRunOf(site, parameter)).ToList();
        int mentions = callee.Root.DescendantsAndSelf().Count(operation => operation is IParameterReferenceOperation reference && IsSame(reference.Parameter, parameter) && Operand.ParentOf(reference) is not (IBinaryOperation or IIsPatternOperation));
        return runs.Count > 0 && runs.Count == mentions ? (call, callee, runs) : null;
    }

    /// <summary>Whether a lambda is given to a method of the type that takes no lock, keeps no delegate, and hands none to a method of the type that might.</summary>
    internal bool HaveNoLocks(Body lambda)
    {
        IOperation? consumer = Operand.ConsumerOf(lambda.Root);
        IEnumerable<IMethodSymbol> targets = consumer switch
        {
            IArgumentOperation { Parent: IInvocationOperation { Instance: null or IInstanceReferenceOperation } call } => [call.TargetMethod],
            IInvalidOperation when UnboundCall.Of(consumer) is { Instance: null or IInstanceReferenceOperation, Method: { } method } => [method],
            _ => [],
        };
        List<Body?> callees = targets.Select(callbacks.Of).ToList();
        return callees.Count > 0 && callees.TrueForAll(callee => callee is not null && callee.SelfAndNested().All(part => !part.HasLockOperations && !part.Sites.Exists(PassesOn)));
    }

    private bool PassesOn(IOperation site) => site switch
    {
        // It is kept, and may be run under a lock later.
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Type.TypeKind: TypeKind.Delegate or TypeKind.Error } or IPropertyReferenceOperation { Type.TypeKind: TypeKind.Delegate or TypeKind.Error } } => true,
        IInvocationOperation { Instance: IFieldReferenceOperation or IPropertyReferenceOperation } call => Framework.Owns(call.TargetMethod.ContainingType) && call.Arguments.Any(static argument => argument.Value.Type?.TypeKind is TypeKind.Delegate or TypeKind.Error),
        IInvocationOperation { Instance: null or IInstanceReferenceOperation } call => callbacks.Of(call.TargetMethod) is not null && call.TargetMethod.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate),
        IInvalidOperation => UnboundCall.Of(site) is { Instance: null or IInstanceReferenceOperation, Method: { } method } && callbacks.Of(method) is not null,
        _ => false,
    };

    private static bool IsRunOf(IInvocationOperation site, IParameterSymbol parameter) => site is { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } target }
        && Operand.Unwrap(target is IConditionalAccessInstanceOperation ? Operand.ReceiverBehind(target) ?? target : target) is IParameterReferenceOperation reference && IsSame(reference.Parameter, parameter);

    private static bool IsSame(IParameterSymbol one, IParameterSymbol other) => one.Ordinal == other.Ordinal && SymbolEqualityComparer.Default.Equals(one.ContainingSymbol.OriginalDefinition, other.ContainingSymbol.OriginalDefinition);
}
