using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>One lock is taken while another one is held: an edge of the lock-order graph.</summary>
/// <param name="Held">The lock that is held.</param>
/// <param name="Pair">How the other one is taken.</param>
internal sealed record LockOrderEdge(HeldLock Held, CriticalPair Pair)
{
    /// <summary>The lock that is taken then.</summary>
    internal LockKey Acquired => Pair.Lock!;

    /// <summary>The place, in the body that holds the one lock, that takes the other or leads there.</summary>
    internal TraceStep Step => Pair.StepIn(Held.Body);
}

/// <summary>
/// The order in which the threads of a type take locks, and where two of them can wait for each other: one holds what the other wants, and no third
/// lock keeps them apart.
/// </summary>
internal static class LockOrder
{
    /// <summary>The edges, in source order of the bodies with which threads begin.</summary>
    internal static IReadOnlyList<LockOrderEdge> EdgesOf(IEnumerable<CriticalPair> pairs) =>
    [
        .. from pair in pairs
           where pair is { Event.Kind: CriticalKind.Acquire, Lock: { } acquired } && LockIdentity.IsMutex(acquired)
           where !pair.Held.Any(held => LockIdentity.IsSame(held.Key, pair.Lock!))
           from held in pair.Held
           where LockIdentity.IsMutex(held.Key) && IsContended(held.Key, pair) && IsContended(pair.Lock!, pair)
           select new LockOrderEdge(held, pair),
    ];

    /// <summary>Whether one thread on the first edge and one on the second can wait for each other.</summary>
    internal static bool CanDeadlock(LockOrderEdge one, LockOrderEdge other) =>
        !IsOfOneRun(one) && !IsOfOneRun(other)
        && LockIdentity.MayBeSame(one.Held.Key, other.Acquired) && LockIdentity.MayBeSame(other.Held.Key, one.Acquired)
        && !LockIdentity.MayBeSame(one.Held.Key, one.Acquired)
        && LockIdentity.Excludes(one.Held.Key, other.Acquired) && LockIdentity.Excludes(other.Held.Key, one.Acquired)
        && GoTogether(LockIdentity.HaveOneOwner(one.Held.Key, one.Acquired), LockIdentity.HaveOneOwner(other.Held.Key, other.Acquired))
        && !HaveGate(one.Pair, other.Pair);

    /// <summary>
    /// Whether the edge takes one lock of two objects of a type, in an order that the caller chooses: <c>Transfer(a, b)</c> meets <c>Transfer(b, a)</c>.
    /// </summary>
    internal static bool IsOrderedByCaller(LockOrderEdge edge, IEnumerable<LockOrderEdge> all) =>
        (LockIdentity.MayBeSame(edge.Held.Key, edge.Acquired) || AreOfOneType(edge))
        && !LockIdentity.IsStatic(edge.Acquired)
        && LockIdentity.Excludes(edge.Held.Key, edge.Acquired)
        && edge.Pair.Held.Length == 1
        && IsCallersChoice(edge.Held.Key, edge) && IsCallersChoice(edge.Acquired, edge)
        && !all.Any(other => ReferenceEquals(other.Held.Body, edge.Held.Body) && LockIdentity.IsSame(other.Held.Key, edge.Acquired) && LockIdentity.IsSame(other.Acquired, edge.Held.Key));

    // lock (from) lock (to): the objects themselves.
    private static bool AreOfOneType(LockOrderEdge edge) =>
        ObjectType(edge.Held.Key, edge.Held.Body) is { } type && SymbolEqualityComparer.Default.Equals(type, ObjectType(edge.Acquired, edge.Held.Body));

    private static ITypeSymbol? ObjectType(LockKey key, Body body) => !key.Path.Members.IsEmpty ? null : key.Path.Root switch
    {
        null => body.Outermost.Symbol.ContainingType,
        IParameterSymbol { Type: { IsReferenceType: true, SpecialType: SpecialType.None } type } => type,
        _ => null,
    };

    private static bool IsOfOneRun(LockOrderEdge edge) =>
        LockIdentity.IsOfOneRun(edge.Held.Key, edge.Pair.Trace[0].Body) || LockIdentity.IsOfOneRun(edge.Acquired, edge.Pair.Trace[0].Body);

    private static bool GoTogether(bool? one, bool? other) => one is null || other is null || one == other;

    private static bool HaveGate(CriticalPair one, CriticalPair other) => one.Held.Any(held =>
        other.Held.Any(also => LockIdentity.MayBeSame(held.Key, also.Key) && LockIdentity.Excludes(held.Key, also.Key) && IsOneGate(held.Key, also.Key)));

    // A gate of this object keeps only those apart that come through this object.
    private static bool IsOneGate(LockKey one, LockKey other) => LockIdentity.IsStatic(one) || one.Path.Equals(other.Path);

    // Nobody else has the object while it is made.
    private static bool IsContended(LockKey key, CriticalPair pair) =>
        LockIdentity.IsStatic(key) || !key.Path.StartsAtThis || pair.Trace[0].Body.Outermost.Symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor };

    private static bool IsCallersChoice(LockKey key, LockOrderEdge edge) =>
        key.Path.Members.Length <= 1 && (key.Path.StartsAtThis || (key.Path.Root is IParameterSymbol parameter && IsLeftAlone(parameter, edge.Held.Body)));

    // Swapped, or compared with the other one first: then somebody has thought of the order.
    private static bool IsLeftAlone(IParameterSymbol parameter, Body body) => !body.Outermost.Root.Syntax.DescendantNodes().Any(node => node switch
    {
        AssignmentExpressionSyntax assignment => IsAssigned(assignment.Left, parameter.Name),
        ArgumentSyntax { RefKindKeyword.RawKind: not 0, Expression: IdentifierNameSyntax name } => name.Identifier.ValueText == parameter.Name,
        BinaryExpressionSyntax comparison when IsOrdering(comparison.Kind()) => Mentions(comparison, parameter.Name) && LastName(comparison.Left) is { } left && left == LastName(comparison.Right),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompareTo" or "Compare" or "CompareOrdinal" } } compare => Mentions(compare, parameter.Name),
        _ => false,
    });

    private static bool IsAssigned(ExpressionSyntax target, string name) =>
        target is IdentifierNameSyntax simple ? simple.Identifier.ValueText == name : target is TupleExpressionSyntax tuple && tuple.Arguments.Any(element => IsAssigned(element.Expression, name));

    private static bool IsOrdering(SyntaxKind kind) => kind is SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression;

    private static bool Mentions(SyntaxNode node, string name) => node.DescendantNodes().OfType<IdentifierNameSyntax>().Any(identifier => identifier.Identifier.ValueText == name);

    // The member by which two objects are compared: Id in a.Id < b.Id, GetHashCode in GetHashCode(a) < GetHashCode(b).
    private static string? LastName(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        InvocationExpressionSyntax call => LastName(call.Expression),
        _ => null,
    };
}
