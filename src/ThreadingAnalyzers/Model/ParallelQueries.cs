using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What makes a query or loop parallel, and what it reads from.</summary>
internal sealed class ParallelQueries(Compilation compilation)
{
    private readonly INamedTypeSymbol? _parallelEnumerable = compilation.GetTypeByMetadataName("System.Linq.ParallelEnumerable");
    private readonly INamedTypeSymbol? _enumerable = compilation.GetTypeByMetadataName("System.Linq.Enumerable");
    private readonly INamedTypeSymbol? _parallel = compilation.GetTypeByMetadataName("System.Threading.Tasks.Parallel");
    private readonly INamedTypeSymbol? _blockingCollection = compilation.GetTypeByMetadataName("System.Collections.Concurrent.BlockingCollection`1");

    /// <summary>The names that occur wherever a collection is consumed until it is complete.</summary>
    internal static IEnumerable<string> Words => ["GetConsumingEnumerable"];

    /// <summary>
    /// The call of AsParallel behind a sequence that has no operator of its own which could run in parallel; null for any other sequence.
    /// </summary>
    internal IInvocationOperation? WorklessQuery(IOperation sequence, Func<ILocalSymbol, IOperation?> valueOf)
    {
        for (int steps = 0; steps < 16; steps++)
        {
            if (Behind(sequence, valueOf) is not IInvocationOperation { TargetMethod: { } method, Arguments: [{ Value: var source }, ..] } call)
                return null;
            bool isParallel = KnownTypes.Is(method.ContainingType, _parallelEnumerable);
            if (isParallel && method.Name == "AsParallel")
                return call;
            if (!(isParallel && IsSetting(method.Name)) && !(IsMaterialization(method.Name) && (isParallel || KnownTypes.Is(method.ContainingType, _enumerable))))
                return null;
            sequence = source;
        }

        return null;
    }

    /// <summary>
    /// The call of GetConsumingEnumerable whose items a call takes in chunks, a loop of Parallel or a query; null where the call does no such thing.
    /// </summary>
    internal IInvocationOperation? ConsumedInChunks(IInvocationOperation call, Func<ILocalSymbol, IOperation?> valueOf)
    {
        bool takesChunks = (KnownTypes.Is(call.TargetMethod.ContainingType, _parallel) && call.TargetMethod.Name == "ForEach")
            || (KnownTypes.Is(call.TargetMethod.ContainingType, _parallelEnumerable) && call.TargetMethod.Name == "AsParallel");
        if (!takesChunks || call.Arguments is not [{ Value: var sequence }, ..])
            return null;
        for (int steps = 0; steps < 16 && Behind(sequence, valueOf) is IInvocationOperation source; steps++)
        {
            if (source.TargetMethod.Name == "GetConsumingEnumerable" && KnownTypes.Is(source.TargetMethod.ContainingType, _blockingCollection))
                return source;
            if (!KnownTypes.Is(source.TargetMethod.ContainingType, _enumerable) || source.Arguments is not [{ Value: var inner }, ..])
                return null;
            sequence = inner;
        }

        return null;
    }

    /// <summary>Whether an argument is the code that a parallel loop runs for each item, and not what it runs once for each thread.</summary>
    internal bool IsLoopBody(IArgumentOperation argument) => argument is { Parent: IInvocationOperation { TargetMethod: var method }, Parameter.Name: "body" or "action" }
        && ((KnownTypes.Is(method.ContainingType, _parallel) && method.Name is "For" or "ForEach") || (KnownTypes.Is(method.ContainingType, _parallelEnumerable) && method.Name == "ForAll"));

    private static IOperation Behind(IOperation sequence, Func<ILocalSymbol, IOperation?> valueOf)
    {
        sequence = Operand.Unwrap(sequence);
        return sequence is ILocalReferenceOperation { Local: var local } && valueOf(local) is { } value ? Operand.Unwrap(value) : sequence;
    }

    private static bool IsSetting(string name) => name is "WithDegreeOfParallelism" or "WithCancellation" or "WithExecutionMode" or "WithMergeOptions" or "AsOrdered" or "AsUnordered";

    private static bool IsMaterialization(string name) => name is "ToList" or "ToArray" or "AsEnumerable" or "AsSequential";
}
