using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Which work is cut off by the end of the program, because its entry point does not wait for it.</summary>
internal static class ProgramEnd
{
    private static readonly HashSet<string> HarmlessNamespaces = new(StringComparer.Ordinal) { "System", "System.IO", "System.Linq", "System.Text", "System.Globalization", "System.Collections.Generic", "System.Collections.Concurrent" };

    /// <summary>Whether an operation starts work that nobody waits for, and the entry point in which it stands ends without anything that takes time.</summary>
    internal static bool CutsOff(IOperation work, Body body, ThreadingModel model) =>
        body is { Parent: null, Method: { } method } && AsyncTwins.IsEntryPoint(method)
        && (work is IInvocationOperation call ? IsWork(call, model) && IsDropped(call, body) : IsTimer(work, model))
        && body.Sites.All(site => !KeepsAlive(site, work, model));

    // Its callbacks run on the pool, whoever holds the timer.
    private static bool IsTimer(IOperation work, ThreadingModel model) =>
        work is IObjectCreationOperation { Arguments.Length: > 1 } creation && model.Threads.ForkOf(creation) == ForkKind.Timer && !TimerUses.WaitsForChange(creation);

    private static bool IsWork(IInvocationOperation call, ThreadingModel model) =>
        model.Threads.ForkOf(call) is ForkKind.Task or ForkKind.PoolItem
        || (model.Types.IsTask(call.Type) && (call.TargetMethod.IsAsync || (call.TargetMethod.Name is "ContinueWith" && IsWorkBehind(call, model))));

    private static bool IsWorkBehind(IInvocationOperation continuation, ThreadingModel model) => continuation.Instance is IInvocationOperation call && IsWork(call, model);

    private static bool IsDropped(IInvocationOperation call, Body body) => Operand.ParentOf(call) switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } =>
            !body.Root.Descendants().Any(part => part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)),
        _ => false,
    };

    private static bool KeepsAlive(IOperation site, IOperation work, ThreadingModel model)
    {
        if (site.Syntax == work.Syntax || work.Syntax.Span.Contains(site.Syntax.Span))
            return false;
        bool isLater = site.Syntax.SpanStart > work.Syntax.SpanStart;
        return site switch
        {
            ILoopOperation loop => loop.Syntax.Span.Contains(work.Syntax.Span) ? IsEndless(loop) : isLater && IsEndless(loop),
            IAwaitOperation => isLater || SharesLoop(site, work),
            // Whatever another type's code started before may keep the process alive.
            IInvocationOperation call => !IsHarmless(call, model) && (isLater || SharesLoop(site, work) || !IsPlain(call, model)),
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

    private static bool IsHarmless(IInvocationOperation call, ThreadingModel model)
    {
        INamedTypeSymbol? type = call.TargetMethod.ContainingType;
        string name = call.TargetMethod.Name;
        if (model.Threads.ForkOf(call) is ForkKind.Task or ForkKind.PoolItem || call is { TargetMethod: { IsAsync: true } } && Operand.ParentOf(call) is not IAwaitOperation)
            return true;
        if (type is { Name: "Timer", ContainingNamespace.Name: "Threading" } && name is "Change" or "Dispose" && call.Arguments.Length is 0 or 2)
            return true;
        return Framework.Owns(type) && HarmlessNamespaces.Contains(type!.ContainingNamespace.ToString())
            && !(type.Name == nameof(Console) && (name.StartsWith("Read", StringComparison.Ordinal) || name.StartsWith("Open", StringComparison.Ordinal)))
            && !name.StartsWith("Wait", StringComparison.Ordinal) && !name.StartsWith("Run", StringComparison.Ordinal);
    }

    // A call before the work that computes something, and starts nothing.
    private static bool IsPlain(IInvocationOperation call, ThreadingModel model) =>
        model.Joins.KindOf(call.TargetMethod) != JoinKind.Start && !call.TargetMethod.Name.StartsWith("Start", StringComparison.Ordinal)
        && !call.TargetMethod.Name.StartsWith("Run", StringComparison.Ordinal) && !call.TargetMethod.Name.StartsWith("Listen", StringComparison.Ordinal);
}
