using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Disposals of an event or semaphore for which callers of other members wait, or will come to wait.</summary>
internal sealed class AwaitedDisposals(TypeSummary summary)
{
    private static readonly string[] Ends = ["Dispose", "Close", "Stop", "Shutdown", "Finalize", "Teardown", "TearDown", "Cleanup"];

    /// <summary>The signal with which a body lets those go on who wait for the field, whom it does not let look at it any more; and where they wait.</summary>
    internal (IOperation Signal, IOperation Wait)? JustSignalled(IFieldSymbol field, IInvocationOperation disposal, Body body) =>
        !IsEnd(body) && SignalBefore(disposal, field, body) is { } signal && WaitElsewhere(field, body, static _ => true) is { } wait ? (signal, wait) : null;

    /// <summary>The wait of another member after which it asks whether the object has been disposed meanwhile: it expects to be woken by then, and a disposal wakes nobody.</summary>
    internal IOperation? NeverWoken(IFieldSymbol field, Body body)
    {
        var flags = new HashSet<ISymbol>(body.Sites.Select(FlagSetBy).Where(static flag => flag is not null)!, SymbolEqualityComparer.Default);
        if (flags.Count == 0 || body.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "Release" or "Set" or "Cancel" or "CancelAsync", Instance: not null }))
            return null;
        return WaitElsewhere(field, body, wait => AsksAfter(wait, flags));
    }

    // Whoever ends the object may say that nobody must come later.
    private static bool IsEnd(Body body) => body.Outermost.Symbol.Name is var name && Array.Exists(Ends, verb => name.StartsWith(verb, StringComparison.Ordinal) || name.EndsWith("." + verb, StringComparison.Ordinal));

    // _done.Set(); _done.Dispose();
    private static IOperation? SignalBefore(IInvocationOperation disposal, IFieldSymbol field, Body body)
    {
        if (disposal.Syntax.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement || block.Statements.IndexOf(statement) is not (var index and > 0))
            return null;
        SyntaxNode before = block.Statements[index - 1];
        return body.Sites.FirstOrDefault(site => site is IInvocationOperation { TargetMethod.Name: "Set", Instance: IFieldReferenceOperation { Field: var set } } && SymbolEqualityComparer.Default.Equals(set, field) && site.Syntax.Parent == before);
    }

    private static ISymbol? FlagSetBy(IOperation site) => site switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean } flag }, Value.ConstantValue: { HasValue: true, Value: true } } => flag,
        IInvocationOperation { TargetMethod: { Name: "Exchange" or "CompareExchange", ContainingType.Name: "Interlocked" }, Arguments: [{ Value: IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Int32 } flag } }, ..] } => flag,
        _ => null,
    };

    private static bool AsksAfter((IInvocationOperation Call, Body Body) wait, HashSet<ISymbol> flags) => wait.Body.Sites.Exists(site =>
        site is IFieldReferenceOperation { Field: var asked } && flags.Contains(asked) && site.Syntax.SpanStart > wait.Call.Syntax.Span.End
        && site.Syntax.FirstAncestorOrSelf<StatementSyntax>() is IfStatementSyntax choice && choice.Condition.Span.Contains(site.Syntax.Span));

    // Members that other code calls: whoever calls them waits on a thread of its own.
    private IOperation? WaitElsewhere(IFieldSymbol field, Body body, Func<(IInvocationOperation Call, Body Body), bool> fits) => summary.ConcernedBodies
        .Where(other => other.Outermost != body.Outermost && ThreadContexts.IsCallableFromOutside(other) && !other.Outermost.Root.Syntax.ToString().Contains("catch (" + nameof(ObjectDisposedException)))
        .SelectMany(static other => other.Sites.OfType<IInvocationOperation>().Select(call => (Call: call, Body: other)))
        .Where(wait => IsWait(wait.Call, field) && !DisposesAfter(wait.Call, field, wait.Body) && fits(wait))
        .Select(static wait => (IOperation?)wait.Call).FirstOrDefault();

    private static bool IsWait(IInvocationOperation call, IFieldSymbol field) => call is { TargetMethod.Name: "Wait" or "WaitAsync" or "WaitOne", Instance: IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var waited } }
        && SymbolEqualityComparer.Default.Equals(waited, field);

    private static bool DisposesAfter(IInvocationOperation wait, IFieldSymbol field, Body body) => body.Sites.Exists(site =>
        site is IInvocationOperation { TargetMethod.Name: "Dispose", Instance: IFieldReferenceOperation { Field: var ended } } && site.Syntax.SpanStart > wait.Syntax.SpanStart && SymbolEqualityComparer.Default.Equals(ended, field));
}
