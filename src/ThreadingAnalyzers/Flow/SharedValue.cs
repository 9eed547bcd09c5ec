using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Tells whether threads share a new object, from the place where it is kept.</summary>
internal sealed class SharedValue(TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
{
    /// <summary>Why several threads reach the value of an expression, as a phrase; null where nothing says that they do.</summary>
    internal string? ReasonFor(IOperation value, Body body)
    {
        for (IOperation child = value; Operand.ParentOf(child) is { } parent; child = parent)
        {
            switch (parent)
            {
                case IFieldInitializerOperation { InitializedFields: [var field, ..] }:
                    return ReasonOf(field);
                case IPropertyInitializerOperation { InitializedProperties: [var property, ..] }:
                    return ReasonOf(property);
                case IAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } element }:
                    return ReasonOf(element.Property.ContainingType);
                case IAssignmentOperation assignment when SharedLocations.LocationOf(assignment.Target) is { } variable:
                    return ReasonOf(variable) ?? ReasonOfCopies(variable, body);
                case IVariableDeclaratorOperation { Symbol: var local }:
                    return ReasonOf(local) ?? ReasonOfCopies(local, body);
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    return ReasonOf(call.TargetMethod.ContainingType);
                case IReturnOperation:
                    return body.Root is IAnonymousFunctionOperation && RepeatedCallbacks.CallOf(body) is { } caller ? ReasonOf(caller.TargetMethod.ContainingType) : null;
                case ICoalesceOperation or IConditionalOperation or IVariableInitializerOperation or IAssignmentOperation:
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static string? ReasonOf(INamedTypeSymbol collection) =>
        collection.ContainingNamespace is { Name: "Concurrent", ContainingNamespace.Name: "Collections" } ? $"it is kept in a {collection.Name}" : null;

    private string? ReasonOf(ISymbol variable)
    {
        if (SharedLocations.IsPerThread(variable))
            return null;
        if (variable is not (ILocalSymbol or IParameterSymbol) && (variable.IsStatic || model.Singletons.Contains(variable.ContainingType, cancellation)))
            return IsLockedEverywhere(variable) ? null : variable.IsStatic ? $"'{variable.Name}' is static" : $"one '{variable.ContainingType.Name}' is registered for all";
        return summary.ConcernedBodies.Any(static body => body.HasForks) ? ReasonOfForks(variable) : null;
    }

    // var made = new …; _field = made;
    private string? ReasonOfCopies(ISymbol variable, Body body) => variable is not ILocalSymbol ? null : body.Sites.OfType<ISimpleAssignmentOperation>()
        .Where(copy => Operand.Unwrap(copy.Value) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, variable))
        .Select(copy => SharedLocations.LocationOf(copy.Target) is { } target and not ILocalSymbol ? ReasonOf(target) : null)
        .FirstOrDefault(static reason => reason is not null);

    private bool IsLockedEverywhere(ISymbol variable)
    {
        if (variable.DeclaredAccessibility != Accessibility.Private || !summary.ConcernedBodies.Any(static body => body.HasLockOperations))
            return false;
        List<Access> uses = AccessesTo(variable).Where(static access => access.Kind == AccessKind.Read).ToList();
        return uses.Count > 0 && uses.TrueForAll(IsLocked);
    }

    private string? ReasonOfForks(ISymbol variable)
    {
        List<Access> uses = AccessesTo(variable).Where(access => access.Kind == AccessKind.Read && !IsLocked(access)).ToList();
        return uses.Select(access => summary.Parallelism.PartnerOf(access, uses)).FirstOrDefault(static partner => partner is not null) is { } parallel
            ? $"work started at line {parallel.Fork.Site.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1} uses it beside others"
            : null;
    }

    private bool IsLocked(Access access) => summary.HeldLocks.At(access.Body, access.Reference.Syntax) is null or { IsEmpty: false };

    private IEnumerable<Access> AccessesTo(ISymbol variable) =>
        summary.Accesses.Where(location => SymbolEqualityComparer.Default.Equals(location.Key.Last, variable)).SelectMany(static location => location.Value);
}
