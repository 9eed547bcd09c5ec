using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What becomes of a thread that takes a lock which it holds already.</summary>
internal enum SecondTaking
{
    /// <summary>It goes on: the lock counts, or the modes go together.</summary>
    Fine,

    /// <summary>It waits for itself.</summary>
    Deadlock,

    /// <summary>The lock throws.</summary>
    Throws,
}

/// <summary>Which locks their holder must not take again.</summary>
internal static class SelfDeadlock
{
    /// <summary>What happens when the holder of a lock takes it again.</summary>
    internal static SecondTaking Of(LockKey held, LockKey taken, CriticalKind kind) => taken.Primitive switch
    {
        LockPrimitive.Scope => held.Inner is { } outer && taken.Inner is { } inner ? Of(LockIdentity.InnerOf(held, outer), LockIdentity.InnerOf(taken, inner), kind) : SecondTaking.Fine,
        LockPrimitive.SemaphoreSlim or LockPrimitive.Semaphore => kind == CriticalKind.Acquire && LockIdentity.IsMutex(taken) ? SecondTaking.Deadlock : SecondTaking.Fine,
        LockPrimitive.SpinLock => SecondTaking.Throws,
        LockPrimitive.ReaderWriterLock when IsSlim(taken) && Forbids(held.Mode, taken.Mode) && IsNotRecursive(taken) => SecondTaking.Throws,
        _ => SecondTaking.Fine,
    };

    // Behind an upgradeable read lock its holder may take either of the others.
    private static bool Forbids(LockMode held, LockMode taken) => held != LockMode.Upgradeable || taken == LockMode.Upgradeable;

    private static bool IsSlim(LockKey key) => TypeOf(key.Path.Last) is { Name: "ReaderWriterLockSlim" };

    // Without an argument it is not recursive. What is made elsewhere is not known.
    private static bool IsNotRecursive(LockKey key) => Creations.Of(key.Path.Last) is { } creation
        && (creation.ArgumentList is not { Arguments: [var policy, ..] } || policy.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "NoRecursion" });

    private static ITypeSymbol? TypeOf(ISymbol? place) => place switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        ILocalSymbol local => local.Type,
        _ => null,
    };
}
