using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Events, countdowns and empty semaphores that code waits for without a limit, and that no code which can name them ever gives.</summary>
internal sealed class UngivenSignals(TypeSummary summary)
{
    /// <summary>The first wait for each of them, and what it is.</summary>
    internal IEnumerable<(IInvocationOperation Wait, ISymbol Signal)> All()
    {
        var asked = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (Body body in summary.ConcernedBodies)
        {
            foreach ((IInvocationOperation wait, IOperation named) in body.Sites.OfType<IInvocationOperation>().SelectMany(WaitedFor))
            {
                if (!IsEndOfProgram(wait, body) && SharedLocations.LocationOf(Operand.Unwrap(named)) is { } signal && IsOwn(signal) && asked.Add(signal) && StartsClosed(signal) && summary.References.To(signal) is var uses && uses.All(use => IsHarmless(use) || IsTakenBefore(use, uses)))
                    yield return (wait, signal);
            }
        }
    }

    private static IEnumerable<(IInvocationOperation Wait, IOperation Signal)> WaitedFor(IInvocationOperation call) => IsUnlimitedWait(call) ? [(call, call.Instance!)] : IsUnlimitedWaitForAll(call) ? ElementsOf(call).Select(signal => (call, signal)) : [];

    // WaitHandle.WaitAll(new WaitHandle[] { _db, _cache })
    private static bool IsUnlimitedWaitForAll(IInvocationOperation call) => call is { TargetMethod: { Name: "WaitAll", ContainingType: { Name: "WaitHandle", ContainingNamespace.Name: "Threading" } }, Arguments: [_] };

    private static IEnumerable<IOperation> ElementsOf(IInvocationOperation call) => Operand.Elements(call.Arguments[0].Value).Where(static element => Operand.Unwrap(element).Type is { } type && IsSignal(type));

    private static bool IsUnlimitedWait(IInvocationOperation call) => call is { TargetMethod.Name: "Wait" or "WaitOne" or "WaitAsync", Instance.Type: { } type } && IsSignal(type)
        && (call.Arguments.IsEmpty || call.Arguments is [{ Parameter.Type.Name: "CancellationToken" }] && HasSuccessor(call));

    // Who waits only until somebody cancels, does nothing afterwards: a cancellation throws past what follows.
    private static bool HasSuccessor(IInvocationOperation wait) =>
        wait.Syntax.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax { Parent: BlockSyntax { Statements: var statements } } statement && statements.SkipWhile(one => one != statement).Skip(1).FirstOrDefault() is not (null or ThrowStatementSyntax);

    // A program that is to run until somebody ends it stays in its entry point.
    private static bool IsEndOfProgram(IInvocationOperation wait, Body body) => body.Method is { } method && AsyncTwins.IsEntryPoint(method) && wait.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { Parent: var around } statement && around switch
    {
        // In a using or try block, what is to be done at the end is never done.
        BlockSyntax { Statements: var statements, Parent: BaseMethodDeclarationSyntax } => statements.Last() == statement,
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } last => unit.Members.OfType<GlobalStatementSyntax>().Last() == last,
        _ => false,
    };

    private static bool IsSignal(ITypeSymbol type) => type is
    {
        Name: "ManualResetEventSlim" or "ManualResetEvent" or "AutoResetEvent" or "EventWaitHandle" or "CountdownEvent" or "SemaphoreSlim" or "Semaphore", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: nameof(System) },
    };

    private static bool IsOwn(ISymbol signal) => signal is ILocalSymbol || signal is IFieldSymbol or IPropertySymbol && signal.DeclaredAccessibility == Accessibility.Private;

    // What has a name others open as well.
    private static bool StartsClosed(ISymbol signal) => Creations.Of(signal) is { ArgumentList: var list } && (list?.Arguments ?? default) is var given
        && !given.Any(static argument => argument.Expression.IsKind(SyntaxKind.StringLiteralExpression)) && given.Count <= 2
        && TypeOf(signal) switch
        {
            "ManualResetEventSlim" when given.Count == 0 => true,
            "CountdownEvent" => given.Count == 1 && !IsZero(given[0].Expression),
            "SemaphoreSlim" or "Semaphore" => given.Count > 0 && IsZero(given[0].Expression),
            _ => given.Count > 0 && given[0].Expression.IsKind(SyntaxKind.FalseLiteralExpression),
        };

    private static string? TypeOf(ISymbol signal) => (signal switch
    {
        ILocalSymbol local => local.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    })?.Name;

    private static bool IsZero(ExpressionSyntax count) => count is LiteralExpressionSyntax { Token.Value: 0 };

    private static bool IsWaitedForWithOthers(IOperation use)
    {
        IOperation? array = use.Parent;
        while (array is IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation)
            array = array.Parent;
        return array is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "WaitAll" or "WaitAny", ContainingType: { Name: "WaitHandle", ContainingNamespace.Name: "Threading" } } } };
    }

    // Who gives back the permit that it has waited for never comes so far.
    private static bool IsTakenBefore(IOperation use, IReadOnlyList<IOperation> uses) => use.Parent is IInvocationOperation { TargetMethod.Name: "Release", Arguments: var given } release && release.Instance == use
        && given.All(static argument => argument.ArgumentKind == ArgumentKind.DefaultValue) && uses.Any(other => other.Syntax.SpanStart < use.Syntax.SpanStart && other.Syntax.SyntaxTree == use.Syntax.SyntaxTree && other.Parent is IInvocationOperation wait && wait.Instance == other && IsUnlimitedWait(wait)
            && Nesting.FunctionAround(wait) == Nesting.FunctionAround(release) && MemberOf(wait) == MemberOf(release) && !Nesting.Outward(wait).Any(part => part is IConditionalOperation or ISwitchOperation or ITryOperation { Catches.IsEmpty: false } && !part.Syntax.Span.Contains(release.Syntax.Span)));

    private static SyntaxNode? MemberOf(IOperation operation) => operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();

    // Whoever else gets hold of it may give the signal.
    private static bool IsHarmless(IOperation use) => SignalModel.IsQuiet(use) || IsWaitedForWithOthers(use)
        || (use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use && Operand.Unwrap(assignment.Value) is IObjectCreationOperation && assignment.Parent is IExpressionStatementOperation);
}
