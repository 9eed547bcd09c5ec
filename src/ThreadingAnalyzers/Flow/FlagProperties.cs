using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Properties that stand for a flag: <c>bool IsRunning { get { lock (_gate) return _running; } set { … } }</c>. Each accessor may hold a lock, and gives it back.</summary>
internal static class FlagProperties
{
    /// <summary>The uses of the flag at a location through its property.</summary>
    internal static IEnumerable<FlagStep> StepsOf(AccessPath location, TypeSummary summary, ThreadingModel model)
    {
        if (location.Last is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field || field.ContainingType.GetMembers().OfType<IPropertySymbol>().Where(property => StandsFor(property, location, summary, model)).ToList() is not { Count: > 0 } properties)
            yield break;
        foreach (Body body in summary.OwnBodies)
        {
            foreach (IPropertyReferenceOperation site in body.Sites.OfType<IPropertyReferenceOperation>())
            {
                if (site.Instance is null or IInstanceReferenceOperation && properties.Contains(site.Property, SymbolEqualityComparer.Default) && !summary.Construction.Covers(body, field.IsStatic)
                    && summary.HeldLocks.At(body, site.Syntax) is { } held && StepOf(site, location, body) is var (access, operation, value))
                {
                    yield return new FlagStep(access, operation, value, held, null);
                }
            }
        }
    }

    private static (Access Access, IOperation Operation, object? Value)? StepOf(IPropertyReferenceOperation site, AccessPath location, Body body) => site.Parent switch
    {
        ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: { } value } } assignment when assignment.Target == site => (new Access(location, AccessKind.Write, site, assignment, body), assignment, value),
        IAssignmentOperation assignment when assignment.Target == site => null,
        _ => (new Access(location, AccessKind.Read, site, site, body), site, null),
    };

    private static bool StandsFor(IPropertySymbol property, AccessPath location, TypeSummary summary, ThreadingModel model) =>
        property is { IsIndexer: false, GetMethod: { } getter } && summary.Callbacks.Of(getter) is { } read && Only(read.Root.DescendantsAndSelf().OfType<IReturnOperation>()) is { ReturnedValue: { } result } && Gives(result, location, model)
        && (property.SetMethod is not { } setter || (summary.Callbacks.Of(setter) is { } write && Only(write.Sites.OfType<IAssignmentOperation>()) is { } set && location.Equals(AccessPath.Of(set.Target)) && Operand.Unwrap(set.Value) is IParameterReferenceOperation));

    private static bool Gives(IOperation result, AccessPath location, ThreadingModel model)
    {
        result = Operand.Unwrap(result);
        return location.Equals(AccessPath.Of(model.Atomics.Of(result) is { Action: AtomicAction.Read } read ? read.Target : result));
    }

    private static T? Only<T>(IEnumerable<T> all)
        where T : class => all.Take(2).ToList() is [var one] ? one : null;
}
