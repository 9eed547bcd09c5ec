using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Who waits for the completion of an object, and is waited for or seen to hang himself.</summary>
internal sealed partial class Completable(TypeSummary summary, ThreadingModel model)
{
    /// <summary>Whether nobody can complete the object, and it is plain that this is meant: <c>new TaskCompletionSource().Task</c> is a task that never ends.</summary>
    internal static bool IsAnonymous(IOperation creation) => creation.Parent is IMemberReferenceOperation;

    /// <summary>The place that waits for ever; null where there is none, or where a loop that never ends may be meant.</summary>
    internal IOperation? WaitIn(ObjectUses uses, StreamKind kind, IOperation creation) => uses.Members.Find(member => StreamModel.WaitsForEnd(member, kind)
        && (kind == StreamKind.Completion ? IsAwaitedOrReturned(member) : !IsLeftOtherwise(member) && !uses.Members.Exists(IsFedForEver) && EndIsWaitedFor(member, uses, creation)));

    // foreach (… in numbers.GetConsumingEnumerable()) { if (number < 0) return; … }: an item may say that it was the last one.
    private static bool IsLeftOtherwise(IOperation consumer) => IsLoop(consumer) && consumer.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } loop && IsLeft(loop);

    // while (true) numbers.Add(Read()): who reads them is not meant to come to an end.
    private static bool IsFedForEver(IOperation member) => (StreamModel.Writes(member) || member is IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" })
        && Nesting.LoopAround(member) is { } loop && Nesting.IsOpen(loop) && loop.Syntax is StatementSyntax endless && !IsLeft(endless);

    /// <summary>Whether an object may be completed by a member: not by one that disposes of it once those have ended that read it to its end.</summary>
    internal bool MayComplete(IOperation member) => StreamModel.MayComplete(member) && !IsDisposedAfterReaders(member);

    // _reader.Join(); _items.Dispose();
    private bool IsDisposedAfterReaders(IOperation member) => member is IInvocationOperation { TargetMethod.Name: "Dispose", Instance: { } stream } && SharedLocations.LocationOf(Operand.Unwrap(stream)) is { } disposed
        && summary.References.BodyAround(member) is { } body && body.Sites.Exists(join => join.Syntax.SpanStart < member.Syntax.SpanStart && !Nesting.AreAlternatives(join, member)
            && WaitedForBy(join).Any(fork => summary.Bodies.Any(run => summary.Contexts.ForksOf(run).Contains(fork) && run.Sites.Exists(site => IsReadToEnd(site, disposed)))));

    private static bool IsReadToEnd(IOperation site, ISymbol stream) => StreamModel.WaitsForEnd(site, StreamKind.Collection) && site is IInvocationOperation { Instance: { } read }
        && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(read)), stream);

    // A task that is passed on as an argument may be meant to last for ever, as in Task.WhenAny(work, never).
    private static bool IsAwaitedOrReturned(IOperation task) => Operand.ParentOf(task) switch
    {
        IAwaitOperation or IReturnOperation => true,
        IInvocationOperation { TargetMethod.Name: "Wait" or "GetAwaiter" or "ConfigureAwait" } call => call.Instance == task && call.Arguments.All(static argument => argument.Parameter?.Type.Name is not ("TimeSpan" or "Int32" or "CancellationToken")),
        IPropertyReferenceOperation { Property.Name: "Result" } => true,
        _ => false,
    };

    /// <summary>The place where a method gives away the reader of a channel that only it writes to, and does not for ever; null where there is none.</summary>
    internal IOperation? ReaderGivenAway(IOperation creation)
    {
        ObjectUses uses = ObjectTracer.UsesOf(creation, summary.References, StreamModel.IsWriterOf);
        List<IOperation> writes = uses.Members.FindAll(StreamModel.Writes);
        if (uses is not { Escapes: false, IsStored: false, ReturnedBy.Count: 0 } || writes.Count == 0 || uses.Members.Exists(StreamModel.MayComplete) || writes.Exists(IsInOpenLoop))
            return null;
        return uses.Members.Find(static member => member is IPropertyReferenceOperation { Property.Name: "Reader" } && Operand.ParentOf(member) is IReturnOperation);
    }

    // while (true), and loops that wait for something else to write.
    private static bool IsInOpenLoop(IOperation write) => write.Syntax.Ancestors().TakeWhile(static node => node is not MemberDeclarationSyntax).Any(static node => (node is WhileStatementSyntax loop && !ReadsOn(loop.Condition)) || node is DoStatementSyntax or ForStatementSyntax { Condition: null }
        or LambdaExpressionSyntax { Parent: AssignmentExpressionSyntax });

    // while ((line = reader.ReadLine()) != null), while (rows.Read()): what is read has an end.
    private static bool ReadsOn(ExpressionSyntax condition) => condition.DescendantNodesAndSelf().Any(static part => part is AssignmentExpressionSyntax
        or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Read" or "ReadAsync" or "MoveNext" or "MoveNextAsync" } });

    // What a thread of another type runs is bound for itself, and so is all of that type.
    private Body? BodyOf(IOperation consumer) => summary.Bodies.FirstOrDefault(body => body.Sites.Contains(consumer))
        ?? (summary.References.BodyAround(consumer) is not { } abroad ? null : summary.Bodies.FirstOrDefault(body => body.Root.Syntax == abroad.Root.Syntax) ?? abroad);

    // A service may consume for as long as the process lives. Whoever waits for its end, waits for the end of the stream.
    private bool EndIsWaitedFor(IOperation consumer, ObjectUses uses, IOperation creation)
    {
        if (BodyOf(consumer) is not { } body)
            return false;
        if (!uses.IsStored && !summary.Contexts.IsForkTarget(body))
            return IsLoop(consumer) && (body.Parent is null || IsAwaitedWhereCalled(body) || summary.Contexts.ForksOf(body).Any(IsJoined));
        return summary.Contexts.ForksOf(body).Any(IsJoined) || IsKeptAndAwaited(body) || summary.StartingMethods.IsGivenAndAwaited(body) || (IsLoop(consumer) && summary.Contexts.ForksOf(body).Count > 0 && body.Sites.Exists(site => IsBehind(site, consumer) && model.Signals.GivenBy(site) is { } given && IsAwaitedEvent(given, body))) || (IsLoop(consumer) && (ReturnsValue(body) || IsAwaitedWhereMade(body, creation)));
    }

    // A local function: var summary = await SummarizeAsync(); or var printing = PrintAsync(); … await printing;
    private bool IsAwaitedWhereCalled(Body function) => function.Root is ILocalFunctionOperation && summary.Contexts.CallSitesOf(function)
        .Select(static call => (call.Caller, Begun: call.Caller.Sites.FirstOrDefault(site => site.Syntax == call.Site)))
        .Any(static call => call.Begun is { } begun && call.Caller.Sites.OfType<IAwaitOperation>().Any(awaited => Operand.UnwrapWaiting(awaited).Operation is var waited && (waited == begun || IsKeptIn(begun, waited))));

    private static bool IsKeptIn(IOperation begun, IOperation waited) => waited is ILocalReferenceOperation { Local: var awaited }
        && Operand.ParentOf(begun) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } } && SymbolEqualityComparer.Default.Equals(awaited, kept);

    // _drain = DrainAsync(); and, somewhere else, await _drain; Whoever awaits it among others may go on without it.
    private bool IsKeptAndAwaited(Body consumer) => consumer.IsAsync && summary.Contexts.CallSitesOf(consumer).Select(static call => call.Caller.Sites.FirstOrDefault(site => site.Syntax == call.Site))
        .Select(static begun => begun is not null && Operand.ParentOf(begun) is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } kept } } ? kept : null)
        .Any(kept => kept is not null && summary.Bodies.Any(body => body.Sites.Exists(site => IsEndOf(site, kept))));

    private bool IsEndOf(IOperation site, IFieldSymbol task) => site is IAwaitOperation || (site is IInvocationOperation { TargetMethod.Name: "Wait" or "GetResult", Arguments.IsEmpty: true } call && model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles)
        ? Operand.UnwrapWaiting(site) is { Waited: true, Operation: IFieldReferenceOperation { Field: var awaited } } && SymbolEqualityComparer.Default.Equals(awaited, task)
        : false;

    /// <summary>Whether a method reads to the end, and one that calls it has more to do afterwards.</summary>
    internal bool HasSuccessor(IOperation consumer) => IsLoop(consumer) && summary.Bodies.FirstOrDefault(body => body.Sites.Contains(consumer)) is { Parent: null, IsAsync: false } body && summary.Contexts.ReferencesTo(body).Count == 0 && !summary.Contexts.IsForkTarget(body)
        && summary.Contexts.CallSitesOf(body).Concat(summary.Contexts.CallsOnOthersOf(body)).Any(call => summary.Contexts.ForksOf(call.Caller).Count == 0 && call.Site.Parent is ExpressionStatementSyntax { Parent: BlockSyntax { Statements: var statements } } statement && statements.Last() != statement);

    // foreach (…) { … } _ended.Set(), also in a finally block.
    private static bool IsBehind(IOperation site, IOperation consumer) => consumer.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } loop && site.Syntax.SpanStart > loop.Span.End;

    private bool IsAwaitedEvent(IOperation given, Body consumer) => SharedLocations.LocationOf(Operand.Unwrap(given)) is { } signal && summary.Bodies.Any(body => body != consumer && body.Sites.Exists(site =>
        site is IInvocationOperation { TargetMethod.Name: "Wait" or "WaitOne", Arguments.IsEmpty: true, Instance: { } waited } && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(waited)), signal)));

    // What is returned behind the loop is its result.
    private static bool ReturnsValue(Body body) => body is { Parent: null, IsIterator: false, Method: { ReturnsVoid: false, ReturnType: var type } } && type is not { Name: "Task" or "ValueTask" } or INamedTypeSymbol { Arity: 1 };

    // foreach (… in numbers.GetConsumingEnumerable()), while (await reader.WaitToReadAsync())
    private static bool IsLoop(IOperation consumer) => consumer.Syntax.Ancestors().TakeWhile(static node => node is ExpressionSyntax or StatementSyntax).FirstOrDefault(static node => node is StatementSyntax) switch
    {
        CommonForEachStatementSyntax loop => loop.Expression.Span.Contains(consumer.Syntax.Span),
        WhileStatementSyntax loop => loop.Condition.Span.Contains(consumer.Syntax.Span),
        _ => false,
    };

    private bool IsJoined(Fork fork) => summary.Bodies.SelectMany(static body => body.Sites).Any(site => !IsChoice(site) && JoinedBy(site).Contains(fork));

    // await Task.WhenAny(reading, Task.Delay(limit)) goes on without the one or the other.
    private static bool IsChoice(IOperation site) => site is IAwaitOperation awaited && Operand.UnwrapWaiting(awaited).Operation is IInvocationOperation { TargetMethod.Name: "WhenAny" };

    private IEnumerable<Fork> WaitedForBy(IOperation site) => site is IInvocationOperation call && TimedWaits.GivesUp(call) ? [] : JoinedBy(site);

    private IEnumerable<Fork> JoinedBy(IOperation site) => site switch
    {
        IAwaitOperation awaited => summary.Handles.ForksIn(awaited),
        IInvocationOperation call => model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles ? summary.Handles.ForksIn(call) : [],
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } => model.Types.IsTask(task.Type) ? summary.Handles.ForksIn(task) : [],
        _ => [],
    };
}
