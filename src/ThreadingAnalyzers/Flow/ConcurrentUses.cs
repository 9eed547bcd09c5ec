using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A call on a concurrent collection that other threads may have, and where it is made.</summary>
internal sealed record ConcurrentUse(ConcurrentCall Call, AccessPath Path, Body Body)
{
    internal ConcurrentAction Action => Call.Action;

    internal IOperation Operation => Call.Operation;

    /// <summary>The use in a member that is called here, where the call stands for it; null for a use that is written here.</summary>
    internal ConcurrentUse? Inner { get; init; }

    /// <summary>The syntax at which the locks around it are asked for.</summary>
    internal SyntaxNode Place => Inner is null ? Call.Collection.Syntax : Operation.Syntax;

    internal bool IsOnSame(ConcurrentUse other) => Path.Equals(other.Path);
}

/// <summary>A copy of a concurrent dictionary in two steps.</summary>
/// <param name="Dictionary">The dictionary.</param>
/// <param name="Member">The method or type that copies it.</param>
/// <param name="Path">The place of the dictionary.</param>
/// <param name="Body">The body that the copy stands in.</param>
internal sealed record ConcurrentCopy(IOperation Dictionary, string Member, AccessPath Path, Body Body);

/// <summary>The calls of a type on concurrent collections.</summary>
internal sealed class ConcurrentUses
{
    private readonly Func<HeldLocks> _heldLocks;
    private readonly Dictionary<IOperation, ConcurrentUse> _byOperation = [];

    internal ConcurrentUses(IReadOnlyList<Body> bodies, Callbacks callbacks, Func<HeldLocks> heldLocks, ThreadingModel model)
    {
        _heldLocks = heldLocks;
        foreach (Body body in bodies)
        {
            foreach (IOperation site in body.Sites)
            {
                if (model.ConcurrentCollections.Of(site) is { } call && AccessPath.Of(call.Collection, body.Locals.Resolve) is { } path)
                    _byOperation[site] = new ConcurrentUse(call, path, body);
                if (model.ConcurrentCollections.CopiedBy(site) is { } dictionary && AccessPath.Of(dictionary, body.Locals.Resolve) is { } copied)
                    Copies.Add(new ConcurrentCopy(dictionary, site is IInvocationOperation method ? method.TargetMethod.Name : site.Type!.Name, copied, body));
            }
        }

        if (_byOperation.Count > 0)
            AddPassedOn(bodies, callbacks);
        All = _byOperation.Values.OrderBy(static use => use.Operation.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static use => use.Operation.Syntax.SpanStart).ToList();
    }

    /// <summary>All of them, in source order.</summary>
    internal IReadOnlyList<ConcurrentUse> All { get; }

    /// <summary>The copies of dictionaries in two steps.</summary>
    internal List<ConcurrentCopy> Copies { get; } = [];

    /// <summary>The use that an operation is, or null.</summary>
    internal ConcurrentUse? Of(IOperation operation) => _byOperation.TryGetValue(operation, out ConcurrentUse? use) ? use : null;

    private void AddPassedOn(IReadOnlyList<Body> bodies, Callbacks callbacks)
    {
        ILookup<Body, ConcurrentUse> written = _byOperation.Values.ToLookup(static use => use.Body);
        foreach (Body body in bodies)
        {
            foreach (IOperation site in body.Sites)
            {
                if (!_byOperation.ContainsKey(site) && PassedOnUses.At(site, body, callbacks, callee => written[callee].ToList()) is { } use)
                    _byOperation[site] = use;
            }
        }
    }

    /// <summary>Whether another thread may have the collection: not one that is under construction, or new and of this body alone.</summary>
    internal static bool IsShared(ConcurrentUse use)
    {
        if (use.Body.Outermost is { Symbol: not IMethodSymbol } or { Method.MethodKind: MethodKind.StaticConstructor })
            return false;
        if (use.Path.StartsAtThis && use.Body.Outermost.Method is { MethodKind: MethodKind.Constructor })
            return use.Body.Parent is not null && use.Body.Outermost.SelfAndNested().Any(static body => body.HasForks);
        if (use.Path.Root is not ILocalSymbol local)
            return true;
        if (!SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, use.Body.Symbol))
            return use.Body.Outermost.SelfAndNested().Any(static body => body.HasForks);
        return use.Body.Locals.Of(local) is { } value && Operand.Unwrap(value) is not (IObjectCreationOperation or IConditionalOperation or ICoalesceOperation);
    }

    /// <summary>Whether one lock is held at both places, or it cannot be told.</summary>
    internal bool AreUnderOneLock(ConcurrentUse one, ConcurrentUse other)
    {
        for (IOperation? outer = one.Operation; outer is not null; outer = outer.Parent)
        {
            if (outer is ILockOperation && outer.Syntax.Span.Contains(other.Operation.Syntax.Span))
                return true;
        }

        return _heldLocks().At(one.Body, one.Place) is not { } held || _heldLocks().At(other.Body, other.Place) is not { } also || !held.Intersect(also).IsEmpty;
    }

    /// <summary>The uses of the same collection, and of the same key if there is one, that were decided before a use, and what they gave.</summary>
    internal IEnumerable<(ConcurrentUse Check, bool Value)> ChecksBefore(ConcurrentUse use) =>
        from decided in DecidedConditions.Before(use.Operation)
        from part in DecidedConditions.Parts(decided.Condition, decided.Value)
        let check = Of(Behind(part.Condition, use.Body))
        where check is not null && check.IsOnSame(use) && (check.Call.Key is null || check.Call.HasKeyOf(use.Call))
        select (check, part.Value);

    // bool known = d.ContainsKey(k); if (!known) …
    private static IOperation Behind(IOperation condition, Body body) =>
        condition is ILocalReferenceOperation local && body.Locals.Of(local.Local) is { } value ? Operand.Unwrap(value) : condition;
}
