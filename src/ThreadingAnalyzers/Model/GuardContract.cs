using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// What an attribute states of a member: <c>[GuardedBy("_gate")]</c> on state, <c>[RequiresLock("_gate")]</c> on a method. The attributes are known by their
/// names alone, in any namespace, so that users may declare their own.
/// </summary>
/// <param name="Member">The member.</param>
/// <param name="Lock">The lock as the attribute writes it.</param>
/// <param name="Attribute">The attribute.</param>
internal sealed record GuardContract(ISymbol Member, string Lock, AttributeData Attribute)
{
    private const string Suffix = "Attribute";

    private static readonly string[] OfState = ["GuardedBy", "GuardedByAttribute"];
    private static readonly string[] OfCallers = ["RequiresLock", "RequiresLockAttribute", "GuardedBy", "GuardedByAttribute"];

    /// <summary>The words that show a contract.</summary>
    internal static IEnumerable<string> Words => OfCallers;

    /// <summary>The name of the attribute as it is written.</summary>
    internal string Name { get; } = WithoutSuffix(Attribute.AttributeClass!.Name);

    /// <summary>The contract of a field, property or event; null where it has none.</summary>
    internal static GuardContract? Of(ISymbol member) => member switch
    {
        // Attributes of other assemblies are costly to read, and most of these are not even there.
        { DeclaringSyntaxReferences.IsEmpty: true } => null,
        IFieldSymbol or IEventSymbol => In(member.GetAttributes(), member, OfState),
        IPropertySymbol property => In(property.GetAttributes(), property, OfState) ?? (FieldOf(property) is { } field ? In(field.GetAttributes(), property, OfState) : null),
        _ => null,
    };

    /// <summary>What the callers of a method, or of the accessor of a property that is more than a field, have to hold; null for nothing.</summary>
    internal static GuardContract? OfCallersOf(IMethodSymbol method) => method.DeclaringSyntaxReferences.IsEmpty ? null : In(method.GetAttributes(), method, OfCallers)
        ?? (method.AssociatedSymbol is IPropertySymbol property && !SharedLocations.IsAutoProperty(property) ? In(property.GetAttributes(), property, OfCallers) : null);

    /// <summary>The lock that guards the member at the end of a path; null where it has no name there.</summary>
    internal AccessPath? GuardOf(AccessPath location) => NamedLock.Of(Lock, location.Last!.ContainingType).PathFrom(location);

    /// <summary>Why no lock is named; null where one is, or where it may be.</summary>
    internal string? Mistake => NamedLock.Of(Lock, Member.ContainingType).MistakeFor(Member);

    private static GuardContract? In(ImmutableArray<AttributeData> attributes, ISymbol member, string[] names)
    {
        AttributeData? stated = attributes.FirstOrDefault(attribute => attribute.AttributeClass is { } type && Array.IndexOf(names, type.Name) >= 0);
        return stated is not null && LockNamedBy(stated) is { Length: > 0 } name ? new GuardContract(member, name, stated) : null;
    }

    // Of several locks it is not known whether one or all of them are meant.
    private static string? LockNamedBy(AttributeData attribute)
    {
        List<string> texts = attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(static argument => argument.Value))
            .Select(static argument => argument.Kind == TypedConstantKind.Primitive ? argument.Value as string : null)
            .Where(static text => text is not null)
            .ToList()!;
        return texts.Count == 1 ? texts[0].Trim() : null;
    }

    private static IFieldSymbol? FieldOf(IPropertySymbol property) => !SharedLocations.IsAutoProperty(property)
        ? null
        : property.ContainingType.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static string WithoutSuffix(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;
}
