using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Who touches what under which locks: every access to a field, auto-property or captured variable of a type, with what it does to the content of
/// the object there, the locks held, and whether it can be in anybody's way at all.
/// </summary>
internal sealed class AccessTable
{
    private readonly TypeSummary _summary;
    private readonly ThreadingModel _model;
    private readonly Dictionary<AccessPath, IReadOnlyList<TableAccess>> _rows = [];
    private readonly Lazy<ILookup<AccessPath, AccessPath>> _owned;

    internal AccessTable(TypeSummary summary, ThreadingModel model)
    {
        _summary = summary;
        _model = model;
        _owned = new(() => summary.Accesses.Keys.Where(static path => OwnerPaths.InOwner(path) is not null).ToLookup(static path => OwnerPaths.InOwner(path)!), isThreadSafe: false);
        Values = new AssignedValues(summary.Bodies);
    }

    /// <summary>What the fields of the type are ever set to.</summary>
    internal AssignedValues Values { get; }

    /// <summary>The locations that a lock could guard, in the order in which they first occur.</summary>
    internal IEnumerable<AccessPath> Locations => _summary.Accesses.Keys.Where(location => IsState(location) && (OwnerPaths.InOwner(location) is not { } owned || !_summary.Accesses.ContainsKey(owned)));

    /// <summary>The accesses to a location, in source order.</summary>
    internal IReadOnlyList<TableAccess> Of(AccessPath location)
    {
        if (!_rows.TryGetValue(location, out IReadOnlyList<TableAccess>? rows))
            _rows.Add(location, rows = RowsOf(location).Concat(OwnedAt(location).SelectMany(RowsOf).Select(row => Owned(row, location))).ToList());
        return rows;
    }

    private IEnumerable<TableAccess> RowsOf(AccessPath location) =>
        _summary.Accesses[location].Where(static access => SharedLocations.LocationOf(access.Reference) is not null).Select(RowOf);

    // What nested types call _owner._items.
    private IEnumerable<AccessPath> OwnedAt(AccessPath location) =>
        location is { StartsAtThis: true, Members.Length: 1 } ? _owned.Value[location] : [];

    private static TableAccess Owned(TableAccess row, AccessPath location) =>
        new(row.Access with { Location = location }, row.Content, OwnerPaths.InOwner(row.Held), row.IsExempt);

    /// <summary>Whether a path is a variable of a body, captured by another one.</summary>
    internal static bool IsCapturedVariable(AccessPath location) => location.Root is ILocalSymbol || (location.Root is IParameterSymbol && !IsOfConstructor(location.Root));

    /// <summary>Whether a variable is a parameter of a constructor, which all members of the type may share.</summary>
    internal static bool IsOfConstructor(ISymbol root) => root.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor };

    // Fields of this object or the type, at most one object further; captured variables themselves.
    private static bool IsState(AccessPath location) => location.Root switch
    {
        null => location.Members.Length > 0,
        IFieldSymbol or IPropertySymbol => true,
        ILocalSymbol or IParameterSymbol => location.Members.IsEmpty,
        _ => false,
    };

    private TableAccess RowOf(Access access)
    {
        ContentAccess content = access.Kind == AccessKind.Read && Values.AreAllUnsafe(access.Location.Last!, _model) ? _model.Content.UseOf(access.Reference) : new(ContentUse.None, access.Reference);
        bool isExempt = access.Kind == AccessKind.Atomic || IsAlias(access) || NamesLock(access) || IsByNameOnly(access.Reference) || IsOutOfReach(access);
        ImmutableHashSet<AccessPath>? held = isExempt ? null : _summary.HeldLocks.At(access.Body, access.Reference.Syntax);
        return new TableAccess(access, content, held, isExempt);
    }

    // A local that was set from the place; by now the place may hold something else.
    private static bool IsAlias(Access access) =>
        access.Reference is ILocalReferenceOperation local && !SymbolEqualityComparer.Default.Equals(local.Local, access.Location.Last) && access.Location.Last is not IFieldSymbol { IsReadOnly: true };

    private bool NamesLock(Access access) => Operand.ParentOf(access.Reference) switch
    {
        ILockOperation => true,
        IArgumentOperation { Parent: IInvocationOperation call } => _model.Locks.EffectOf(call) is not null || call.TargetMethod.ContainingType.Name is "Monitor" or "Volatile" or "Interlocked",
        IInvocationOperation call => _model.Locks.EffectOf(call) is not null,
        _ => false,
    };

    private static bool IsByNameOnly(IOperation reference)
    {
        for (IOperation? parent = reference.Parent; parent is not null and not (IExpressionStatementOperation or IBlockOperation); parent = parent.Parent)
        {
            if (parent is INameOfOperation)
                return true;
        }

        return false;
    }

    private bool IsOutOfReach(Access access)
    {
        bool isStatic = access.Location.Root is { IsStatic: true };
        return _summary.Construction.Covers(access.Body, isStatic) || access.Body.Outermost.Symbol is IMethodSymbol { MethodKind: MethodKind.Destructor };
    }
}
