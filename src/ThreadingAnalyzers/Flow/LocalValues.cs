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
    private readonly HashSet<ISymbol> _declared = new(SymbolEqualityComparer.Default);

    internal static readonly LocalValues None = new();

    // Who follows values from local to local may do so by recursion.
    private const int LongestChain = 64;

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

        SpoilCycles();
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
            case IVariableDeclaratorOperation { Symbol: var local } declarator:
                _declared.Add(local);
                if (declarator.GetVariableInitializer() is { } initializer)
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
            // var tail = _tail; tail.Page++; changes the copy of a struct.
            case IAssignmentOperation { Target: IMemberReferenceOperation { Instance: ILocalReferenceOperation { Type.IsValueType: true } copy } }:
                Spoil(copy.Local);
                break;
            case IIncrementOrDecrementOperation { Target: IMemberReferenceOperation { Instance: ILocalReferenceOperation { Type.IsValueType: true } copy } }:
                Spoil(copy.Local);
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

    // A value may name locals that are declared before, so that following values comes to an end. node = node.Next had another value before,
    // from a pattern or an out argument; var node = node.Next is half typed.
    private void SpoilCycles()
    {
        var lengths = new Dictionary<ISymbol, int>(SymbolEqualityComparer.Default);
        foreach (ILocalSymbol local in _values.Keys.OrderBy(PositionOf).ToArray())
        {
            if (Of(local) is not { } value)
                continue;
            ILocalSymbol[] mentioned = MentionedIn(value).ToArray();
            int length = 1 + mentioned.Select(mention => lengths.TryGetValue(mention, out int known) ? known : 0).DefaultIfEmpty().Max();
            if (length <= LongestChain && _declared.Contains(local) && Array.TrueForAll(mentioned, mention => PositionOf(mention) < PositionOf(local)))
                lengths[local] = length;
            else
                Spoil(local);
        }
    }

    // What a lambda in the value mentions is looked at when the lambda runs.
    private static IEnumerable<ILocalSymbol> MentionedIn(IOperation value)
    {
        var pending = new Stack<IOperation>();
        pending.Push(value);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            if (operation is ILocalReferenceOperation { IsDeclaration: false } mention)
                yield return mention.Local;
            if (operation is IAnonymousFunctionOperation)
                continue;
            foreach (IOperation child in operation.ChildOperations)
                pending.Push(child);
        }
    }

    private static int PositionOf(ILocalSymbol local) => local.Locations.FirstOrDefault()?.SourceSpan.Start ?? -1;

    private static bool IsNull(IOperation value) => value.ConstantValue is { HasValue: true, Value: null };

    private void Spoil(ILocalSymbol local) => _values[local] = null;
}
