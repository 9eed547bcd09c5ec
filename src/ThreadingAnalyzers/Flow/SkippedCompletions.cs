using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Ways around the result of a completion source in the only code that can complete it, which runs once.</summary>
internal sealed class SkippedCompletions(TypeSummary summary, ThreadingModel model)
{
    private static readonly HashSet<string> Queueing = new(StringComparer.Ordinal)
    {
        "Add", "AddJob", "AddLast", "AddTask", "BeginInvoke", "Dispatch", "Enqueue", "EnqueueAsync", "InvokeAsync", "Post", "Push", "Queue", "QueueJob", "QueueTask", "QueueWork", "Schedule", "Submit",
        "TryAdd", "TryEnqueue", "TryWrite", "Write", "WriteAsync",
    };

    /// <summary>Where a body leaves out a completion, and the completion; null where it does not, or others may complete the source.</summary>
    internal (SyntaxNode Way, IOperation Completion)? In(Body body, CancellationToken cancellation)
    {
        if ((body.Parent is null && !IsToldOfEnd(body)) || !RunsOnce(body))
            return null;
        foreach (IGrouping<ISymbol?, (ISymbol? Source, IOperation Call)> of in CompletionsIn(body).GroupBy(static found => found.Source, SymbolEqualityComparer.Default))
        {
            if (of.Key is { } source && IsOfOthers(source, body) && IsLeftTo(body, source)
                && AccessPath.Of(model.Signals.GivenBy(of.First().Call), body.Locals.Resolve) is { } path && body.Graph(cancellation) is { } graph && SignalFlow.Compute(graph, body, path, model, cancellation).IsLeftOut
                && WayAround(of.Select(static found => found.Call).ToList(), body) is { } way && !(IsToldOfEnd(body) && BeginsAgain(way.Way, body)))
                return way;
        }

        return null;
    }

