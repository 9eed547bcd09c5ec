using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Loops that only another thread can end, and in which nothing makes this thread look at memory again: no call, no lock, no await, no volatile
/// access. The compiler may read such a variable once, before the loop.
/// </summary>
internal sealed class SpinWaits
{
    private readonly ILoopOperation _loop;
    private readonly Body _body;
    private readonly List<IOperation> _exits = [];
    private readonly HashSet<ISymbol> _written = new(SymbolEqualityComparer.Default);

    private SpinWaits(ILoopOperation loop, Body body)
    {
        _loop = loop;
        _body = body;
    }

    /// <summary>
    /// The expression that names what a loop waits for, and whether nothing else ends the loop; null where it is no such loop.
    /// </summary>
    internal static (IOperation Place, bool IsOnlyWayOut)? WaitedForBy(ILoopOperation loop, Body body)
    {
        var spin = new SpinWaits(loop, body);
        if (!spin.IsPlain() || spin._exits.Find(spin.IsUpToOthers) is not { } exit)
            return null;
        return (spin.SharedIn(exit).First(), spin._exits.TrueForAll(spin.IsUpToOthers));
    }

    private bool IsPlain()
    {
        if (_loop is IWhileLoopOperation { Condition: { ConstantValue.HasValue: false } condition })
            _exits.Add(condition);
        else if (_loop is IForLoopOperation { Condition: { ConstantValue.HasValue: false } limit })
            _exits.Add(limit);
        else if (_loop is not (IWhileLoopOperation or IForLoopOperation))
            return false;
        return _loop.Descendants().All(IsPlain);
    }

    private bool IsPlain(IOperation operation)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment:
                return Note(assignment.Target) && (operation is ISimpleAssignmentOperation || (operation is ICompoundAssignmentOperation { OperatorMethod: null } && assignment.Type is { IsReferenceType: false }));
            case IIncrementOrDecrementOperation { OperatorMethod: null } change:
                return Note(change.Target);
            case IBranchOperation { BranchKind: BranchKind.Break } jump when SymbolEqualityComparer.Default.Equals(jump.Target, _loop.ExitLabel):
            case IReturnOperation { Kind: OperationKind.Return }:
                return NoteExit(operation);
            case IBranchOperation { BranchKind: not BranchKind.GoTo }:
                return true;
            case IPropertyReferenceOperation:
                return SharedLocations.LocationOf(operation) is not null || operation is IPropertyReferenceOperation { Property.Name: "Length", Instance.Type: IArrayTypeSymbol or { SpecialType: SpecialType.System_String } };
            case IFieldReferenceOperation { Field: var field }:
                return !field.IsVolatile;
            case IBinaryOperation binary:
                return binary.OperatorMethod is null && binary.Type is { IsReferenceType: false };
            case IUnaryOperation unary:
                return unary.OperatorMethod is null;
            case IConversionOperation conversion:
                return conversion.OperatorMethod is null;
            // A plain computation, which the compiler knows to look at nothing else.
            case IInvocationOperation { TargetMethod.ContainingType: { Name: nameof(Math) or "MathF" or "BitOperations", ContainingNamespace.Name: nameof(System) or "Numerics" } }:
            case IArgumentOperation:
                return true;
            default:
                return operation.Kind is OperationKind.Block or OperationKind.ExpressionStatement or OperationKind.Empty or OperationKind.Literal or OperationKind.LocalReference
                    or OperationKind.ParameterReference or OperationKind.Parenthesized or OperationKind.Conditional or OperationKind.ArrayElementReference
                    or OperationKind.InstanceReference or OperationKind.VariableDeclarationGroup or OperationKind.VariableDeclaration or OperationKind.VariableDeclarator
                    or OperationKind.VariableInitializer or OperationKind.Loop or OperationKind.Labeled or OperationKind.DefaultValue or OperationKind.IsPattern
                    or OperationKind.ConstantPattern or OperationKind.NegatedPattern or OperationKind.BinaryPattern or OperationKind.RelationalPattern;
        }
    }

    private bool Note(IOperation target)
    {
        target = target is IArrayElementReferenceOperation element ? Operand.Unwrap(element.ArrayReference) : target;
        if (SharedLocations.LocationOf(target) is not { } variable)
            return false;
        _written.Add(variable);
        return true;
    }

    // What decides whether control gets to a break or return.
    private bool NoteExit(IOperation jump)
    {
        bool isConditional = false;
        for (IOperation child = jump; child.Parent is { } parent && !ReferenceEquals(child, _loop); child = parent)
        {
            if (parent is not IConditionalOperation conditional || ReferenceEquals(conditional.Condition, child))
                continue;
            isConditional = true;
            _exits.Add(conditional.Condition);
        }

        return isConditional;
    }

    private bool IsUpToOthers(IOperation condition) => SharedIn(condition).Any()
        && condition.DescendantsAndSelf().All(operation => SharedLocations.LocationOf(operation) is not { } variable || !_written.Contains(variable));

    private IEnumerable<IOperation> SharedIn(IOperation condition) => condition.DescendantsAndSelf().Where(IsShared);

    private bool IsShared(IOperation operation) => operation switch
    {
        IArrayElementReferenceOperation { ArrayReference: var array } => SharedLocations.LocationOf(Operand.Unwrap(array)) is { } variable && !_written.Contains(variable),
        IFieldReferenceOperation { Field: { IsReadOnly: false, IsConst: false } field, Instance: var instance } => IsObject(instance) && !SharedLocations.IsPerThread(field) && operation.Parent is not IArrayElementReferenceOperation,
        IPropertyReferenceOperation { Property: { IsReadOnly: false, IsVirtual: false, IsOverride: false } property, Instance: var instance } => IsObject(instance) && SharedLocations.IsAutoProperty(property),
        ILocalReferenceOperation { Local: { IsRef: false } local } => _body.Outermost.SelfAndNested().Any(other => !ReferenceEquals(other, _body) && other.Sites.Exists(site => IsChangeOf(site, local))),
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.Ref } } => true,
        _ => false,
    };

    private static bool IsObject(IOperation? instance) => instance is null || instance.Type is { IsReferenceType: true };

    private static bool IsChangeOf(IOperation site, ILocalSymbol local) => site switch
    {
        IAssignmentOperation assignment => IsOf(assignment.Target, local),
        IIncrementOrDecrementOperation change => IsOf(change.Target, local),
        _ => false,
    };

    private static bool IsOf(IOperation target, ILocalSymbol local) => target is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local);
}
