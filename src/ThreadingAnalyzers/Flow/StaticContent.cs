using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Static objects that every caller shares without a lock. No thread has to be started here: static members are expected to be safe, and servers call them
/// from all their threads.
/// </summary>
internal static class StaticContent
{
    /// <summary>Whether a type, or one in it, declares static fields or properties that are worth a look.</summary>
    internal static bool MayBeIn(INamedTypeSymbol type) => type.GetMembers().Any(static member => member switch
    {
        IFieldSymbol { IsStatic: true, IsConst: false, Type: { IsReferenceType: true, SpecialType: SpecialType.None } } => true,
        IPropertySymbol { IsStatic: true, Type: { IsReferenceType: true, SpecialType: SpecialType.None } } => true,
        INamedTypeSymbol nested => MayBeIn(nested),
        _ => false,
    });

    /// <summary>The use that shows the danger, if no use of the object anywhere holds a lock; null where there is none.</summary>
    internal static ContentUseSite? Unguarded(SharedContent content, TypeSummary summary)
    {
        if (content.Place is not { Members.IsEmpty: true, Root: IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } })
            return null;
        List<ContentUseSite> late = content.Uses.FindAll(use => !IsInitialization(use.Access.Body));
        if (late.Exists(use => summary.HeldLocks.At(use.Access.Body, use.Access.Reference.Syntax) is not { IsEmpty: true }))
            return null;
        return content.Family switch
        {
            ObjectFamily.Crypto => late.Find(SharedContent.IsChange),
            ObjectFamily.Random when summary.ConcernedBodies.Any(static body => body.HasForks || body.HasAwaits || body.HasLockOperations) => late.Find(SharedContent.IsChange),
            ObjectFamily.Collection => late.Find(use => SharedContent.IsChange(use) && IsLookedUpBefore(use, late)),
            _ => null,
        };
    }

    // A cache that is filled when it is asked: whoever comes first, and that may be two.
    private static bool IsLookedUpBefore(ContentUseSite change, List<ContentUseSite> uses) =>
        change.Access.Body.Outermost.Method is { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet, Name: not ("Main" or "<Main>$") }
        && uses.Exists(use => use.Content.Use == ContentUse.Read && ReferenceEquals(use.Access.Body, change.Access.Body) && use.Access.Reference.Syntax.SpanStart < change.Access.Reference.Syntax.SpanStart);

    private static bool IsInitialization(Body body) => body.Outermost.Symbol is not IMethodSymbol or IMethodSymbol { MethodKind: MethodKind.StaticConstructor };
}
