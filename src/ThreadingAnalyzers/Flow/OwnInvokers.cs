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
        IOperation? parent = lambda.Root.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        if (parent is not IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation { Instance: null or IInstanceReferenceOperation } call } || callbacks.Of(call.TargetMethod) is not { } callee)
            return null;
        List<IInvocationOperation> runs = callee.Sites.OfType<IInvocationOperation>().Where(site => IsRunOf(site, parameter)).ToList();
        int mentions = callee.Root.DescendantsAndSelf().Count(operation => operation is IParameterReferenceOperation reference && IsSame(reference.Parameter, parameter) && Operand.ParentOf(reference) is not (IBinaryOperation or IIsPatternOperation));
        return runs.Count > 0 && runs.Count == mentions ? (call, callee, runs) : null;
    }

    private static bool IsRunOf(IInvocationOperation site, IParameterSymbol parameter) => site is { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } target }
        && Operand.Unwrap(target is IConditionalAccessInstanceOperation ? Operand.ReceiverBehind(target) ?? target : target) is IParameterReferenceOperation reference && IsSame(reference.Parameter, parameter);

    private static bool IsSame(IParameterSymbol one, IParameterSymbol other) => one.Ordinal == other.Ordinal && SymbolEqualityComparer.Default.Equals(one.ContainingSymbol.OriginalDefinition, other.ContainingSymbol.OriginalDefinition);
}
