using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Where a body may change a field, property or captured variable, or the object that it holds.</summary>
internal static class StateChanges
{
    /// <summary>The operations of a body that may change the state: assignments to it and through it, and calls on it.</summary>
    internal static IEnumerable<IOperation> In(Body body, ISymbol state) => OperationsOf(body, state).Where(operation => operation switch
    {
        IAssignmentOperation assignment => Mentions(assignment.Target, state),
        IIncrementOrDecrementOperation step => Mentions(step.Target, state),
        IInvocationOperation { TargetMethod.ContainingType.Name: not "Monitor" } call => (call.Instance is { } instance && Mentions(instance, state)) || call.Arguments.Any(argument => MayChange(argument, state)),
        _ => UnboundCalls.Is(operation) && Mentions(operation, state),
    });

    /// <summary>Those that give the variable itself another value, and not only change the object that it holds.</summary>
    internal static IEnumerable<IOperation> OfValue(Body body, ISymbol state) => In(body, state).Where(operation => operation switch
    {
        IDeconstructionAssignmentOperation => true,
        IAssignmentOperation assignment => Is(assignment.Target, state),
        IIncrementOrDecrementOperation step => Is(step.Target, state),
        IInvocationOperation call => call.Arguments.Any(argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out && Is(argument.Value, state)),
        _ => true,
    });

    // A body's own locals are no sites, nor is (first, _rest) = (_rest, null).
    private static IEnumerable<IOperation> OperationsOf(Body body, ISymbol state) => state is ILocalSymbol
        ? body.Root.Descendants()
        : body.Sites.Concat(Nesting.OwnOperations(body.Root).Where(static operation => operation is IDeconstructionAssignmentOperation));

    private static bool MayChange(IArgumentOperation argument, ISymbol state) =>
        (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out || argument.Value.Type is { IsReferenceType: true, SpecialType: not SpecialType.System_String }) && Mentions(argument.Value, state);

    private static bool Is(IOperation operation, ISymbol state) => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(operation)), state);

    private static bool Mentions(IOperation operation, ISymbol state) =>
        operation.DescendantsAndSelf().Any(part => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(part), state));
}
