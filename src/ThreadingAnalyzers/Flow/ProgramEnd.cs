using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Which work is cut off by the end of the program, because its entry point does not wait for it.</summary>
internal sealed class ProgramEnd(Body body, ThreadingModel model, CancellationToken cancellation)
{
    private readonly ForeignBodies _foreign = new(model, cancellation);
    private static readonly HashSet<string> HarmlessNamespaces = new(StringComparer.Ordinal) { "System", "System.IO", "System.Linq", "System.Text", "System.Globalization", "System.Collections.Generic", "System.Collections.Concurrent" };

    /// <summary>Whether an operation starts work that nobody waits for, and the entry point in which it stands ends without anything that takes time.</summary>
    internal static bool CutsOff(IOperation work, Body body, ThreadingModel model, CancellationToken cancellation) =>
        body is { Parent: null, Method: { } method } && AsyncTwins.IsEntryPoint(method) && new ProgramEnd(body, model, cancellation).CutsOff(work);

    private bool CutsOff(IOperation work) =>
        (work is IInvocationOperation call ? (IsWork(call) && IsDropped(call, body)) || StartsWork(call) : IsTimer(work))
        && body.Sites.All(site => !KeepsAlive(site, work));

    // queue.Add(folder), which gives the work to the pool and keeps nothing of it.
    private bool StartsWork(IInvocationOperation call) => call is { IsVirtual: false, TargetMethod: { IsAsync: false } method } && !Framework.Owns(method.ContainingType) && IsDropped(call, body) && MayStart(method)
        && _foreign.Of(method) is { } callee && (callee.Sites.Exists(site => site is IInvocationOperation started && model.Threads.ForkOf(started) is ForkKind.Task or ForkKind.PoolItem && IsDropped(started, callee)) || (MakesBackgroundThread(callee) && call.Arguments.Any(WritesBehind)))
        && !callee.Sites.Exists(site => site is IAwaitOperation || (site is IInvocationOperation waiting && model.Joins.KindOf(waiting.TargetMethod) is JoinKind.Handles or JoinKind.Signal));

    // Most calls of an entry point start nothing, and their text shows it before they are bound.
    private bool MayStart(IMethodSymbol method) => method.DeclaringSyntaxReferences is [var declared] && Vocabulary.OccursIn(declared.GetSyntax(cancellation), cancellation);

    private static bool MakesBackgroundThread(Body callee) => callee.Method is { ReturnsVoid: true } or { ReturnType.Name: "Thread" } && callee.Sites.Exists(static site =>
        site is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "IsBackground", ContainingType.Name: "Thread" } }, Value.ConstantValue: { HasValue: true, Value: true } })
        && !callee.Sites.Exists(static site => site is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Type.Name: "Thread" } });

    // Launcher.Go(packer.Pack), which writes a file.
    private bool WritesBehind(IArgumentOperation argument) => Operand.Unwrap(argument.Value) is IDelegateCreationOperation { Target: var target } && (target switch
    {
        IMethodReferenceOperation named => _foreign.Of(named.Method)?.Sites,
        IAnonymousFunctionOperation lambda => lambda.Descendants().SelectMany(part => part is IInvocationOperation inner && _foreign.Of(inner.TargetMethod) is { } called ? called.Sites : [part]),
        _ => null,
    })?.Any(site => model.FinishingWork.EffectOf(site) == EffectTarget.Storage) == true;

    // Its callbacks run on the pool, whoever holds the timer.
    private bool IsTimer(IOperation work) =>
        work is IObjectCreationOperation { Arguments.Length: > 1 } creation && model.Threads.ForkOf(creation) == ForkKind.Timer && !TimerUses.WaitsForChange(creation);

    private bool IsWork(IInvocationOperation call) =>
        model.Threads.ForkOf(call) is ForkKind.Task or ForkKind.PoolItem
        || (model.Types.IsTask(call.Type) && (call.TargetMethod.IsAsync || (call.TargetMethod.Name is "ContinueWith" && IsWorkBehind(call))));

    private bool IsWorkBehind(IInvocationOperation continuation) => continuation.Instance is IInvocationOperation call && IsWork(call);

    private static bool IsDropped(IInvocationOperation call, Body container) => Operand.ParentOf(call) switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } =>
            !container.Root.Descendants().Any(part => part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)),
        _ => false,
    };

    private bool KeepsAlive(IOperation site, IOperation work)
    {
        if (site.Syntax == work.Syntax || work.Syntax.Span.Contains(site.Syntax.Span))
            return false;
        bool isLater = site.Syntax.SpanStart > work.Syntax.SpanStart;
        return site switch
        {
            ILoopOperation loop => loop.Syntax.Span.Contains(work.Syntax.Span) ? IsEndless(loop) : isLater && IsEndless(loop),
            IAwaitOperation => isLater || SharesLoop(site, work),
            // Whatever another type's code started before may keep the process alive.
            IInvocationOperation call => !IsHarmless(call) && (isLater || SharesLoop(site, work) || !IsPlain(call)),
            IPropertyReferenceOperation { Property.Name: "Result" } => isLater,
            IObjectCreationOperation { Constructor: { } constructor } => !Framework.Owns(constructor.ContainingType) && constructor.ContainingType.BaseType?.Name != nameof(Object),
            _ => false,
        };
    }

    private static bool IsEndless(ILoopOperation loop) =>
        loop is IWhileLoopOperation { Condition: null or { ConstantValue: { HasValue: true, Value: true } } } or IForLoopOperation { Condition: null };

    private static bool SharesLoop(IOperation site, IOperation work)
    {
        for (IOperation? parent = work.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation && parent.Syntax.Span.Contains(site.Syntax.Span))
                return true;
        }

        return false;
    }

    private bool IsHarmless(IInvocationOperation call)
    {
        INamedTypeSymbol? type = call.TargetMethod.ContainingType;
        string name = call.TargetMethod.Name;
        if (model.Threads.ForkOf(call) is ForkKind.Task or ForkKind.PoolItem || call is { TargetMethod: { IsAsync: true } } && Operand.ParentOf(call) is not IAwaitOperation || StartsWork(call))
            return true;
        if (type is { Name: "Timer", ContainingNamespace.Name: "Threading" } && name is "Change" or "Dispose" && call.Arguments.Length is 0 or 2)
            return true;
        return Framework.Owns(type) && HarmlessNamespaces.Contains(type!.ContainingNamespace.ToString())
            && !(type.Name == nameof(Console) && (name.StartsWith("Read", StringComparison.Ordinal) || name.StartsWith("Open", StringComparison.Ordinal)))
            && !name.StartsWith("Wait", StringComparison.Ordinal) && !name.StartsWith("Run", StringComparison.Ordinal);
    }

    // A call before the work that computes something, and starts nothing.
    private bool IsPlain(IInvocationOperation call) =>
        model.Joins.KindOf(call.TargetMethod) != JoinKind.Start && !call.TargetMethod.Name.StartsWith("Start", StringComparison.Ordinal)
        && !call.TargetMethod.Name.StartsWith("Run", StringComparison.Ordinal) && !call.TargetMethod.Name.StartsWith("Listen", StringComparison.Ordinal);
}
