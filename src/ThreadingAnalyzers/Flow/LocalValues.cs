using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The locals of a member that get exactly one value, at their declaration or in one later assignment: for these, the name can stand for the
/// value (<c>var gate = _gate; lock (gate)</c>).
/// </summary>
internal sealed class LocalValues
{
    private readonly Dictionary<ILocalSymbol, IOperation?> _values = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _sometimesNull = new(SymbolEqualityComparer.Default);

    internal static readonly LocalValues None = new();

    private LocalValues()
    {
    }

    internal LocalValues(Body outermost)
    {
        foreach (Body body in outermost.SelfAndNested())
        {
            foreach (IOperation site in body.Sites)
                Note(site);
        }
    }

    /// <summary>The only value that a local ever gets, or null.</summary>
    internal IOperation? Of(ILocalSymbol local) => _values.TryGetValue(local, out IOperation? value) ? value : null;

    /// <summary>For <see cref="Model.AccessPath.Of(IOperation?, Func{IOperation, IOperation?}?)"/>: the value behind a local that stands for another place.</summary>
    internal IOperation? Resolve(IOperation operation) => operation is ILocalReferenceOperation { Local: { IsRef: false } local } ? PlaceBehind(local) : null;

    // A local that is null until it gets its value tells by that whether it did, and is a place of its own.
    private IOperation? PlaceBehind(ILocalSymbol local) =>
        !_sometimesNull.Contains(local) && Of(local) is { } value && Model.Operand.Unwrap(value) is IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.IsEmpty: true } or ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation
            ? value
            : null;

    private void Note(IOperation site)
    {
        switch (site)
        {
            case IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { } initializer:
                Add(local, initializer.Value);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                Add(target.Local, assignment.Value);
                break;
            case ICompoundAssignmentOperation { Target: ILocalReferenceOperation target }:
                Spoil(target.Local);
                break;
            case ICoalesceAssignmentOperation { Target: ILocalReferenceOperation target }:
                Spoil(target.Local);
                break;
            case IIncrementOrDecrementOperation { Target: ILocalReferenceOperation target }:
                Spoil(target.Local);
                break;
            case IInvocationOperation call:
                SpoilRefArguments(call);
                break;
        }
    }

    private void SpoilRefArguments(IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument is { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation local })
                Spoil(local.Local);
        }
    }

    // null first and the value later is one value.
    private void Add(ILocalSymbol local, IOperation value)
    {
        if (IsNull(value))
            _sometimesNull.Add(local);
        if (!_values.TryGetValue(local, out IOperation? known))
            _values[local] = value;
        else if (known is not null && !IsNull(value))
            _values[local] = IsNull(known) ? value : null;
    }

    private static bool IsNull(IOperation value) => value.ConstantValue is { HasValue: true, Value: null };

    private void Spoil(ILocalSymbol local) => _values[local] = null;
}
