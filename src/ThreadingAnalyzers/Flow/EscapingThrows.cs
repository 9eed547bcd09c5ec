using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The only state of an analysis that asks for nothing but reachability.</summary>
internal sealed record Reached
{
    internal static readonly Reached Instance = new();
}

/// <summary>What in the loops of a body throws for one of the items, and is not caught there.</summary>
internal sealed class EscapingThrows : ForwardFlow<Reached>
{
    // What lies deeper than that is seldom seen as the work of the thread.
    private const int MostBodies = 8;

    private readonly ThreadingModel _model;
    private readonly List<IOperation> _causes = [];
    private readonly ForkKind _kind;

    private readonly Callbacks _callbacks;

    private EscapingThrows(ControlFlowGraph graph, ForkKind kind, Callbacks callbacks, ThreadingModel model, CancellationToken cancellation)
        : base(graph, cancellation) => (_kind, _callbacks, _model) = (kind, callbacks, model);

    /// <summary>The first in the order of the source that calls other code, or null.</summary>
    internal IOperation? First => GaveUp ? null : _causes.OrderBy(static cause => cause.Syntax.SpanStart).FirstOrDefault();

    /// <summary>Computes the flow of a body.</summary>
    /// <param name="graph">The graph of the body.</param>
    /// <param name="kind">What runs the body. How work of the pool or of a timer ends nobody learns.</param>
    /// <param name="callbacks">The bodies of the type.</param>
    /// <param name="model">The model of the compilation.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal static EscapingThrows Compute(ControlFlowGraph graph, ForkKind kind, Callbacks callbacks, ThreadingModel model, CancellationToken cancellation)
    {
        var flow = new EscapingThrows(graph, kind, callbacks, model, cancellation);
        flow.Solve(Reached.Instance);
        return flow;
    }

