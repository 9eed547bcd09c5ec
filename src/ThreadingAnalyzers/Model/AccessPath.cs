using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// A stable name for a place in memory: a root (this, a static member, a local or a parameter) and at most three fields or properties.
/// Two equal paths in one body mean the same object, as long as nothing on the way is assigned.
/// </summary>
internal sealed class AccessPath : IEquatable<AccessPath>
{
    private const int MaximumLength = 3;

    // Aliases of aliases; behind a local that gets its value from itself, there is no end of them.
    private const int LongestWay = 16;

    private AccessPath(ISymbol? root, ImmutableArray<ISymbol> members)
    {
        Root = root;
        Members = members;
    }

    /// <summary><c>this</c>.</summary>
    internal static AccessPath This { get; } = new(null, ImmutableArray<ISymbol>.Empty);

    /// <summary>The local, parameter, static member or (for <c>typeof</c>) type that the path starts from; null for <c>this</c>.</summary>
    internal ISymbol? Root { get; }

    /// <summary>The fields and properties that lead from the root to the place.</summary>
    internal ImmutableArray<ISymbol> Members { get; }

    /// <summary>The symbol that the path ends in; null for <c>this</c> itself.</summary>
    internal ISymbol? Last => Members.IsEmpty ? Root : Members[Members.Length - 1];

    internal bool StartsAtThis => Root is null;

    /// <summary>The path that an expression names, or null where it has no stable name.</summary>
    /// <param name="operation">The expression.</param>
    /// <param name="resolve">Gives the value behind a flow capture or an alias local, or null.</param>
    internal static AccessPath? Of(IOperation? operation, Func<IOperation, IOperation?>? resolve = null) => Of(operation, resolve, LongestWay);

    private static AccessPath? Of(IOperation? operation, Func<IOperation, IOperation?>? resolve, int way)
    {
        for (; operation is not null; way--)
        {
            if (way < 0)
                return null;
            operation = Operand.Unwrap(operation);
            if (resolve?.Invoke(operation) is not { } behind || ReferenceEquals(behind, operation))
                break;
            operation = behind;
        }

        return operation switch
        {
            IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => new(null, ImmutableArray<ISymbol>.Empty),
            ILocalReferenceOperation local => new(local.Local, ImmutableArray<ISymbol>.Empty),
            IParameterReferenceOperation parameter => new(parameter.Parameter, ImmutableArray<ISymbol>.Empty),
            ITypeOfOperation type => new(type.TypeOperand, ImmutableArray<ISymbol>.Empty),
            IFieldReferenceOperation field => OfMember(field.Field, field.Instance, resolve, way),
            IPropertyReferenceOperation { Arguments.IsEmpty: true } property => OfMember(property.Property, property.Instance, resolve, way),
            _ => null,
        };
    }

    /// <summary>The object that the path ends in a member of; null where it ends in a static member or a variable.</summary>
    internal AccessPath? Owner => Members.IsEmpty ? null : new(Root, Members.RemoveAt(Members.Length - 1));

    /// <summary>The path of a static member.</summary>
    internal static AccessPath OfStatic(ISymbol member) => new(member, ImmutableArray<ISymbol>.Empty);

    /// <summary>The path of an object that has no name here, such as one that is made on the spot; two of them need not be the same.</summary>
    /// <param name="method">The method that is called on the object.</param>
    internal static AccessPath OfUnnamed(IMethodSymbol method) => new(method, ImmutableArray<ISymbol>.Empty);

    /// <summary>Whether the path starts from an object that has no name here.</summary>
    internal bool IsUnnamed => Root is IMethodSymbol;

    /// <summary>The path of <c>typeof(T)</c>.</summary>
    internal static AccessPath OfType(INamedTypeSymbol type) => new(type, ImmutableArray<ISymbol>.Empty);

    /// <summary>The path that goes on from here through more members; null if that gets too long.</summary>
    internal AccessPath? Append(ImmutableArray<ISymbol> members) =>
        Members.Length + members.Length <= MaximumLength ? new(Root, Members.AddRange(members)) : null;

    /// <summary>The same members of an object that has no name here; the symbol stands for that object.</summary>
    internal AccessPath Within(ISymbol unnamed) => new(unnamed, Members);

    /// <inheritdoc/>
    public bool Equals(AccessPath? other)
    {
        if (other is null || Members.Length != other.Members.Length || !SymbolEqualityComparer.Default.Equals(Root, other.Root))
            return false;
        for (int i = 0; i < Members.Length; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(Members[i], other.Members[i]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AccessPath);

    /// <inheritdoc/>
    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Last) + Members.Length;

    /// <summary>The path as a user would write it.</summary>
    public override string ToString() =>
        Root is null or IMethodSymbol && Members.IsEmpty ? "this" : string.Join(".", (Root is null or IMethodSymbol ? Members : Members.Insert(0, Root)).Select(static symbol => symbol.Name));

    private static AccessPath? OfMember(ISymbol member, IOperation? instance, Func<IOperation, IOperation?>? resolve, int way)
    {
        if (member.IsStatic)
            return new(member, ImmutableArray<ISymbol>.Empty);
        return Of(instance, resolve, way - 1) is { } owner && owner.Members.Length < MaximumLength ? new(owner.Root, owner.Members.Add(SharedLocations.Declared(member, instance))) : null;
    }
}
