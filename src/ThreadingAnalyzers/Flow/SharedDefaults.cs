using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Changes of an <c>HttpClient</c>'s default headers for the sake of one request; all requests of the client read them.</summary>
internal static class SharedDefaults
{
    /// <summary>The changes in a body, each with the client whose defaults they are.</summary>
    internal static IEnumerable<(IOperation Change, AccessPath Client)> In(Body body)
    {
        foreach (IPropertyReferenceOperation headers in body.Sites.OfType<IPropertyReferenceOperation>())
        {
            if (headers.Property is not { Name: "DefaultRequestHeaders", ContainingType: { Name: "HttpClient" } } || headers.Instance is null || ChangeOf(headers) is not { } change)
                continue;
            if (AccessPath.Of(headers.Instance, body.Locals.Resolve) is { } client && (client.StartsAtThis || client.Root is IFieldSymbol or IPropertySymbol) && (IsStatic(client) || SendsBy(client, body)))
                yield return (change, client);
        }
    }

    private static IOperation? ChangeOf(IOperation headers)
    {
        IOperation reached = headers;
        for (int steps = 0; steps < 8 && reached.Parent is { } parent; steps++)
        {
            switch (parent)
            {
                case IPropertyReferenceOperation property when property.Instance == reached:
                    reached = property;
                    break;
                case IAssignmentOperation assignment when assignment.Target == reached && !ReferenceEquals(reached, headers):
                    return assignment;
                case IInvocationOperation { TargetMethod.Name: var name } call when call.Instance == reached:
                    return name is "Add" or "Remove" or "Clear" or "ParseAdd" or "TryParseAdd" or "TryAddWithoutValidation" ? call : null;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsStatic(AccessPath client) => client is { Members.IsEmpty: true, Root: IFieldSymbol or IPropertySymbol };

    // The same member sends a request: the headers are meant for that one.
    private static bool SendsBy(AccessPath client, Body body) => body.Outermost.SelfAndNested().SelectMany(static part => part.Sites.OfType<IInvocationOperation>(), static (part, call) => (part, call))
        .Any(pair => pair.call.Instance is { } instance && pair.call.TargetMethod is { ContainingType.Name: "HttpClient" or "HttpMessageInvoker", Name: var name } && name.EndsWith("Async", StringComparison.Ordinal)
            && client.Equals(AccessPath.Of(instance, pair.part.Locals.Resolve)));
}
