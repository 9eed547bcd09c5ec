using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>Synchronous code waits for asynchronous code by blocking.</summary>
internal sealed class THR0602BlockingOnAsyncCode() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0602",
        title: "Let the callers of asynchronous code be asynchronous",
        messageFormat: "'{0}' blocks until asynchronous code has ended; that deadlocks where the code needs this thread or its context to go on",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A thread that blocks on asynchronous code is missing from the pool, and in a user interface it is the thread that the code needs to continue.",
        cwe: [833, 400]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Invocation or OperationKind.PropertyReference or OperationKind.Invalid;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if ((body.Body.Method ?? ConstructorBehind(body.Body.Symbol)) is not { } method || AsyncTwins.IsEntryPoint(method))
            return;
        if (body.Model.Blocking.Of(operation, method) is not { Form: AsyncForm.Await or AsyncForm.WaitAsync or AsyncForm.WhenAll or AsyncForm.WhenAny or AsyncForm.TimedWait or AsyncForm.None, Waited: { } waited } blocking)
            return;
        if (method.MethodKind == MethodKind.StaticConstructor && Operand.UnwrapWaiting(waited).Operation is not IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: true } })
            return;
        if (Awaitables.IsResultOfAwaiter(method))
            return;
        // if (!dispatcher.CheckAccess()) dispatcher.InvokeAsync(…).Wait(): any other thread may wait for that of the user interface.
        if (ContextTests.IsOffContext(operation))
            return;
        if (TestCode.MayBlock(body.Body.Outermost.Symbol))
            return;
        // Dispose, or the OnStop of a service, has no other way to wait for work that it has stopped.
        if ((method.Name == nameof(IDisposable.Dispose) || (method.IsOverride && TokenOverloads.IsEnding(method.Name.StartsWith("On", StringComparison.Ordinal) ? method.Name.Substring(2) : method.Name))) && Operand.UnwrapWaiting(waited).Operation is IMemberReferenceOperation or IConditionalAccessInstanceOperation)
            return;
        // _stop.Cancel(); return _loop.Wait(1000); Who stops the work waits as long as is decent.
        if (blocking.Form == AsyncForm.TimedWait && Operand.Unwrap(waited) is IFieldReferenceOperation && body.Body.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "Cancel" } && site.Syntax.SpanStart < operation.Syntax.SpanStart))
            return;
        if (AsyncScope.Of(body.Body, body.Model) is not null || IsExempt(operation) || IsUnderLock(operation, body) || new CompletedTasks(body.Body, body.Model.Types).HasEnded(waited))
            return;
        if (!body.Model.Types.IsValueTask(ConfiguredIn(waited).Type) && new BlockedWork(body.Body, body.Model).IsAsynchronous(waited))
            body.Report(Descriptor, operation.Syntax.GetLocation(), [], PropertiesOf(blocking), Excerpt.Of(operation.Syntax));
    }

    // An initializer runs with the constructors of its type. Work of the type itself in a static one is a deadlock, and another rule's.
    private static IMethodSymbol? ConstructorBehind(ISymbol initialized) => initialized is IFieldSymbol or IPropertySymbol
        ? initialized.ContainingType.Constructors.FirstOrDefault(constructor => constructor.IsStatic == initialized.IsStatic)
        : null;

    // A ValueTask that was made a Task is a Task.
    private static IOperation ConfiguredIn(IOperation waited) => Operand.Unwrap(waited) is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } ? task : Operand.Unwrap(waited);

    private static ImmutableDictionary<string, string?> PropertiesOf(BlockingCall blocking) => blocking.Form == AsyncForm.None
        ? ImmutableDictionary<string, string?>.Empty
        : ImmutableDictionary<string, string?>.Empty.Add(THR0601BlockingCallInAsyncCode.Repair, blocking.Form.ToString());

    private static bool IsUnderLock(IOperation operation, BodyContext body)
    {
        if (!body.Body.HasLockOperations || body.Body.LockFlow(body.Model, body.Cancellation)?.StateAt(operation.Syntax) is not { } state)
            return false;
        for (int gate = 0; gate < state.LockCount; gate++)
        {
            if (state[gate].Maximum > 0)
                return true;
        }

        return false;
    }

    // Under a lock the lock is the worse problem, on a pool thread the pool; an expression tree does not run.
    private static bool IsExempt(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is INameOfOperation or ILockOperation or IConversionOperation { Type.Name: "Expression" })
                return true;
            if (parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Run" or "StartNew" or "QueueUserWorkItem" } } })
                return true;
        }

        return false;
    }
}
