using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Threads of a list that are waited for one by one before they are started one by one: <c>threads.ForEach(t => t.Join()); threads.ForEach(t => t.Start());</c></summary>
internal static class EarlyJoins
{
    /// <summary>The calls that wait, and those that start the threads afterwards.</summary>
    internal static IEnumerable<(IInvocationOperation Join, IInvocationOperation Start)> In(Body body)
    {
        List<(IInvocationOperation Call, ILocalSymbol List, IInvocationOperation Done)> rounds = body.Sites.OfType<IInvocationOperation>().Select(RoundOf).Where(static round => round is not null).Select(static round => round!.Value).ToList();
        foreach ((IInvocationOperation call, ILocalSymbol list, IInvocationOperation join) in rounds.Where(static round => round.Done.TargetMethod.Name == "Join"))
        {
            IInvocationOperation? start = rounds.Find(later => later.Done.TargetMethod.Name == "Start" && later.Call.Syntax.SpanStart > call.Syntax.Span.End && SymbolEqualityComparer.Default.Equals(later.List, list)).Call;
            if (start is not null && !Nesting.IsInLoop(call) && !body.SelfAndNested().SelectMany(static part => part.Sites).Any(site => site is IInvocationOperation { TargetMethod.Name: "Start" } && site.Syntax.SpanStart < call.Syntax.SpanStart))
                yield return (call, start);
        }
    }

    // threads.ForEach(t => t.Join()), Array.ForEach(threads, t => t.Join())
    private static (IInvocationOperation Call, ILocalSymbol List, IInvocationOperation Done)? RoundOf(IInvocationOperation call)
    {
        if (call is not { TargetMethod: { Name: "ForEach", ContainingType.Name: "List" or "Array" }, Arguments: [.., { Value: var action }] } || Operand.Unwrap(action) is not IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda })
            return null;
        return Operand.Unwrap(call.Instance ?? call.Arguments[0].Value) is ILocalReferenceOperation { Local: var list }
            && lambda.Body.Descendants().OfType<IInvocationOperation>().ToList() is [{ Instance: IParameterReferenceOperation, TargetMethod: { ContainingType: { Name: "Thread", ContainingNamespace.Name: "Threading" }, Parameters.IsEmpty: true } } done]
            ? (call, list, done) : null;
    }
}
