using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>What leaves the lock.</summary>
internal enum EscapeKind
{
    /// <summary>The collection itself.</summary>
    Reference,

    /// <summary>A view that shows the collection: its keys, a read-only wrapper.</summary>
    View,

    /// <summary>A query that goes through the collection when somebody enumerates it.</summary>
    Query,

    /// <summary>A local that was set under the lock and is used outside.</summary>
    Local,
}

/// <summary>One way out.</summary>
/// <param name="Kind">What leaves.</param>
/// <param name="Place">The expression that is returned, or the use outside of the lock.</param>
internal sealed record Escape(EscapeKind Kind, SyntaxNode Place);

/// <summary>Finds how the content behind a reference gets out of the lock.</summary>
internal static class Escapes
{
    /// <summary>How the state that an access reads gets out of its lock; null where it does not, as far as can be seen.</summary>
    internal static Escape? Of(TableAccess access, AccessPath gate, TypeContext type)
    {
        if (access.Held is null)
            return null;
        IOperation value = access.Effect == AccessEffect.Update ? access.Access.Operation : access.Content.Operation;
        IOperation? consumer = ConsumerOf(value);
        if (consumer is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } returned })
            return IsReturnedToStrangers(access, gate, type) ? new(KindOf(access.Content), returned.Syntax) : null;
        return access.Holds(gate) && LocalSetBy(consumer) is { } local && !IsSwappedOut(access) ? OfLocal(local, access, gate, type) ?? ReturnOf(local, access, gate, type) : null;
    }

    /// <summary>What gets the value, also where it is one of several that may be meant: <c>first ?? _items</c>.</summary>
    internal static IOperation? ConsumerOf(IOperation value)
    {
        IOperation child = value;
        while (child.Parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation or ICoalesceOperation || (child.Parent is IConditionalOperation { Type: not null } choice && choice.Condition != child))
            child = child.Parent;
        return child.Parent;
    }

    /// <summary>What it is that leaves.</summary>
    internal static EscapeKind KindOf(ContentAccess content) => content switch
    {
        { Use: ContentUse.None } => EscapeKind.Reference,
        { Operation: IInvocationOperation { TargetMethod.ContainingType.Name: "Enumerable" } } => EscapeKind.Query,
        _ => EscapeKind.View,
    };

    // var query = _items.Where(…); return query;
    private static Escape? ReturnOf(ILocalSymbol local, TableAccess access, AccessPath gate, TypeContext type)
    {
        if (!IsReturnedToStrangers(access, gate, type) || access.Access.Body.Locals.Of(local) is null)
            return null;
        IOperation? returned = AccessFinder.ToOwn(local, access.Access.Body).Select(static use => use.Reference).FirstOrDefault(static use => Operand.ParentOf(use) is IReturnOperation { Kind: OperationKind.Return });
        return returned is null ? null : new(KindOf(access.Content), returned.Syntax);
    }

    /// <summary>Whether what a member returns goes to code that cannot hold the lock: nobody else can hold a private one, whoever sees the type.</summary>
    internal static bool IsReturnedToStrangers(TableAccess access, AccessPath gate, TypeContext type) =>
        access.Access.Body is { Parent: null, Method: { } method }
        && (Visibility.ReachesOutside(method.AssociatedSymbol ?? method) || (method.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal && IsOwnOf(method.ContainingType, gate, type)))
        && !CallerLocks.AreAnnounced(access.Access.Body) && !StatedIntent.Excuses(access.Place.Syntax);

    private static bool IsOwnOf(INamedTypeSymbol owner, AccessPath gate, TypeContext type) =>
        gate.Last is IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field && SymbolEqualityComparer.Default.Equals(field.ContainingType, owner)
        // A lock that the object was given is known to whoever gave it.
        && type.Summary.AccessTable.Values.Of(field).All(static value => Operand.Unwrap(value) is not IParameterReferenceOperation);

    private static ILocalSymbol? LocalSetBy(IOperation? consumer) => consumer switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => local,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
        _ => null,
    };

    // var batch = _pending; _pending = new(); takes the whole list away from the others.
    private static bool IsSwappedOut(TableAccess access) => access.Access.Body.Sites.OfType<ISimpleAssignmentOperation>()
        .Any(assignment => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(assignment.Target), access.Access.Location.Last));

    private static Escape? OfLocal(ILocalSymbol local, TableAccess access, AccessPath gate, TypeContext type)
    {
        if (access.Access.Location.Last is IFieldSymbol { IsReadOnly: false, Type.IsReferenceType: true } field && type.Summary.AccessTable.Values.Of(field).Count > 1)
            return null;
        foreach (Access use in AccessFinder.ToOwn(local, access.Access.Body))
        {
            if (use.Reference.Syntax.SpanStart > access.Access.Reference.Syntax.SpanStart && IsUsedUp(use.Reference, access, type)
                && type.Summary.HeldLocks.At(access.Access.Body, use.Reference.Syntax) is { } held && !held.Contains(gate))
                return StatedIntent.Excuses(use.Reference.Syntax) ? null : new(EscapeKind.Local, use.Reference.Syntax);
        }

        return null;
    }

    private static bool IsUsedUp(IOperation reference, TableAccess access, TypeContext type)
    {
        if (type.Model.Content.UseOf(reference) is { Use: ContentUse.Enumeration or ContentUse.Read or ContentUse.Change })
            return true;
        return access.Content.Use == ContentUse.View && Operand.ParentOf(reference) is IForEachLoopOperation or IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.ContainingType.Name: "Enumerable" } };
    }
}
