using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// A lock that a text names, seen from a type: <c>_gate</c>, <c>this</c>, <c>_owner.Gate</c>, <c>Registry.s_gate</c>, <c>typeof(Registry)</c>.
/// </summary>
internal sealed class NamedLock
{
    private readonly string _text;
    private readonly bool _isKnown;
    private readonly INamedTypeSymbol? _type;
    private readonly ImmutableArray<ISymbol> _members;
    private readonly string? _missing;

    private NamedLock(string text, bool isKnown, INamedTypeSymbol? type = null, ImmutableArray<ISymbol> members = default, string? missing = null)
    {
        _text = text;
        _isKnown = isKnown;
        _type = type;
        _members = members.IsDefault ? ImmutableArray<ISymbol>.Empty : members;
        _missing = missing;
    }

    /// <summary>Finds what a text means to the members of a type.</summary>
    internal static NamedLock Of(string text, INamedTypeSymbol type)
    {
        if (text is "this" or "itself")
            return new(text, isKnown: true);
        if (text.StartsWith("typeof(", StringComparison.Ordinal) && text.EndsWith(")", StringComparison.Ordinal))
            return SelfOrOuter(type, text.Substring(7, text.Length - 8).Trim()) is { } named ? new(text, isKnown: true, named) : new(text, isKnown: false);
        List<string> parts = text.Split('.').ToList();
        if (!parts.TrueForAll(static part => SyntaxFacts.IsValidIdentifier(part)))
            return new(text, isKnown: false);
        if (parts[0] == "this")
            parts.RemoveAt(0);
        INamedTypeSymbol? scope = type;
        bool isQualified = parts.Count > 1 && MemberOf(type, parts[0]) is null;
        if (isQualified)
        {
            scope = SelfOrOuter(type, parts[0]);
            parts.RemoveAt(0);
        }

        // Another type is not looked for: then nothing is known of the lock, and nothing is said.
        return scope is null ? new(text, isKnown: false) : Follow(text, scope, parts);
    }

    /// <summary>The path to the lock, from the path to the member that it guards; null where there is none.</summary>
    internal AccessPath? PathFrom(AccessPath location)
    {
        if (!_isKnown || _missing is not null)
            return null;
        if (_type is not null)
            return AccessPath.OfType(_type);
        if (_members.IsEmpty)
            return _text == "itself" ? location : location.Owner;
        ISymbol first = _members[0];
        AccessPath? start = first.IsStatic ? AccessPath.OfStatic(first) : IsOfOuterType(first, location.Last!.ContainingType) ? null : location.Owner?.Append(ImmutableArray.Create(first));
        return start?.Append(_members.RemoveAt(0));
    }

    /// <summary>Why this cannot be the lock of a member; null where it can.</summary>
    internal string? MistakeFor(ISymbol member)
    {
        if (!_isKnown)
            return null;
        if (_missing is not null)
            return $"there is no '{_missing}' to lock; name a field or property of the type that holds the lock";
        if (member.IsStatic && (_text == "this" || (!_members.IsEmpty && !_members[0].IsStatic)))
            return $"'{_text}' belongs to one object, and the static '{member.Name}' to all; name a static lock";
        if (!_members.IsEmpty && !CanBeLocked(_members[_members.Length - 1]))
            return $"'{_text}' is nothing that can be locked; name a field or property that holds a lock";
        return null;
    }

    private static NamedLock Follow(string text, INamedTypeSymbol scope, List<string> parts)
    {
        ImmutableArray<ISymbol>.Builder members = ImmutableArray.CreateBuilder<ISymbol>();
        ITypeSymbol? current = scope;
        foreach (string part in parts)
        {
            if (current is null or { TypeKind: TypeKind.Error or TypeKind.TypeParameter or TypeKind.Dynamic })
                return new(text, isKnown: false);
            ISymbol? member = MemberOf(current, part) ?? (members.Count == 0 ? MemberOfOuter(current.ContainingType, part) : null);
            if (member is null)
                return HasUnknownBase(current) ? new(text, isKnown: false) : new(text, isKnown: true, missing: part);
            // What a method gives, or a type by its name, is not followed.
            if (member is not (IFieldSymbol or IPropertySymbol))
                return new(text, isKnown: false);
            members.Add(member);
            current = LockNames.TypeOf(member);
        }

        return new(text, isKnown: true, members: members.ToImmutable());
    }

    private static bool CanBeLocked(ISymbol member) => member is not IFieldSymbol { IsConst: true } && LockNames.TypeOf(member) switch
    {
        { TypeKind: TypeKind.Enum } => false,
        { IsValueType: true, SpecialType: not SpecialType.None } => false,
        { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => false,
        _ => true,
    };

    private static ISymbol? MemberOf(ITypeSymbol type, string name)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers(name).FirstOrDefault() is { } member)
                return member;
        }

        return type.AllInterfaces.SelectMany(each => each.GetMembers(name)).FirstOrDefault();
    }

    private static ISymbol? MemberOfOuter(INamedTypeSymbol? type, string name) => type is null ? null : MemberOf(type, name) ?? MemberOfOuter(type.ContainingType, name);

    private static bool HasUnknownBase(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.TypeKind == TypeKind.Error)
                return true;
        }

        return false;
    }

    private static bool IsOfOuterType(ISymbol member, INamedTypeSymbol type) => SelfAndOuter(type).Skip(1).Any(outer => SymbolEqualityComparer.Default.Equals(outer, member.ContainingType));

    private static INamedTypeSymbol? SelfOrOuter(INamedTypeSymbol type, string name) => SelfAndOuter(type).FirstOrDefault(each => each.Name == name);

    private static IEnumerable<INamedTypeSymbol> SelfAndOuter(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
            yield return current;
    }
}
