using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Who goes through a lazy sequence that a local stands for.</summary>
internal static class RepeatedRuns
{
    /// <summary>The first place that goes through the sequence a second time, and the first time; null where there is none.</summary>
    internal static (IOperation First, IOperation Second)? Of(ILocalSymbol sequence, Body body)
    {
        List<ILocalReferenceOperation> runs = body.Outermost.Root.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, sequence) && IsRun(reference))
            .ToList();
        runs.Sort(static (left, right) => left.Syntax.SpanStart.CompareTo(right.Syntax.SpanStart));
        for (int second = 1; second < runs.Count; second++)
        {
            if (runs.Take(second).FirstOrDefault(first => !Nesting.AreAlternatives(first, runs[second])) is { } first)
                return (first, runs[second]);
        }

        return null;
    }

    private static bool IsRun(IOperation reference)
    {
        IOperation use = reference;
        while (use.Parent is IConversionOperation or IParenthesizedOperation)
            use = use.Parent;
        return use.Parent switch
        {
            IForEachLoopOperation loop => loop.Collection == use,
            IArgumentOperation { Parent: IInvocationOperation call } argument => IsOfTask(call.TargetMethod) || (RepeatedCallbacks.RunsAtOnce(call) && call.Arguments.FirstOrDefault() == argument) || call.TargetMethod.Name == "AddRange",
            IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "List" or "HashSet" or "Queue" } } => true,
            _ => false,
        };
    }

    private static bool IsOfTask(IMethodSymbol method) => method is { Name: "WhenAll" or "WhenAny" or "WaitAll" or "WaitAny" or "WhenEach", ContainingType.Name: "Task" };
}
