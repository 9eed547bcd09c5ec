using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>An access to a field or auto-property, or through it to the content of the object that it holds.</summary>
/// <param name="Access">The access to the variable itself.</param>
/// <param name="Content">What happens to the content; None where the variable alone is meant.</param>
/// <param name="Operation">The operation that does it.</param>
internal readonly record struct StateAccess(Access Access, ContentUse Content, IOperation Operation)
{
    internal AccessPath Path => Access.Location;

    /// <summary>Whether what is stored changes, in the variable or behind it.</summary>
    internal bool Changes => Access.Changes || Content == ContentUse.Change;

    /// <summary>Whether the change depends on what was there before, so that another change between the two is lost, or damages the object.</summary>
    internal bool IsUpdate => Access.Kind == AccessKind.ReadModifyWrite || Content == ContentUse.Change;

    /// <summary>The accesses of a body to what its instance or a type holds; not to locals.</summary>
    internal static IEnumerable<StateAccess> In(Body body, ThreadingModel model) => AccessFinder.In(body)
        .Where(static access => access.Kind != AccessKind.Atomic && access.Location.Root is null or IFieldSymbol or IPropertySymbol && access.Location.Last is not null)
        .Select(access => Of(access, model));

    private static StateAccess Of(Access access, ThreadingModel model)
    {
        if (access.Kind != AccessKind.Read || model.Content.UseOf(access.Reference) is not { Use: not ContentUse.None } content)
            return new StateAccess(access, ContentUse.None, access.Operation);
        IOperation operation = content.Operation.Parent is IAssignmentOperation or IIncrementOrDecrementOperation && content.Changes ? content.Operation.Parent : content.Operation;
        return new StateAccess(access, content.Use, operation);
    }
}
