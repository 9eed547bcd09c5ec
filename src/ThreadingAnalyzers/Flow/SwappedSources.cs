using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A place where a cancellation source in a field may be that of another call, and why.</summary>
internal sealed record SwappedSource(IOperation Place, string Reason);

/// <summary>Cancellation sources in fields that one call replaces while another may still use them.</summary>
internal sealed class SwappedSources(TypeSummary summary, ThreadingModel model)
{
    internal IEnumerable<SwappedSource> Find()
    {
        foreach (Body body in summary.ConcernedBodies.Where(static body => !body.HasLockOperations && body.Method is { MethodKind: not MethodKind.Constructor }))
        {
            foreach (ISimpleAssignmentOperation assignment in body.Sites.OfType<ISimpleAssignmentOperation>())
            {
                if (FieldOf(assignment.Target) is { } field && IsNewSource(assignment.Value) && !Nesting.IsInLock(assignment) && Judge(field, assignment, body) is { } swapped)
                    yield return swapped;
            }
        }
    }

    private SwappedSource? Judge(IFieldSymbol field, ISimpleAssignmentOperation assignment, Body body)
    {
        bool isSwap = UsesOf(field, body).Any(use => use.Syntax.Span.End <= assignment.Syntax.SpanStart && CancelsOrEnds(use));
        // Who calls a private method decides whether its calls overlap, unless it prepares for that by cancelling the one before.
        bool mayOverlap = isSwap || body.Method is { DeclaredAccessibility: not Accessibility.Private } && !model.Types.HasUserInterfaceContext;
        if (mayOverlap && UsesOf(field, body).FirstOrDefault(use => use.Syntax.SpanStart > assignment.Syntax.Span.End && IsBehindAwait(use, assignment, body) && Ends(use) && !IsCompared(use, field)) is { } late)
            return new(late, $"After the await, '{field.Name}' may be the source of a later call; keep the source of this call in a local");
        if (IsOfThisCall(field, assignment, body))
            return new(assignment, $"A second call puts its own source into '{field.Name}' while the first still runs: nobody can cancel the first any more, or dispose of its source");
        return isSwap && MayOverlap(body) && !IsWaitedFor(field, assignment, body)
            ? new(assignment, $"Of two calls at the same time, one may cancel or dispose of a source that the other has just put into '{field.Name}', or lose one; use Interlocked.Exchange")
            : null;
    }

    // _search = new CancellationTokenSource(); await FindAsync(text, _search.Token); with nothing before that asks for the one that is there, and another member that cancels it.
    private bool IsOfThisCall(IFieldSymbol field, IOperation assignment, Body body) => body is { IsAsync: true, Method: { DeclaredAccessibility: not Accessibility.Private } called } && !model.Types.HasUserInterfaceContext && !EventHandlers.HasShape(called) && called.GetAttributes().IsEmpty && assignment.Parent is IExpressionStatementOperation { Parent: IBlockOperation { Syntax.Parent: MethodDeclarationSyntax } }
        && !body.Sites.Any(site => site.Syntax.SpanStart < assignment.Syntax.SpanStart && site is IFieldReferenceOperation { Field.IsConst: false } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } or IInvocationOperation { Instance: IInstanceReferenceOperation } or IAwaitOperation)
        && !UsesOf(field, body).Any(use => use.Syntax.SpanStart > assignment.Syntax.Span.End && (CancelsOrEnds(use) || Ends(use)))
        && body.Sites.OfType<IAwaitOperation>().Any(awaited => awaited.Syntax.SpanStart > assignment.Syntax.Span.End && TokensIn(awaited).Any(token => ComesFrom(token, field, body)))
        && summary.OwnBodies.Any(other => other != body && UsesOf(field, other).Any(CancelsOrEnds));

    private static IEnumerable<IOperation> TokensIn(IAwaitOperation awaited) => awaited.Operation.DescendantsAndSelf().Where(static part => part.Type is { Name: "CancellationToken" });

    private static bool ComesFrom(IOperation token, IFieldSymbol field, Body body) => Operand.Unwrap(token is ILocalReferenceOperation { Local: var local } && body.Outermost.Locals.Of(local) is { } value ? value : token)
        is IPropertyReferenceOperation { Property.Name: "Token", Instance: IFieldReferenceOperation source } && SymbolEqualityComparer.Default.Equals(source.Field, field);

    private static IEnumerable<IOperation> UsesOf(IFieldSymbol field, Body body) =>
        body.Sites.Where(site => site is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field));

    private static IFieldSymbol? FieldOf(IOperation target) => target is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: { Type.Name: "CancellationTokenSource" } field } ? field : null;

    private static bool IsNewSource(IOperation value) => Operand.Unwrap(value) is IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "CreateLinkedTokenSource" };

    // Dispose, or forgetting it: to read its token or to cancel it may be meant for whichever source there is.
    private static bool Ends(IOperation use) => MemberOn(use) == "Dispose" || use.Parent is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: null } } cleared && cleared.Target == use;

    private static bool CancelsOrEnds(IOperation use) => MemberOn(use) is "Cancel" or "CancelAsync" or "Dispose";

    private static string? MemberOn(IOperation use) => use.Parent switch
    {
        IInvocationOperation call when call.Instance == use => call.TargetMethod.Name,
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation call } access when access.Operation == use => call.TargetMethod.Name,
        _ => null,
    };

    private static bool IsBehindAwait(IOperation use, IOperation assignment, Body body) => body.Sites.Any(site =>
        site is IAwaitOperation && site.Syntax.SpanStart > assignment.Syntax.Span.End && site.Syntax.Span.End <= use.Syntax.SpanStart);

    // await StopAsync(); _source = new(): what used the old source has ended when the new one comes.
    private bool IsWaitedFor(IFieldSymbol field, IOperation assignment, Body body) => body.Sites.Any(site =>
        site is IAwaitOperation awaited && site.Syntax.Span.End <= assignment.Syntax.SpanStart && Operand.UnwrapWaiting(awaited.Operation).Operation switch
        {
            IFieldReferenceOperation { Instance: IInstanceReferenceOperation } task => model.Types.IsTask(task.Type),
            IInvocationOperation { Instance: IInstanceReferenceOperation, TargetMethod: var stopping } => summary.ConcernedBodies.Any(other => SymbolEqualityComparer.Default.Equals(other.Symbol, stopping) && UsesOf(field, other).Any(CancelsOrEnds)),
            _ => false,
        });

    private static bool IsCompared(IOperation use, IFieldSymbol field)
    {
        for (IOperation? parent = use.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalOperation condition && condition.Condition.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Field, field)))
                return true;
        }

        return false;
    }

    // A handler of a user interface runs on its one thread. Elsewhere, threads in the type or an await in the method show that calls come as they like.
    private bool MayOverlap(Body body) =>
        !model.Types.HasUserInterfaceContext && body.Method is { ContainingType: { } owner } && !ConfinedTypes.IsOne(owner) && ((body.IsAsync && !EventHandlers.HasShape(body.Method!)) || summary.ConcernedBodies.Any(static other => other.HasForks || other.HasLockOperations));
}
