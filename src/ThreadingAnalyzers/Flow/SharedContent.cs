using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>An access to an object that one thread at a time may use, and what it does there.</summary>
internal sealed record ContentUseSite(Access Access, ContentAccess Content)
{
    /// <summary>The code that does it: for an element that is set, the assignment.</summary>
    internal SyntaxNode Syntax => Content.Operation.Parent is IAssignmentOperation or IIncrementOrDecrementOperation && Content.Changes ? Content.Operation.Parent.Syntax : Content.Operation.Syntax;
}

/// <summary>The uses of the content of one place's object.</summary>
internal sealed class SharedContent
{
    private SharedContent(AccessPath place, ITypeSymbol type, ObjectFamily family, List<ContentUseSite> uses, List<ContentUseSite> counts, List<Access> accesses)
    {
        Place = place;
        Type = type;
        Family = family;
        Uses = uses;
        Counts = counts;
        HandedOut = accesses.FindAll(static access => access.Kind == AccessKind.Read && access.Body is { Parent: null, Method.DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
            && Operand.ParentOf(access.Reference) is IReturnOperation { Kind: OperationKind.Return });
    }

    internal AccessPath Place { get; }

    internal ITypeSymbol Type { get; }

    internal ObjectFamily Family { get; }

    /// <summary>The uses that look at the content or change it, in source order.</summary>
    internal List<ContentUseSite> Uses { get; }

    /// <summary>The uses that only ask how much there is.</summary>
    internal List<ContentUseSite> Counts { get; }

    /// <summary>Where members that others can call return the object as it is, for whatever they do with it.</summary>
    internal List<Access> HandedOut { get; }

    /// <summary>The uses of a place's content; null where threads may share the object, or nothing is known.</summary>
    internal static SharedContent? Of(AccessPath place, List<Access> accesses, ThreadingModel model)
    {
        if (TypeOf(place.Last, accesses) is not { } type || model.UnsafeObjects.FamilyOf(type) is not { } family || family is ObjectFamily.Array or ObjectFamily.Hashtable or ObjectFamily.CollectionInterface)
            return null;
        // A class of one's own may lock inside.
        if (family != ObjectFamily.Session && !Framework.Owns(type as INamedTypeSymbol))
            return null;
        ILookup<bool, ContentUseSite> uses = accesses.Where(static access => access.Kind == AccessKind.Read)
            .Select(access => new ContentUseSite(access, model.Content.UseOf(access.Reference)))
            .Where(static use => use.Content.Changes || use.Content.Reads || use.Content.Use == ContentUse.Size)
            .ToLookup(static use => use.Content.Changes || use.Content.Reads);
        return uses[true].Any(IsChange) && !IsSynchronized(place.Last!, accesses) ? new SharedContent(place, type, family, uses[true].ToList(), uses[false].ToList(), accesses) : null;
    }

    /// <summary>Whether a use changes what other uses see: one element of a list may be set while others are.</summary>
    internal static bool IsChange(ContentUseSite use) => use.Content.Changes && !(use.Content.Operation is IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType.Name: "List" or "ArrayList" } });

    private static ITypeSymbol? TypeOf(ISymbol? place, List<Access> accesses) => place switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    // ArrayList.Synchronized(…), TextWriter.Synchronized(…), Random.Shared
    private static bool IsSynchronized(ISymbol place, List<Access> accesses) => IsSharedRandom(place)
        || place.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var first } && IsSynchronized(first))
        || accesses.Exists(static access => access.Operation is ISimpleAssignmentOperation { Value: var value }
            && (Operand.Unwrap(value) is IInvocationOperation { TargetMethod.Name: "Synchronized" } || (Operand.Unwrap(value) is IPropertyReferenceOperation { Property: var given } && IsSharedRandom(given))));

    private static bool IsSharedRandom(ISymbol place) => place is IPropertySymbol { Name: "Shared", ContainingType.Name: nameof(Random) };

    private static bool IsSynchronized(ExpressionSyntax value) => value switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Synchronized" } } => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Shared", Expression: var type } => type.ToString() is nameof(Random) or "System.Random",
        _ => false,
    };
}
