using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Finds the places where a field, property or captured variable gets a value because it had none. The tests are those on the way from the
/// assignment up: conditions around it, and statements before it that leave.
/// </summary>
internal sealed class LazyInitializations(TypeSummary summary)
{
    internal IEnumerable<LazyInitialization> In(Body body) => body.IsConstruction
        ? []
        : body.Sites.Select(site => Of(site, body)).OfType<LazyInitialization>().Where(static found => found.Tests.Any(static test => test.Reference is not null));

    private LazyInitialization? Of(IOperation site, Body body) => site switch
    {
        ISimpleAssignmentOperation { IsRef: false } assignment => Of(assignment, assignment.Target, assignment.Value, body),
        ICoalesceAssignmentOperation assignment => Of(assignment, assignment.Target, assignment.Value, body),
        IInvocationOperation { TargetMethod: { Name: "Write", ContainingType: { Name: "Volatile", ContainingNamespace.Name: "Threading" } }, Arguments: [{ Value: var target }, { Value: var value }] } write =>
            Of(write, target, value, body),
        _ => null,
    };

    private LazyInitialization? Of(IOperation assignment, IOperation target, IOperation value, Body body)
    {
        if (SharedLocations.LocationOf(target) is not { } variable || EmptinessTests.IsNothing(value) || SharedLocations.IsPerThread(variable) || !IsCaptured(variable, body)
            || AccessPath.Of(target, body.Locals.Resolve) is not { } path || path.Members.Length > 1 || !(path.StartsAtThis || path.Members.IsEmpty))
        {
            return null;
        }

        List<IOperation> conditions = [.. ConditionsOf(assignment)];
        if (conditions.Count == 0 || summary.HeldLocks.At(body, target.Syntax) is not { } held)
            return null;
        List<EmptyTest> tests = conditions.ConvertAll(condition => TestOf(condition, variable, held, body));
        return new LazyInitialization(variable, path, assignment, target, value, body, held, tests);
    }

    // A local is shared where a nested body captures it.
    private static bool IsCaptured(ISymbol variable, Body body) =>
        variable is not (ILocalSymbol or IParameterSymbol) || !SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, body.Symbol);

    private static IEnumerable<IOperation> ConditionsOf(IOperation assignment)
    {
        if (assignment is ICoalesceAssignmentOperation { Target: var own })
            yield return own;
        for (IOperation child = assignment; child.Parent is { } parent && child is not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent)
        {
            switch (parent)
            {
                case IConditionalOperation conditional when conditional.Condition != child:
                    foreach (IOperation tested in Tested(conditional.Condition, conditional.WhenTrue == child))
                        yield return tested;
                    break;
                case ICoalesceOperation coalesce when coalesce.WhenNull == child:
                    yield return coalesce.Value;
                    break;
                case IBlockOperation block:
                    foreach (IConditionalOperation exit in block.Operations.TakeWhile(sibling => sibling != child).OfType<IConditionalOperation>().Where(static sibling => sibling.WhenFalse is null && Nesting.Leaves(sibling.WhenTrue)))
                    {
                        foreach (IOperation tested in Tested(exit.Condition, outcome: false))
                            yield return tested;
                    }

                    break;
            }
        }
    }

    // A condition that says nothing of emptiness still decides; it stands for itself.
    private static IEnumerable<IOperation> Tested(IOperation condition, bool outcome) => EmptinessTests.In(condition, outcome).DefaultIfEmpty(condition);

    private EmptyTest TestOf(IOperation tested, ISymbol variable, ImmutableHashSet<AccessPath> held, Body body)
    {
        (IOperation read, bool isPlain) = EmptinessTests.VariableIn(tested);
        if (read is ISimpleAssignmentOperation { Target: ILocalReferenceOperation, Value: var assigned })
            (read, isPlain) = EmptinessTests.VariableIn(assigned);
        if (read is ILocalReferenceOperation { Local: var local } && !SymbolEqualityComparer.Default.Equals(local, variable) && LastValueOf(local, tested, body) is { } value)
            (read, isPlain) = EmptinessTests.VariableIn(value);
        bool isVariable = SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(read), variable);
        return new EmptyTest(isVariable ? read : null, isPlain, !held.IsEmpty && IsInLock(read, held, body));
    }

    // The value that a local has at a place: the last one that it got before, in the order of the text.
    private static IOperation? LastValueOf(ILocalSymbol local, IOperation place, Body body) => body.Sites
        .Where(site => site.Syntax.SpanStart < place.Syntax.SpanStart)
        .Select(site => site switch
        {
            IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) => declarator.GetVariableInitializer()?.Value,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when SymbolEqualityComparer.Default.Equals(target.Local, local) => assignment.Value,
            _ => null,
        })
        .LastOrDefault(static value => value is not null);

    // Where the locks cannot be told, the condition may well be under one.
    private bool IsInLock(IOperation read, ImmutableHashSet<AccessPath> held, Body body)
    {
        IOperation? observed = read.DescendantsAndSelf().FirstOrDefault(static part => part is IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation or ILocalReferenceOperation or IParameterReferenceOperation);
        return observed is null || summary.HeldLocks.At(body, observed.Syntax) is not { } here || !here.Intersect(held).IsEmpty;
    }
}
