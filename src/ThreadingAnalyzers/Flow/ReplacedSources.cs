using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A linked source that a member cancels and puts another one in the place of, without disposing of it.</summary>
/// <param name="Cancelled">Where it is cancelled.</param>
/// <param name="Field">Where the other one comes.</param>
internal sealed record ReplacedSource(IOperation Cancelled, IFieldSymbol Field);

/// <summary>Linked sources in private fields that are replaced. Cancelled or not, what they are linked to keeps them until they are disposed of.</summary>
internal sealed class ReplacedSources(TypeSummary summary, ThreadingModel model)
{
    internal IEnumerable<ReplacedSource> Find() =>
        from body in summary.ConcernedBodies
        where body.Method is { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) }
        from made in body.Sites
        where model.CancellationSources.KeeperOf(made) == Keeper.Link
        let store = StoreOf(made, body)
        where store is not null
        let field = FieldOf(store)
        where field is { DeclaredAccessibility: Accessibility.Private, IsReadOnly: false }
        let cancelled = CancelledBefore(field, store, body)
        where cancelled is not null && !summary.OwnBodies.Any(other => MayDispose(other, field, body))
        select new ReplacedSource(cancelled, field);

    // _attempt = CreateLinkedTokenSource(…); Interlocked.Exchange(ref _attempt, mine), where mine is the source: what puts it into the field.
    private static IOperation? StoreOf(IOperation made, Body body)
    {
        if (Operand.ParentOf(made) is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var mine } })
            return Takes(made);
        IOperation? store = null;
        foreach (ILocalReferenceOperation use in body.Outermost.Root.Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, mine)))
        {
            if (store is null && Takes(use) is { } found)
                store = found;
            else if (!KeptObjects.StaysHere(use))
                return null;
        }

        return store;
    }

    private static IOperation? Takes(IOperation source) => Operand.ParentOf(source) switch
    {
        ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment when assignment.Target != source => assignment,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Exchange", ContainingType.Name: "Interlocked" } } exchange } => exchange,
        _ => null,
    };

    private static IFieldSymbol? FieldOf(IOperation store) => store switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field } } => field,
        IInvocationOperation { Arguments: [{ Value: IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field } }, ..] } => field,
        _ => null,
    };

    // Where the code cancels what was in the field; null where it does not, or where it does more with it.
    private static IOperation? CancelledBefore(IFieldSymbol field, IOperation store, Body body)
    {
        IOperation? cancelled = null;
        foreach (IOperation part in body.Outermost.Root.Descendants())
        {
            switch (part)
            {
                case ILocalReferenceOperation { Type.Name: "CancellationTokenSource" } local when IsOld(body.Outermost.Locals.Of(local.Local), field, store):
                    if (!KeptObjects.StaysHere(local))
                        return null;
                    cancelled ??= CancelOn(local);
                    break;
                case IFieldReferenceOperation reference when SymbolEqualityComparer.Default.Equals(reference.Field, field) && reference.Syntax.Span.End < store.Syntax.SpanStart:
                    cancelled ??= CancelOn(reference);
                    break;
            }
        }

        return cancelled;
    }

    private static bool IsOld(IOperation? value, IFieldSymbol field, IOperation store) => value is not null && Operand.Unwrap(value) switch
    {
        IFieldReferenceOperation read => SymbolEqualityComparer.Default.Equals(read.Field, field) && read.Syntax.SpanStart < store.Syntax.SpanStart,
        IInvocationOperation { TargetMethod.Name: "Exchange" } exchange => exchange == store,
        _ => false,
    };

    private static IOperation? CancelOn(IOperation source) => Operand.ParentOf(source) switch
    {
        IInvocationOperation { TargetMethod.Name: "Cancel" or "CancelAsync" } call when call.Instance is { } instance && Operand.Unwrap(instance) == source => call,
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.Name: "Cancel" or "CancelAsync" } call } access when Operand.Unwrap(access.Operation) == source => call,
        _ => null,
    };

    // The member itself disposes of some source, or another one than Dispose does, or takes the source out of the field.
    private static bool MayDispose(Body other, IFieldSymbol field, Body body)
    {
        if (ReferenceEquals(other.Outermost, body.Outermost))
            return other.Root.Descendants().Any(static part => IsEndOfSource(part)) || other.Sites.Exists(site => IsOf(site, field) && IsTakenOut(site, mayKeep: true));
        bool isEnd = other.Outermost.Symbol is IMethodSymbol { Name: "Dispose" or "DisposeAsync" or "DisposeAsyncCore" } or IMethodSymbol { MethodKind: MethodKind.Destructor };
        return !isEnd && other.Sites.Exists(site => IsOf(site, field) && (IsTakenOut(site, mayKeep: false) || MemberOn(site) == "Dispose"));
    }

    private static bool IsEndOfSource(IOperation part) => part switch
    {
        IInvocationOperation { TargetMethod: { Name: "Dispose" or "DisposeAsync", ContainingType.Name: "CancellationTokenSource" or "IDisposable" } } => true,
        IUsingOperation { Resources: var resources } => resources.DescendantsAndSelf().Any(static inner => inner.Type is { Name: "CancellationTokenSource" }),
        IUsingDeclarationOperation { DeclarationGroup: var group } => group.DescendantsAndSelf().Any(static inner => inner.Type is { Name: "CancellationTokenSource" }),
        _ => false,
    };

    private static bool IsOf(IOperation site, IFieldSymbol field) => site is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field);

    private static bool IsTakenOut(IOperation use, bool mayKeep) => Operand.ParentOf(use) switch
    {
        IAssignmentOperation assignment => assignment.Target != use && !(mayKeep && assignment.Target is ILocalReferenceOperation),
        IVariableInitializerOperation => !mayKeep,
        IArgumentOperation { Parameter.RefKind: RefKind.None } or IReturnOperation => true,
        IArgumentOperation => !mayKeep,
        _ => false,
    };

    private static string? MemberOn(IOperation use) => Operand.ParentOf(use) switch
    {
        IInvocationOperation call => call.TargetMethod.Name,
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation call } => call.TargetMethod.Name,
        _ => null,
    };
}
