using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>Asynchronous work is started, and its task goes nowhere.</summary>
internal sealed class THR0605DroppedTask() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0605",
        title: "Await the task, or say that nobody has to",
        messageFormat: "What '{0}' gives is dropped: {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "What follows runs before the work is done, and an exception in it is never seen.",
        cwe: [755, 252]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Invocation or OperationKind.Invalid;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (operation is not IInvocationOperation call)
        {
            AnalyzeUnresolved(operation, body);
            return;
        }

        bool isSequence = call.Type is { Name: "IAsyncEnumerable", ContainingNamespace.Name: "Generic" };
        if (!(isSequence || body.Model.Awaitables.IsAwaitable(call.Type)) || HandsOut(call) || !ForgottenTasks.IsDropped(call))
            return;
        bool isPause = IsPause(call);
        if (isPause ? ForgottenTasks.IsForItsOwnSake(call) : (ProgramEnd.CutsOff(call, body.Body, body.Model, body.Cancellation) || IsPermit(call, body) || ForgottenTasks.IsMeant(call, body.Body.Method, body.Cancellation)))
            return;
        DiagnosticSeverity severity = isSequence || isPause || IsAsynchronous(call, body) ? Descriptor.DefaultSeverity : DiagnosticSeverity.Info;
        body.Report(Descriptor, severity, CallPlace.Of(call.Syntax), Excerpt.Of(call.Syntax), isSequence ? "nobody goes through the sequence, so that nothing runs" : isPause ? "what follows does not wait, so there is no pause" : "nobody waits for it or sees its exceptions");
    }

    // Where a type does not resolve, what is known of the method has to do, or its name, where the code around it is asynchronous.
    private static void AnalyzeUnresolved(IOperation operation, BodyContext body)
    {
        if (UnboundCall.Of(operation) is not { } call || !ForgottenTasks.IsDropped(operation) || ForgottenTasks.IsForItsOwnSake(operation) || ForgottenTasks.ConfiguresSubstitute(call))
            return;
        bool isTask = call.Method is { } method ? body.Model.Types.IsTask(method.ReturnType) && !ForgottenTasks.IsMeant(method, body.Body.Method, body.Cancellation) : call.IsNamedAsync && body.Body.IsAsync;
        if (isTask)
            body.Report(Descriptor, call.Method is { IsAsync: true } ? Descriptor.DefaultSeverity : DiagnosticSeverity.Info, CallPlace.Of(operation.Syntax), Excerpt.Of(operation.Syntax), "nobody waits for it or sees its exceptions");
    }

    // Interlocked.Exchange(ref _task, …), list.Remove(…): what is given was there before, and its type is the caller's.
    private static bool HandsOut(IInvocationOperation call) => call.TargetMethod is { MethodKind: not MethodKind.DelegateInvoke, OriginalDefinition.ReturnType: ITypeParameterSymbol };

    // A function that is not async starts work beside its own often on purpose, or the task is known to have ended.
    private static bool IsAsynchronous(IInvocationOperation call, BodyContext body) =>
        call.TargetMethod.IsAsync || (body.Body.Method is { } method && (method.IsAsync || body.Model.Types.IsTask(method.ReturnType)) && !ForgottenTasks.MayHaveEnded(call.TargetMethod, body.Cancellation));

    private static bool IsPause(IOperation call) => call switch
    {
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => IsPause(task),
        IInvocationOperation { TargetMethod: { Name: "Delay" or "Yield", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } } => true,
        _ => false,
    };

    // A permit that is given back here without having been taken is a defect of its own.
    internal static bool IsPermit(IInvocationOperation call, BodyContext body) =>
        body.Model.Locks.EffectOf(call) is { IsAsync: true }
        && body.Body.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "Release", Instance: { Type: var type } } && SymbolEqualityComparer.Default.Equals(type, call.Instance?.Type));
}
