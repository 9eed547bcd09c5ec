using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Loops of a reader that answer requests, and that end with an error without a word to those whose requests are still open.</summary>
internal sealed class AbandonedRequests(TypeSummary summary, ThreadingModel model)
{
    private static readonly HashSet<string> Failures = new(StringComparer.Ordinal) { "SetException", "TrySetException", "SetCanceled", "TrySetCanceled", "SetFromTask", "TrySetFromTask" };

    /// <summary>The loops, with the place that gives the task of a request away.</summary>
    /// <param name="holders">Which fields hold the sources of open requests.</param>
    /// <param name="task">Where the task of one is returned or awaited.</param>
    internal IEnumerable<(SyntaxNode Loop, IFieldSymbol Holder)> In(IReadOnlyCollection<IFieldSymbol> holders, IOperation task)
    {
        if (Operand.ParentOf(task) is not (IReturnOperation or IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }) || summary.OwnBodies.Any(static body => body.Sites.Exists(TellsOfFailure)))
            yield break;
        foreach (Body body in summary.OwnBodies.Where(body => summary.Contexts.IsForkTarget(body)))
        {
            foreach (ILoopOperation loop in body.Sites.OfType<ILoopOperation>())
            {
                if (AnsweredIn(loop, body, holders) is { } holder && EndsSilently(loop, body, holder))
                    yield return (loop.Syntax, holder);
            }
        }
    }

    // Any failure that the type passes on, to whichever source, may be for these.
    private static bool TellsOfFailure(IOperation site) => site switch
    {
        IInvocationOperation { TargetMethod.Name: var name } => Failures.Contains(name),
        IMethodReferenceOperation { Method.Name: var name } => Failures.Contains(name),
        _ => UnboundCalls.NameOf(site) is { } unknown && Failures.Contains(unknown),
    };

    private IFieldSymbol? AnsweredIn(ILoopOperation loop, Body body, IReadOnlyCollection<IFieldSymbol> holders) =>
        !body.Sites.Exists(site => loop.Syntax.Span.Contains(site.Syntax.Span) && model.Signals.GivenBy(site) is { } source && model.CompletionSources.Is(source.Type)) ? null
        : body.Sites.OfType<IFieldReferenceOperation>().FirstOrDefault(site => loop.Syntax.Span.Contains(site.Syntax.Span) && holders.Contains(site.Field, SymbolEqualityComparer.Default))?.Field;

    // A handler around it, or the task that keeps the exception to itself; and nothing behind it that could see to what is open.
    private bool EndsSilently(ILoopOperation loop, Body body, IFieldSymbol holder)
    {
        TryStatementSyntax? attempt = loop.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax).OfType<TryStatementSyntax>().FirstOrDefault(attempt => attempt.Block.Span.Contains(loop.Syntax.Span));
        bool isSwallowed = attempt is { Catches.Count: > 0 } || summary.Contexts.ForksOf(body).All(static fork => fork.Kind == ForkKind.Task);
        return isSwallowed && !Nesting.IsInLoop(loop) && MayFail(loop, body, holder) && !body.Sites.Exists(site => site.Syntax.SpanStart > loop.Syntax.Span.End && (MaySee(site) || site is IFieldReferenceOperation { Field: var named } && SymbolEqualityComparer.Default.Equals(named, holder)));
    }

    // Reading the requests themselves does not fail, nor what each round catches for itself.
    private bool MayFail(ILoopOperation loop, Body body, IFieldSymbol holder) => body.Sites.Exists(site => loop.Syntax.Span.Contains(site.Syntax.Span)
        && (model.Throws.CanThrow(site) || site is IAwaitOperation || UnboundCalls.Is(site)) && !(site is IInvocationOperation given && (model.Signals.GivenBy(given) is not null || given.IsImplicit || LogCalls.IsOne(given)))
        && !site.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation { Field: var named } && SymbolEqualityComparer.Default.Equals(named, holder)) && !IsCaughtIn(loop, site));

    private static bool IsCaughtIn(ILoopOperation loop, IOperation site) => site.Syntax.Ancestors().TakeWhile(node => node != loop.Syntax)
        .Any(node => (node is TryStatementSyntax attempt && attempt.Block.Span.Contains(site.Syntax.Span) && attempt.Catches.Any(static handler => handler is { Filter: null, Declaration: null or { Type: SimpleNameSyntax { Identifier.ValueText: nameof(Exception) } or QualifiedNameSyntax { Right.Identifier.ValueText: nameof(Exception) } } }
            && !handler.Block.DescendantNodes().Any(static part => part is ThrowStatementSyntax or BreakStatementSyntax or ReturnStatementSyntax))) || node is CatchClauseSyntax);

    // Events, delegates and methods of the type that are not known may tell those who wait.
    private bool MaySee(IOperation site) => site switch
    {
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } => true,
        IInvocationOperation { Instance: null or IInstanceReferenceOperation, TargetMethod: var own } call => !Framework.Owns(own.ContainingType) || call.Instance is not null,
        _ => UnboundCalls.Is(site) && UnboundCalls.ReceiverOf(site) is null && !UnboundCalls.IsLogging(site),
    };
}
