using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Static objects that every caller shares without a lock. No thread has to be started here: static members are expected to be safe, and servers call them
/// from all their threads.
/// </summary>
internal static class StaticContent
{
    /// <summary>Whether a type, or one in it, declares static fields or properties that are worth a look.</summary>
    internal static bool MayBeIn(INamedTypeSymbol type, UnsafeObjects objects) => type.GetMembers().Any(member => member switch
    {
        IFieldSymbol { IsStatic: true, IsConst: false, Type: { IsReferenceType: true, SpecialType: SpecialType.None } of } => IsWorthALook(of, objects),
        INamedTypeSymbol nested => MayBeIn(nested, objects),
        _ => false,
    });

    private static bool IsWorthALook(ITypeSymbol type, UnsafeObjects objects) => objects.FamilyOf(type) is ObjectFamily.Collection or ObjectFamily.Random or ObjectFamily.Crypto or ObjectFamily.Text;

    /// <summary>The use that shows the danger, if no use of the object anywhere holds a lock; null where there is none.</summary>
    internal static ContentUseSite? Unguarded(SharedContent content, TypeSummary summary, ThreadingModel model)
    {
        if (content.Place is not { Members.IsEmpty: true, Root: IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } })
            return null;
        List<ContentUseSite> late = content.Uses.FindAll(use => !IsInitialization(use.Access.Body, summary));
        if (late.Exists(use => summary.HeldLocks.At(use.Access.Body, use.Access.Reference.Syntax) is not { IsEmpty: true }))
            return null;
        return content.Family switch
        {
            ObjectFamily.Crypto or ObjectFamily.Text => late.Find(SharedContent.IsChange),
            ObjectFamily.Random when TestCode.Holds(content.Place.Root.ContainingType) => null,
            ObjectFamily.Random when summary.ConcernedBodies.Any(static body => body.HasForks || body.HasAwaits || body.HasLockOperations) => late.Find(SharedContent.IsChange),
            ObjectFamily.Random => late.Find(use => SharedContent.IsChange(use) && IsOpen(use.Access.Body.Outermost.Symbol, model)),
            ObjectFamily.Collection => late.Find(use => SharedContent.IsChange(use) && IsLookedUpBefore(use, late, summary)),
            _ => null,
        };
    }

    // What anybody may call, on whatever thread: RandomFast.Next(), or new Backoff().Next(). A user interface has one thread for nearly everything.
    private static bool IsOpen(ISymbol member, ThreadingModel model) => Visibility.ReachesOutside(member)
        && (member is { IsStatic: true, ContainingType.IsStatic: true } || !model.Types.HasUserInterfaceContext);

    // if (s_seen.Add(name)) …: what happens once depends on it.
    private static bool IsTestAndAdd(ContentUseSite change) =>
        change.Content.Operation is IInvocationOperation { TargetMethod: { Name: "Add" or "TryAdd", ReturnType.SpecialType: SpecialType.System_Boolean }, Parent: not IExpressionStatementOperation };

    // A cache that is filled when it is asked: whoever comes first, and that may be two.
    private static bool IsLookedUpBefore(ContentUseSite change, List<ContentUseSite> uses, TypeSummary summary) =>
        change.Access.Body.Outermost.Method is { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet, Name: not ("Main" or "<Main>$") }
        && (IsTestAndAdd(change) || uses.Exists(use => use.Content.Use == ContentUse.Read && ReferenceEquals(use.Access.Body, change.Access.Body) && use.Access.Reference.Syntax.SpanStart < change.Access.Reference.Syntax.SpanStart)
            || summary.Contexts.CallSitesOf(change.Access.Body).Any(call => uses.Exists(use => use.Content.Use == ContentUse.Read && ReferenceEquals(use.Access.Body, call.Caller) && use.Access.Reference.Syntax.SpanStart < call.Site.SpanStart)));

    // The static constructor and initializers, and what only they call.
    private static bool IsInitialization(Body body, TypeSummary summary)
    {
        if (body.Outermost.Symbol is not IMethodSymbol or IMethodSymbol { MethodKind: MethodKind.StaticConstructor })
            return true;
        IReadOnlyList<(Body Caller, SyntaxNode Site)> calls = summary.Contexts.CallSitesOf(body.Outermost);
        return calls.Count > 0 && !ThreadContexts.IsCallableFromOutside(body.Outermost)
            && calls.All(static call => call.Caller.Outermost.Symbol is not IMethodSymbol or IMethodSymbol { MethodKind: MethodKind.StaticConstructor });
    }
}
