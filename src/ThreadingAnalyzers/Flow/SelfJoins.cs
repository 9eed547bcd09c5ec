using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Finds threads that wait for their own end.</summary>
internal sealed class SelfJoins(TypeSummary summary, ThreadingModel model)
{
    internal IEnumerable<IInvocationOperation> In(Body body) => body.Sites.OfType<IInvocationOperation>().Where(call =>
        call is { Arguments.IsEmpty: true, Instance: { } thread }
        && KnownTypes.Is(call.TargetMethod.ContainingType, model.Types.Thread)
        && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles
        && (IsCurrentThread(thread) || IsOwnThread(thread, body)));

    private static bool IsCurrentThread(IOperation thread) => Operand.Unwrap(thread) is IPropertyReferenceOperation { Property.Name: "CurrentThread" };

    // The body is where the thread begins or is called from there, and the variable has held no other thread.
    private bool IsOwnThread(IOperation thread, Body body)
    {
        Fork? own = summary.Contexts.ForksOf(body).FirstOrDefault(fork => fork.Kind == ForkKind.Thread && ValueOf(Operand.Unwrap(thread), body) is { } value && value.Syntax == fork.Site.Syntax);
        if (own is null || AsksWhereItRuns(body))
            return false;
        bool isOnlyThere = summary.Contexts.IsForkTarget(body) && summary.Contexts.ForksOf(body).Count == 1 && !ThreadContexts.IsCallableFromOutside(body) && summary.Contexts.CallSitesOf(body).Count == 0;
        return isOnlyThere || IsCalledOn(own, body);
    }

    // A flag that is passed may say whether to wait.
    private bool IsCalledOn(Fork own, Body body) =>
        body.Method is { } method && method.Parameters.All(static parameter => parameter.Type.SpecialType != SpecialType.System_Boolean)
        && summary.Contexts.CallSitesOf(body).Any(site => summary.Contexts.ForksOf(site.Caller).Contains(own) && !AsksWhereItRuns(site.Caller));

    private IOperation? ValueOf(IOperation thread, Body body) => thread switch
    {
        ILocalReferenceOperation local => body.Locals.Of(local.Local) is { } value ? Operand.Unwrap(value) : null,
        IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field, Instance: null or IInstanceReferenceOperation } => OnlyValueOf(field),
        _ => null,
    };

    private IOperation? OnlyValueOf(IFieldSymbol field)
    {
        var values = summary.References.To(field)
            .Select(static reference => reference.Parent)
            .OfType<ISimpleAssignmentOperation>()
            .Where(assignment => assignment.Target is IFieldReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Field, field))
            .Select(static assignment => Operand.Unwrap(assignment.Value))
            .Where(static value => value.ConstantValue is not { HasValue: true, Value: null })
            .ToList();
        return values.Count == 1 ? values[0] : null;
    }

    private static bool AsksWhereItRuns(Body body) => body.Sites.Exists(static site => site is IPropertyReferenceOperation { Property.Name: "CurrentThread" or "CurrentManagedThreadId" });
}
