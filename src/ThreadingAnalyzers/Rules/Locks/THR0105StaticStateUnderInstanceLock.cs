using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>All instances share static data, and each instance guards it with a lock of its own.</summary>
internal sealed class THR0105StaticStateUnderInstanceLock() : TypeRule(Descriptor)
{
    /// <summary>The property that is present where the lock is a field, whose declaration is then the first additional location.</summary>
    internal const string Gate = "gate";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0105",
        title: "Guard static data with a static lock",
        messageFormat: "'{0}' is static, and is changed here under '{1}', which each instance has for itself: two instances do not exclude each other",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A lock that belongs to an instance excludes only threads that use the same instance. Static data is shared by all of them.",
        cwe: [366, 821]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        var changes = type.Summary.ConcernedBodies
            .Where(static body => !body.Outermost.Symbol.IsStatic)
            .Where(static body => body.Sites.Exists(static site => site is IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } } or IPropertyReferenceOperation { Property.IsStatic: true }))
            .SelectMany(body => StateAccess.In(body, type.Model))
            .Where(static access => access.Changes && IsStaticState(access.Path) && !IsSingle(access.Access.Body.Outermost.Symbol.ContainingType))
            .Select(access => (Access: access, Gate: InstanceGateAt(access.Access, type)))
            .Where(change => change.Gate is not null && IsDependent(change.Access))
            .GroupBy(static change => (change.Access.Path, change.Access.Access.Body))
            .Select(static same => same.First())
            .Where(change => !IsGuardedElsewhere(change.Access.Path, type))
            .ToList();
        foreach ((StateAccess access, AccessPath? gate) in changes)
            Report(access, gate!, type);
    }

    private static bool IsStaticState(AccessPath path) =>
        path is { Members.IsEmpty: true, Root: { IsStatic: true } root } && !SharedLocations.IsPerThread(root);

    // A type that makes its only instance itself has one lock as well.
    private static bool IsSingle(INamedTypeSymbol type) =>
        type.InstanceConstructors.All(static constructor => constructor.DeclaredAccessibility == Accessibility.Private)
        && type.GetMembers().Any(member => member is IFieldSymbol { IsStatic: true } field && SymbolEqualityComparer.Default.Equals(field.Type, type));

    // The instance's own lock, if nothing else is held.
    private static AccessPath? InstanceGateAt(Access access, TypeContext type) =>
        type.Summary.HeldLocks.KeysAt(access.Body, access.Reference.Syntax) is { IsEmpty: false } held
        && held.All(static key => key.Path.StartsAtThis && key.Path.Members.Length <= 1 && key is { Primitive: not LockPrimitive.Scope, Path.Last: not IPropertySymbol })
            ? held.First().Path
            : null;

    // A value that is only stored may be meant to be the last one.
    private static bool IsDependent(StateAccess access) => access.IsUpdate || access.Access.Body.Sites.Exists(site =>
        !ReferenceEquals(site, access.Access.Reference) && site.Syntax.SpanStart < access.Access.Reference.Syntax.SpanStart
        && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(site), access.Path.Last));

    private static bool IsGuardedElsewhere(AccessPath state, TypeContext type) => type.Summary.ConcernedBodies
        .SelectMany(static body => AccessFinder.In(body))
        .Where(access => access.Location.Equals(state))
        .Any(access => type.Summary.HeldLocks.At(access.Body, access.Reference.Syntax) is not { } held || held.Any(static gate => !gate.StartsAtThis));

    private static void Report(StateAccess access, AccessPath gate, TypeContext type)
    {
        SyntaxReference? field = gate.Last is IFieldSymbol { DeclaringSyntaxReferences: [var reference] } ? reference : null;
        IEnumerable<Location> declaration = field is null ? [] : [field.GetSyntax(type.Cancellation).GetLocation()];
        ImmutableDictionary<string, string?> properties = field is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Gate, "1");
        type.Report(Descriptor, access.Operation.Syntax.GetLocation(), declaration, properties, access.Path.ToString(), gate.ToString());
    }
}
