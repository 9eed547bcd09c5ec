using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A place where a type takes a lock.</summary>
internal readonly record struct LockSite(IOperation Operation, LockedObject Locked, Body Body)
{
    /// <summary>The lock object's expression without conversions.</summary>
    internal IOperation Expression => Operand.Unwrap(Locked.Expression);

    internal SyntaxNode Syntax => Locked.Expression.Syntax;

    /// <summary>All places of a type, in source order.</summary>
    internal static IEnumerable<LockSite> In(TypeContext type) =>
        from body in type.Summary.ConcernedBodies
        from operation in body.Sites
        let locked = type.Model.Locks.ObjectTakenBy(operation)
        where locked is not null
        select new LockSite(operation, locked, body);
}
