using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Requests of a loop that carry the source of their answer, and lose it in a handler that only notes the failure: <c>catch (Exception e) { Log(e); }</c>.</summary>
internal sealed class SwallowedReplies(TypeSummary summary, ThreadingModel model)
{
    /// <summary>The answers that a body gives in a <c>try</c> whose handlers forget them, and what throws before them.</summary>
    internal IEnumerable<(IInvocationOperation Answer, IOperation Cause)> In(Body body)
    {
        foreach (IInvocationOperation answer in body.Sites.OfType<IInvocationOperation>())
        {
            // job.Reply.SetResult(…)
            if (model.Signals.GivenBy(answer) is not { } receiver || !model.CompletionSources.Is(receiver.Type) || Operand.Unwrap(receiver) is not IMemberReferenceOperation { Instance: ILocalReferenceOperation { Local: var request }, Member: var source }
                || Nesting.LoopAround(answer) is not { } loop || !IsOfRound(request, loop))
                continue;
            if (TryAround(answer, loop) is { } attempt && attempt.Catches.Any(Swallows) && CauseIn(attempt, answer, body) is { } cause && IsLeftTo(attempt, loop, source) && !IsGivenAway(request) && IsAwaited(source))
                yield return (answer, cause);
        }
    }

    private static bool IsOfRound(ILocalSymbol request, ILoopOperation loop) => request.DeclaringSyntaxReferences is [var declared] && loop.Syntax.Span.Contains(declared.Span);

    private static ITryOperation? TryAround(IOperation answer, ILoopOperation loop) => Nesting.Outward(answer).TakeWhile(around => around != loop).OfType<ITryOperation>()
        .FirstOrDefault(attempt => Nesting.Contains(attempt.Body, answer) && attempt.Catches.Length > 0);

    // Who is told to stop may owe nothing any more; who does more than to note what has happened may see to the others.
    private static bool Swallows(ICatchClauseOperation handler) => !SignalFlow.IsForStop(handler.ExceptionType)
        && handler.Handler.Descendants().All(static part => part is not (IThrowOperation or IBranchOperation { BranchKind: BranchKind.GoTo }) && (part is not IInvocationOperation call || IsNote(call)) && !UnboundCalls.Is(part));

    private static bool IsNote(IInvocationOperation call) => LogCalls.IsOne(call)
        || (Framework.Owns(call.TargetMethod.ContainingType) && call.TargetMethod.Name is not ("Exit" or "FailFast") && call.TargetMethod.MethodKind != MethodKind.DelegateInvoke && call.TargetMethod.ContainingType.ContainingNamespace?.Name is not ("Threading" or "Tasks" or "Concurrent" or "Channels"));

    private IOperation? CauseIn(ITryOperation attempt, IOperation answer, Body body) => body.Sites.FirstOrDefault(site => Nesting.Contains(attempt.Body, site) && site != answer && site.Syntax.SpanStart < answer.Syntax.Span.End
        && model.Throws.CanThrow(site) && site is not IInvocationOperation { IsImplicit: true } && model.Signals.GivenBy(site) is null && (site is not IInvocationOperation call || !LogCalls.IsOne(call)));

    // Nothing else of the type completes such a source, but for what stands in the same attempt.
    private bool IsLeftTo(ITryOperation attempt, ILoopOperation loop, ISymbol source) => Named(source).All(name => summary.References.To(name).All(use =>
        Operand.ParentOf(use) switch
        {
            IMemberReferenceOperation { Member.Name: "Task" } => true,
            IInvocationOperation call when model.Signals.GivenBy(call) is not null => TryAround(call, loop) == attempt,
            IArgumentOperation { Parent: IObjectCreationOperation { Type: var made } } => SymbolEqualityComparer.Default.Equals(made, source.ContainingType),
            ISimpleAssignmentOperation assignment => assignment.Target == use,
            IVariableInitializerOperation or IVariableDeclaratorOperation => true,
            _ => false,
        }));

    private IEnumerable<ISymbol> Named(ISymbol member) => new HandedOver(summary).To(member).Append(member);

    // Who gets the request may answer it.
    private bool IsGivenAway(ILocalSymbol request) => summary.References.To(request).Any(static use => Operand.ParentOf(use) is not IMemberReferenceOperation && !(use.Parent is IDeclarationExpressionOperation || (use.Parent is IAssignmentOperation assignment && assignment.Target == use)));

    private bool IsAwaited(ISymbol member) => Named(member).Any(name => summary.References.To(name).Any(static use => Operand.ParentOf(use) is IPropertyReferenceOperation { Property.Name: "Task" } task && Operand.ParentOf(task) is IReturnOperation or IAwaitOperation
        or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }));
}