    /// <summary>A return before which nothing completes the source, or else the condition of a completion.</summary>
    internal static (SyntaxNode Way, IOperation Completion)? WayAround(List<IOperation> completions, Body body)
    {
        IOperation last = completions[completions.Count - 1];
        SyntaxNode? leaving = body.Root.Syntax.DescendantNodes(node => node == body.Root.Syntax || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>()
            .FirstOrDefault(jump => jump.SpanStart < last.Syntax.SpanStart && !completions.Exists(completion => (jump.Parent ?? jump).Span.Contains(completion.Syntax.Span)));
        if (leaving is not null)
            return (leaving, last);
        return completions.Select(completion => (Way: CountdownSkips.WayAround(completion, body), Completion: completion)).Where(static found => found.Way is not null)
            .OrderBy(static found => found.Way!.Parent is IfStatementSyntax { Else: not null }).Select(static found => ((SyntaxNode, IOperation)?)(found.Way!, found.Completion)).FirstOrDefault();
    }

    /// <summary>Whether the way around a completion does more than leave: it may begin the operation again.</summary>
    internal static bool BeginsAgain(SyntaxNode way, Body body) => way is ReturnStatementSyntax { Parent: BlockSyntax { Parent: IfStatementSyntax } branch } && body.Sites.Exists(site =>
        branch.Span.Contains(site.Syntax.Span) && (site is IInvocationOperation { TargetMethod: var called } ? !Framework.Owns(called.ContainingType) || called.Name.EndsWith("Async", StringComparison.Ordinal) : UnboundCalls.Is(site) && !UnboundCalls.IsLogging(site)));

    // A variable around the lambda, or a field of the type for the operation that it began.
    private static bool IsOfOthers(ISymbol source, Body body) => source is ILocalSymbol ? !SymbolEqualityComparer.Default.Equals(source.ContainingSymbol, body.Symbol)
        : source is IFieldSymbol { DeclaredAccessibility: Accessibility.Private } && IsToldOfEnd(body);

    private IEnumerable<(ISymbol? Source, IOperation Call)> CompletionsIn(Body body) =>
        from site in body.SelfAndNested().SelectMany(static inner => inner.Sites)
        let receiver = model.Signals.GivenBy(site)
        where receiver is not null && model.CompletionSources.Is(receiver.Type)
        select (Source: SharedLocations.LocationOf(Operand.Unwrap(receiver)), Call: site);

    // A thread or task of its own, work for a queue, or what happens once when a process ends.
    private bool RunsOnce(Body body) => summary.Contexts.ForksOf(body) switch
    {
        _ when HandlesEnd(body.Root) || IsContinuation(body) || TakesItselfOff(body) || IsToldOfEnd(body) => true,
        { Count: 1 } forks => forks.First() is { Kind: ForkKind.Task or ForkKind.ColdTask or ForkKind.PoolItem or ForkKind.Thread } fork && fork.Targets.Contains(body) && !ForkSharing.IsRepeated(fork),
        { Count: 0 } => IsQueued(body.Root),
        _ => false,
    };

    /// <summary>Whether a body hears of the end of one operation, once: <c>void OnDownloaded(object sender, DownloadDataCompletedEventArgs e)</c>.</summary>
    internal static bool IsToldOfEnd(Body body) => body.Symbol is IMethodSymbol { Parameters: [_, { Type: var ended }] } && IsCompletion(ended);

    private static bool IsCompletion(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "AsyncCompletedEventArgs", ContainingNamespace.Name: "ComponentModel" })
                return true;
        }

        return false;
    }

    // However the task before has ended, unless options say otherwise.
    private static bool IsContinuation(Body body) => RepeatedCallbacks.CallOf(body) is { TargetMethod: { Name: "ContinueWith", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } } call
        && !call.Arguments.Any(static argument => argument.Parameter?.Type.Name == "TaskContinuationOptions");

    // handler = (sender, e) => { client.Completed -= handler; … }
    private static bool TakesItselfOff(Body body) => body.Root is IAnonymousFunctionOperation lambda
        && body.Sites.Exists(site => site is IEventAssignmentOperation { Adds: false, HandlerValue: var handler } && Operand.Unwrap(handler) is ILocalReferenceOperation { Local: var own } && IsAssignedTo(lambda, own) && !IsConditional(site, body));

    private static bool IsConditional(IOperation site, Body body) => site.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax).Any(static node => node is IfStatementSyntax or SwitchStatementSyntax or CatchClauseSyntax);

    private static bool IsAssignedTo(IOperation lambda, ILocalSymbol local) => (Operand.ParentOf(lambda) is IDelegateCreationOperation creation ? Operand.ParentOf(creation) : null) switch
    {
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var target } } => SymbolEqualityComparer.Default.Equals(target, local),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var declared } } => SymbolEqualityComparer.Default.Equals(declared, local),
        _ => false,
    };

    private static bool HandlesEnd(IOperation lambda) =>
        Operand.ParentOf(lambda) is IDelegateCreationOperation creation && Operand.ParentOf(creation) is IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: { Name: "Exited", ContainingType.Name: "Process" } } };

    /// <summary>Whether a lambda is given to something that by its name runs it later.</summary>
    internal static bool IsQueued(IOperation lambda) => lambda is IAnonymousFunctionOperation { Symbol.Parameters.IsEmpty: true, Syntax: ExpressionSyntax syntax } && CallOf(syntax) is { } call && Queueing.Contains(call);

    // By its name, since the method itself may not be known.
    private static string? CallOf(ExpressionSyntax lambda)
    {
        SyntaxNode? parent = lambda.Parent;
        while (parent is ArgumentSyntax or ArgumentListSyntax or BaseObjectCreationExpressionSyntax or CastExpressionSyntax or ParenthesizedExpressionSyntax)
            parent = parent.Parent;
        return parent is not InvocationExpressionSyntax { Expression: var called } ? null : called switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            SimpleNameSyntax name => name.Identifier.ValueText,
            _ => null,
        };
    }

    // Its task is looked at elsewhere, and a handler may complete it where the body could not be started.
    private bool IsLeftTo(Body body, ISymbol source) => summary.References.To(source).All(use =>
        use.Parent is IMemberReferenceOperation { Member.Name: "Task" }
        || (use is IFieldReferenceOperation && use.Parent is ISimpleAssignmentOperation { Value: var made } given && given.Target == use && Operand.Unwrap(made) is IObjectCreationOperation)
        || (use.Parent is { } parent && model.Signals.GivenBy(parent) == use && (body.Root.Syntax.Span.Contains(parent.Syntax.Span) || parent.Syntax.Ancestors().OfType<CatchClauseSyntax>().Any(handler => !handler.Span.Contains(body.Root.Syntax.Span)))));
}
