using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What the code of a body says about the variables that hold threads and tasks.</summary>
internal static class HandleSymbols
{
    private static readonly HashSet<string> StateQueries = new(StringComparer.Ordinal) { "IsAlive", "ThreadState", "Status", "IsCompleted" };

    /// <summary>
    /// The variables whose state the body asks for, so that its paths depend on it, and those that a lambda or local function in it starts or assigns.
    /// </summary>
    internal static HashSet<ISymbol> Untracked(Body body)
    {
        var untracked = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (IPropertyReferenceOperation query in body.Sites.OfType<IPropertyReferenceOperation>().Where(static site => StateQueries.Contains(site.Property.Name)))
            Add(query.Instance);
        foreach (IOperation site in body.Outermost.SelfAndNested().Where(other => !ReferenceEquals(other, body)).SelectMany(static other => other.Sites))
        {
            if (site is IInvocationOperation { TargetMethod.Name: "Start" or "RunSynchronously" or "UnsafeStart" } call)
                Add(call.Instance);
            else if (site is ISimpleAssignmentOperation assignment)
                Add(assignment.Target, ownOnly: true);
        }

        return untracked;

        void Add(IOperation? operation, bool ownOnly = false)
        {
            if (operation is IConditionalAccessInstanceOperation)
                operation = Operand.ReceiverBehind(operation);
            if (operation is not null && AccessPath.Of(operation, body.Locals.Resolve)?.Last is { } symbol && (!ownOnly || symbol is ILocalSymbol or IParameterSymbol))
                untracked.Add(symbol);
        }
    }

    /// <summary>Whether a reference gives the object to somebody, instead of using a member of it.</summary>
    internal static bool IsGivenAway(IOperation reference)
    {
        IOperation child = reference;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
            child = child.Parent;
        return child.Parent switch
        {
            IInvocationOperation call => call.Instance != child,
            IMemberReferenceOperation => false,
            IAwaitOperation or IBinaryOperation or IIsPatternOperation or IFlowCaptureOperation or IExpressionStatementOperation or null => false,
            ISimpleAssignmentOperation assignment => assignment.Value == child,
            _ => true,
        };
    }

    internal static ITypeSymbol? TypeOf(ISymbol variable) => variable switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