    /// <summary>A body and the methods of its type that it calls where nothing catches what they throw; asynchronous ones keep it in their task.</summary>
    internal static IEnumerable<Body> RunUnhandled(Body target, Callbacks callbacks)
    {
        var reached = new HashSet<Body>();
        var pending = new Queue<Body>();
        pending.Enqueue(target);
        while (pending.Count > 0 && reached.Count < MostBodies)
        {
            Body body = pending.Dequeue();
            if (body.IsAsync || body.IsIterator || !reached.Add(body))
                continue;
            yield return body;
            foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>())
            {
                if (call is { IsVirtual: false, Instance: null or IInstanceReferenceOperation } && !IsHandled(call.Syntax) && callbacks.Of(call.TargetMethod) is { } callee)
                    pending.Enqueue(callee);
            }
        }
    }

    protected override Reached Merge(Reached left, Reached right) => left;

    protected override Reached? Refine(BasicBlock block, Reached state, bool value) => state;

    protected override Reached Apply(BasicBlock block, Reached state, Action<Reached, IOperation> thrown)
    {
        IEnumerable<IOperation> roots = block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations;
        foreach (IOperation operation in roots.SelectMany(EvaluationOrder.Of))
        {
            if (operation is IInvocationOperation call ? IsWork(call) && _model.Throws.CanThrow(call) : IsUnknownWork(operation))
                thrown(state, operation);
        }

        return state;
    }

    // One bad item among many is to be expected, and so is one bad connection in a loop that serves them. A handler around it says that the exceptions which it leaves out are not.
    private bool IsWork(IInvocationOperation call)
    {
        if (call.IsImplicit || IsLookup(call) || IsWrite(call) || Operand.ParentOf(call) is IThrowOperation || call.Syntax.Parent is ThrowStatementSyntax or ThrowExpressionSyntax || _model.Threads.IsFork(call) || _model.Joins.IsJoin(call))
            return false;
        bool isExpected = (_kind == ForkKind.PoolItem && call.TargetMethod.MethodKind == MethodKind.DelegateInvoke) || (_kind is ForkKind.PoolItem or ForkKind.Timer && (IsOfOutside(call) || TakesTextApart(call)));
        return !IsHandled(call.Syntax) && !OnlyKeepsBooks(call, depth: 2) && (isExpected || Around(call.Syntax).Any(around => around.Parent switch
        {
            CommonForEachStatementSyntax loop => loop.Statement == around.Child && !CatchesFor(loop.Statement) && (_kind != ForkKind.Thread || TakesTextApart(call) || (IsStream(loop) && !IsOnFile(call))),
            WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax => IsOfNetwork(call),
            _ => false,
        }));
    }

    // What has an end is as if the code that started the thread had done it: a failure ends both. A thread that takes whatever comes is there for all of them.
    private static bool IsStream(CommonForEachStatementSyntax loop) => loop.Expression.ToString().Contains("GetConsumingEnumerable");

    // A method of the type's own that only looks up, counts and prints.
    private bool OnlyKeepsBooks(IInvocationOperation call, int depth) => depth > 0 && call is { IsVirtual: false } && _callbacks.Of(call.TargetMethod) is { } own
        && own.Sites.OfType<IInvocationOperation>().All(inner => IsLookup(inner) || IsHandled(inner.Syntax) || (Framework.Owns(inner.TargetMethod.ContainingType) && inner.TargetMethod.ContainingType.Name is "Console" or "Trace" or "Debug" or "Math") || OnlyKeepsBooks(inner, depth - 1))
        && !own.Root.Descendants().Any(static part => part is IThrowOperation || UnboundCalls.Is(part));

    // Who catches all that the work on an item may throw has thought of it; what stands beside that work is not expected to throw.
    private static bool CatchesFor(StatementSyntax round) => round is BlockSyntax block
        && block.Statements.OfType<TryStatementSyntax>().Any(static attempt => attempt.Catches.Any(static handler => handler.Declaration?.Type.ToString() is null or "Exception" or "System.Exception" && handler.Filter is null));

    // What an object that is not known here does with an item that another thread has put into a queue, or the network with any item.
    private static bool IsUnknownWork(IOperation operation) => UnboundCalls.NameOf(operation) is not (null or "Dispose" or "Close") && !IsHandled(operation.Syntax)
        && Around(operation.Syntax).Any(around => around.Parent is CommonForEachStatementSyntax loop && loop.Statement == around.Child
            && (IsStream(loop) || (IsOfNetwork(UnboundCalls.ReceiverOf(operation)) && !CatchesFor(loop.Statement))));

    // client.DownloadString(item.Url), whose argument is not known here.
    private static bool IsOfNetwork(IOperation? receiver) => receiver?.Type is INamedTypeSymbol { Name: "WebClient" or "SmtpClient" or "HttpClient" or "TcpClient" or "Socket" } type && Framework.Owns(type);

    private static bool IsHandled(SyntaxNode place) => Around(place).Any(static around => around.Parent is CatchClauseSyntax || around.Parent is TryStatementSyntax { Catches.Count: > 0 } attempt && attempt.Block == around.Child);

    private static IEnumerable<(SyntaxNode Child, SyntaxNode Parent)> Around(SyntaxNode node)
    {
        for (SyntaxNode child = node; child.Parent is { } parent and not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax); child = parent)
            yield return (child, parent);
    }

    // Whoever is at the other end may hang up at any time.
    private static bool IsOfNetwork(IInvocationOperation call) => Framework.Owns(call.TargetMethod.ContainingType)
        && call.TargetMethod.Name is not ("Dispose" or "Close")
        && call.TargetMethod.ContainingType.ContainingNamespace is { Name: "Sockets" or "Http" or "Pipes" };

    // What other programs and machines have a say in.
    private static bool IsOfOutside(IInvocationOperation call) => IsOfNetwork(call) || (Framework.Owns(call.TargetMethod.ContainingType) && call.TargetMethod.ContainingType is
    {
        Name: "File" or "Directory" or "FileInfo" or "DirectoryInfo" or "WebClient" or "SmtpClient" or "DbCommand" or "DbConnection" or "IDbCommand" or "IDbConnection", ContainingNamespace.Name: "IO" or "Net" or "Mail" or "Common" or "Data",
    } && call.TargetMethod.Name is not "Exists" && !IsWriteOfOwn(call));

    // File.WriteAllText(_path, text): a file of the program's own, whatever the text.
    private static bool IsWriteOfOwn(IInvocationOperation call) => call.TargetMethod is { ContainingType.Name: "File", Name: var name } && (name.StartsWith("WriteAll", StringComparison.Ordinal) || name.StartsWith("AppendAll", StringComparison.Ordinal))
        && call.Arguments is [{ Value: var path }, ..] && Operand.Unwrap(path) is IFieldReferenceOperation;

    private static bool IsOnFile(IInvocationOperation call) => call.TargetMethod is { IsStatic: true, ContainingType: { Name: "File", ContainingNamespace.Name: "IO" } };

    // A file that is open takes one line as well as the next.
    private static bool IsWrite(IInvocationOperation call) => call.TargetMethod is { ContainingType: { Name: "TextWriter" or "StreamWriter" or "StringWriter", ContainingNamespace.Name: "IO" }, Name: "Write" or "WriteLine" or "Flush" };

    // double.Parse(line): text that came from elsewhere need not be what is expected.
    private static bool TakesTextApart(IInvocationOperation call) => call is { TargetMethod: { Name: "Parse" or "ParseExact", IsStatic: true }, Arguments: [{ Value: var text }, ..] } && Framework.Owns(call.TargetMethod.ContainingType)
        && text.Type?.SpecialType == SpecialType.System_String && text.ConstantValue is { HasValue: false };

    // Looking something up or taking a text apart fails only where the program is wrong.
    private static bool IsLookup(IInvocationOperation call) => call.TargetMethod.ContainingType?.SpecialType == SpecialType.System_String
        || call.TargetMethod.ContainingType?.ContainingNamespace is { Name: "Collections" or "Generic" or "Concurrent" or "Linq" or "Specialized" } && Framework.Owns(call.TargetMethod.ContainingType);

    protected override void Leave(ExitKind kind, Reached state, IOperation? cause)
    {
        // What is thrown on purpose is meant.
        if (kind == ExitKind.Exceptional && (cause is IInvocationOperation || cause is not null && UnboundCalls.Is(cause)))
            _causes.Add(cause);
    }
}
