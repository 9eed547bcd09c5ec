using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Buffers of the current thread that asynchronous code goes on using after an await, when other code of that thread may have them as well.</summary>
internal static class KeptThreadContent
{
    /// <summary>The first uses of such buffers after an await, and where they were taken.</summary>
    internal static IEnumerable<(IOperation Use, IOperation Taken)> In(Body body, ThreadingModel model)
    {
        foreach (IVariableDeclaratorOperation local in body.Sites.OfType<IVariableDeclaratorOperation>())
        {
            if ((local.Symbol.Type is not IArrayTypeSymbol && model.UnsafeObjects.FamilyOf(local.Symbol.Type) is null) || local.Initializer?.Value is not { } value || BufferIn(value, model) is not { } taken || IsGivenUp(taken.Buffer, body, model))
                continue;
            IOperation? use = body.Root.Descendants().FirstOrDefault(part => part is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, local.Symbol)
                && IsUsed(part) && IsAfterAwait(part, local, body));
            if (use is not null && !IsReplaced(local.Symbol, body))
                yield return (use, taken.Place);
        }
    }

    // buffer.Append(…), buffer[i], stream.ReadAsync(buffer, …); how long it is does not change.
    private static bool IsUsed(IOperation local) => local.Type is IArrayTypeSymbol ? Operand.ParentOf(local) is IArgumentOperation or IArrayElementReferenceOperation : local.Parent is IInvocationOperation call && call.Instance == local;

    // t_buffer, s_buffer.Value, t_buffer ??= new(), t_buffer ?? new()
    private static (ISymbol Buffer, IOperation Place)? BufferIn(IOperation value, ThreadingModel model)
    {
        value = Operand.Unwrap(value);
        IOperation place = value switch
        {
            ICoalesceAssignmentOperation filled => filled.Target,
            ICoalesceOperation choice => choice.Value,
            _ => value,
        };
        return model.ThreadBound.Of(Operand.Unwrap(place)) is { } buffer ? (buffer, place) : null;
    }

    // Who takes it out puts it back later: nobody else has it meanwhile.
    private static bool IsGivenUp(ISymbol buffer, Body body, ThreadingModel model) =>
        body.Sites.Exists(site => site is ISimpleAssignmentOperation assignment && SymbolEqualityComparer.Default.Equals(model.ThreadBound.Of(assignment.Target), buffer));

    private static bool IsReplaced(ILocalSymbol local, Body body) =>
        body.Sites.Exists(site => site is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var set } } && SymbolEqualityComparer.Default.Equals(set, local));

    // Later in the text, or in the next round of a loop that awaits.
    private static bool IsAfterAwait(IOperation use, IOperation taken, Body body) => body.Sites.Exists(site => IsPause(site) && site.Syntax.SpanStart > taken.Syntax.Span.End
        && (site.Syntax.Span.End <= use.Syntax.SpanStart || site is IForEachLoopOperation && site.Syntax.Span.Contains(use.Syntax.Span) || SharesLoop(site, use, taken)));

    private static bool IsPause(IOperation site) => site is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true };

    private static bool SharesLoop(IOperation pause, IOperation use, IOperation taken)
    {
        for (IOperation? parent = pause.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is ILoopOperation && parent.Syntax.Span.Contains(use.Syntax.Span) && !parent.Syntax.Span.Contains(taken.Syntax.Span))
                return true;
        }

        return false;
    }
}
