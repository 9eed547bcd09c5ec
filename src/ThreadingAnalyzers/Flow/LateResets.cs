using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Events that are closed right before they are waited for, after what makes others open them: an answer that was quick is forgotten.</summary>
internal sealed class LateResets(TypeSummary summary)
{
    private readonly AnsweredCalls _answered = new(summary);

    private static readonly string[] Requests =
    [
        "Ask", "Begin", "Call", "Connect", "Dispatch", "Enqueue", "Execute", "Fire", "Invoke", "Issue", "Launch", "Navigate", "Notify", "Open", "Ping", "Play", "Post", "Publish", "Query", "Queue", "Raise", "Request", "Resume", "Run",
        "Send", "Signal", "Start", "Submit", "Subscribe", "Transmit", "Trigger", "TryEnqueue", "TrySend", "Wake", "Write",
    ];

    /// <summary>The calls that close an event too late, with what comes before them and what waits for the event.</summary>
    internal IEnumerable<(IInvocationOperation Reset, SyntaxNode Before, IOperation Wait)> In(Body body)
    {
        foreach (IInvocationOperation reset in body.Sites.OfType<IInvocationOperation>().Where(IsReset))
        {
            if (reset.Syntax.Parent is ExpressionStatementSyntax statement && WaitAfter(reset, statement, body) is { } wait && BeforeOf(reset, statement, wait, body) is { } before && IsOpenedElsewhere(reset, body))
                yield return (reset, before, wait);
        }
    }

    private static bool IsReset(IInvocationOperation call) => call is { TargetMethod: { Name: "Reset", Parameters.IsEmpty: true }, Instance: { Type: { Name: "ManualResetEvent" or "AutoResetEvent" or "EventWaitHandle" or "ManualResetEventSlim", ContainingNamespace.Name: "Threading" } } };

    // Nothing in between can make others open it again.
    private static IOperation? WaitAfter(IInvocationOperation reset, StatementSyntax statement, Body body)
    {
        string gate = reset.Instance!.Syntax.ToString();
        foreach (StatementSyntax next in Statements(statement).SkipWhile(one => one != statement).Skip(1).Concat(NextRound(statement)))
        {
            ExpressionSyntax? head = next switch
            {
                IfStatementSyntax choice => choice.Condition,
                ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax => next.ChildNodes().FirstOrDefault() as ExpressionSyntax ?? (next as LocalDeclarationStatementSyntax)?.Declaration.Variables[0].Initializer?.Value,
                _ => null,
            };
            if (head is null)
                return null;
            InvocationExpressionSyntax? first = head.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().OrderBy(static call => call.Span.End).FirstOrDefault();
            if (first is not null)
                return NameOf(first) is "WaitOne" or "Wait" && ReceiverOf(first) == gate ? body.Sites.Find(site => site.Syntax == first) : null;
            if (head.DescendantNodesAndSelf().Any(static part => part is AwaitExpressionSyntax or BaseObjectCreationExpressionSyntax))
                return null;
        }

        return null;
    }

    // while (!_stop) { _available.WaitOne(); …; _available.Reset(); }
    private static IEnumerable<StatementSyntax> NextRound(StatementSyntax last) =>
        last.Parent is BlockSyntax { Parent: WhileStatementSyntax { Condition: var condition } } round && round.Statements.Last() == last && !condition.DescendantNodesAndSelf().Any(static part => part is InvocationExpressionSyntax)
            ? round.Statements.Take(1)
            : [];

    // The last call before it asks for something, or a loop looks for work and then closes the event that announces it.
    private SyntaxNode? BeforeOf(IInvocationOperation reset, StatementSyntax statement, IOperation wait, Body body)
    {
        List<StatementSyntax> earlier = Statements(statement).TakeWhile(one => one != statement).ToList();
        List<List<InvocationExpressionSyntax>> calls = earlier.ConvertAll(CallsIn);
        int last = calls.FindLastIndex(static inside => inside.Count > 0);
        if (last >= 0 && earlier[last] is ExpressionStatementSyntax or LocalDeclarationStatementSyntax && IsHeard(wait) && calls[last].Find(call => IsRequest(call) || IsAnswered(call, reset, body)) is { } request && !IsOnWaited(request, wait))
            return request;
        if (IsInOpenEndedLoop(wait) && calls.SelectMany(static inside => inside).FirstOrDefault(static call => NameOf(call) is { } name && (ElementVerbs.TakesOut(name) || name == "TryRead")) is { } taken)
            return taken;

        // while (!_ready) { _changed.Reset(); _changed.WaitOne(); }
        return earlier.Count == 0 && IsInOpenEndedLoop(wait) && statement.Parent is BlockSyntax { Parent: WhileStatementSyntax { Condition: var condition } } && body.Sites.Exists(site => site is IFieldReferenceOperation { Field.IsReadOnly: false } && condition.Span.Contains(site.Syntax.Span))
            ? condition
            : null;
    }

    private static List<InvocationExpressionSyntax> CallsIn(StatementSyntax statement) =>
        statement.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<InvocationExpressionSyntax>().ToList();

    private bool IsAnswered(InvocationExpressionSyntax call, IInvocationOperation reset, Body body) => SharedLocations.LocationOf(Operand.Unwrap(reset.Instance!)) is { } gate
        && body.Sites.Find(site => site.Syntax == call) is { } asked && _answered.MayBeAnswered(asked, gate, body);

    private static bool IsRequest(InvocationExpressionSyntax call) => NameOf(call) is { } name && Array.Exists(Requests, verb => name.StartsWith(verb, StringComparison.Ordinal));

    private static IEnumerable<StatementSyntax> Statements(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        _ => [],
    };

    // A wait with a limit whose result nobody looks at only comes back late.
    private static bool IsHeard(IOperation wait) => !IsTimed(wait) || Operand.ParentOf(wait) is not IExpressionStatementOperation;

    private static bool IsInOpenEndedLoop(IOperation wait) => !IsTimed(wait) && Nesting.IsInLoop(wait);

    // An argument that is not known here may be a limit.
    private static bool IsTimed(IOperation wait) => wait is IInvocationOperation call
        ? call.Arguments.Any(static argument => argument.Parameter?.Type is { Name: "Int32" or "TimeSpan" })
        : wait.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 };

    private static bool IsOnWaited(InvocationExpressionSyntax call, IOperation wait) => ReceiverOf(call) == ReceiverOf((InvocationExpressionSyntax)wait.Syntax);

    private static string? ReceiverOf(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Expression.ToString();

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };

    // Another method, or a lambda that runs later, opens it.
    private bool IsOpenedElsewhere(IInvocationOperation reset, Body body) => SharedLocations.LocationOf(Operand.Unwrap(reset.Instance!)) is { } gate
        && summary.Bodies.Any(other => other != body && other.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "Set", Instance: { } opened } && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(Operand.Unwrap(opened)), gate)));
}
