using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <content>Streams between the stages of a pipeline.</content>
internal sealed partial class Completable
{
    /// <summary>
    /// Where a stage reads to the end of a stream, or until somebody cancels, that only stages fill which come to an end themselves, and is awaited with them;
    /// null where there is none.
    /// </summary>
    internal IOperation? LaterStageIn(ObjectUses uses, StreamKind kind)
    {
        if (kind == StreamKind.Completion || uses.Members.FindAll(member => kind == StreamKind.Channel ? StreamModel.Writes(member) : member is IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" }) is not { Count: > 0 } feeds || !feeds.TrueForAll(feed => ComesFromEarlier(feed, uses)))
            return null;
        return uses.Members.Find(member => StreamModel.WaitsUntilCancelled(member, kind) && IsLoop(member) && !IsLeftOtherwise(member) && !MayBeCancelledHere(member)
            && BodyOf(member) is { } body && (summary.Contexts.ForksOf(body).Any(IsJoined) || IsAwaitedWithOthers(body)));
    }

    private bool ComesFromEarlier(IOperation feed, ObjectUses uses) => Nesting.Outward(feed).OfType<ILoopOperation>().Select(StreamReadBy).FirstOrDefault(static earlier => earlier is not null) is { } earlier
        && !uses.Members.Exists(member => SymbolEqualityComparer.Default.Equals(StreamNamedBy(member), earlier)) && IsCompleted(earlier);

    // The type itself cancels, or the stage takes that for its end.
    private bool MayBeCancelledHere(IOperation consumer) => summary.Bodies.Any(static body => body.Sites.Exists(static site => site is IInvocationOperation { TargetMethod: { Name: "Cancel" or "CancelAsync" or "CancelAfter", ContainingType.Name: nameof(CancellationTokenSource) } }
            or IObjectCreationOperation { Type.Name: nameof(CancellationTokenSource), Arguments.IsEmpty: false }))
        || consumer.Syntax.Ancestors().TakeWhile(static node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax)).Any(static node => node is TryStatementSyntax { Catches.Count: > 0 });

    // await foreach (var picture in _uploads.Reader.ReadAllAsync(token))
    private static ISymbol? StreamReadBy(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation { Collection: var items } => StreamReadBy(items),
        IWhileLoopOperation { Condition: { } condition } => StreamReadBy(condition),
        _ => null,
    };

    private static ISymbol? StreamReadBy(IOperation expression) => expression.DescendantsAndSelf()
        .FirstOrDefault(static part => StreamModel.WaitsForEnd(part, StreamKind.Collection) || StreamModel.WaitsUntilCancelled(part, StreamKind.Collection) || part is IInvocationOperation { TargetMethod.Name: "ReadAllAsync" or "WaitToReadAsync" }) is { } read ? StreamNamedBy(read) : null;

    // _uploads in _uploads.Reader.ReadAllAsync()
    private static ISymbol? StreamNamedBy(IOperation member)
    {
        IOperation? stream = Operand.Unwrap((member as IInvocationOperation)?.Instance ?? (member as IPropertyReferenceOperation)?.Instance ?? member);
        return SharedLocations.LocationOf(stream is IPropertyReferenceOperation { Property: var end, Instance: { } channel } && StreamModel.IsEndOf(end) ? Operand.Unwrap(channel) : stream);
    }

    private bool IsCompleted(ISymbol stream) => summary.Bodies.Any(body => body.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "Complete" or "TryComplete" or "CompleteAdding" } && SymbolEqualityComparer.Default.Equals(StreamNamedBy(site), stream)));

    // Task.WhenAll(ShrinkAsync(token), StoreAsync(token)) is returned or awaited.
    private bool IsAwaitedWithOthers(Body consumer) => consumer.IsAsync && summary.Contexts.CallSitesOf(consumer).Select(static call => call.Caller.Sites.FirstOrDefault(site => site.Syntax == call.Site))
        .Any(static begun => begun is not null && Nesting.Outward(begun).TakeWhile(static around => around is IArrayInitializerOperation or IArrayCreationOperation or IArgumentOperation or IInvocationOperation or IConversionOperation { IsImplicit: true } || around.Kind == ObjectTracer.CollectionExpression)
            .Any(static around => around is IInvocationOperation { TargetMethod: { Name: "WhenAll" or "WaitAll", ContainingType.Name: "Task" } }));
}
