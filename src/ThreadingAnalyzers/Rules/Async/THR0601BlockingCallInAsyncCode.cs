using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>Asynchronous code holds its thread until something else has happened.</summary>
internal sealed class THR0601BlockingCallInAsyncCode() : OperationRule(Descriptor)
{
    /// <summary>The property that names the <see cref="AsyncForm"/> of the call, where it has one.</summary>
    internal const string Repair = "repair";

    /// <summary>The property that holds the name of the asynchronous twin.</summary>
    internal const string Twin = "twin";

    /// <summary>The property that holds the cancellation token to pass to the twin.</summary>
    internal const string Token = "token";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0601",
        title: "Do not block in asynchronous code",
        messageFormat: "'{0}' blocks the thread inside asynchronous code; {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A thread that blocks is missing from the pool, and deadlocks where the work that it waits for needs the same thread or context to continue.",
        cwe: [833, 400]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Invocation or OperationKind.PropertyReference or OperationKind.Invalid;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (AsyncScope.Of(body.Body, body.Model) is not { } scope || body.Model.Blocking.Of(operation, scope.Function) is not { } blocking)
            return;
        if (!scope.Concerns(blocking) || IsExempt(operation) || (blocking.Twin is { } twin && IsSynchronousAlternative(operation, twin)) || SynchronousModes.HoldsAt(operation) || (blocking.Waited is { } task && new CompletedTasks(body.Body, body.Model.Types).HasEnded(task)))
            return;
        body.Report(Descriptor, operation.Syntax.GetLocation(), [], PropertiesOf(blocking, scope), Excerpt.Of(operation.Syntax), Advice(blocking));
    }

    // await is not allowed in a lock, a catch filter or an expression tree; and there the lock is the worse problem.
    private static bool IsExempt(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is INameOfOperation or ILockOperation { } or IConversionOperation { Type.Name: "Expression" })
                return true;
            if (parent is IAnonymousFunctionOperation { Symbol.IsAsync: true } or ILocalFunctionOperation)
                return false;
        }

        return false;
    }

    // if (async) await ReadAsync(…); else Read(…): one method for both kinds of callers, on purpose.
    private static bool IsSynchronousAlternative(IOperation operation, IMethodSymbol twin)
    {
        for (IOperation? child = operation, parent = operation.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            bool isAlternative = parent is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation;
            if (isAlternative && parent.ChildOperations.Any(branch => branch != child && Calls(branch, twin)))
                return true;
        }

        return false;
    }

    private static bool Calls(IOperation branch, IMethodSymbol method) =>
        branch.DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: var name } && name == method.Name);

    private static ImmutableDictionary<string, string?> PropertiesOf(BlockingCall blocking, AsyncScope scope)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        if (blocking.Form == AsyncForm.None || !scope.CanAwait)
            return properties;
        properties = properties.Add(Repair, blocking.Form.ToString());
        if (blocking.Twin is { } twin)
            properties = properties.Add(Twin, twin.Name);
        return (blocking.TakesToken || blocking.Form == AsyncForm.Delay) && scope.Token is { } token ? properties.Add(Token, token) : properties;
    }

    private static string Advice(BlockingCall blocking) => blocking.Form switch
    {
        AsyncForm.Await or AsyncForm.WaitAsync => "await the task instead",
        AsyncForm.TimedWait => "await its WaitAsync instead",
        AsyncForm.Twin => $"await '{blocking.Twin!.Name}' instead",
        AsyncForm.WhenAll => "await Task.WhenAll instead",
        AsyncForm.WhenAny => "await Task.WhenAny instead",
        AsyncForm.Delay => "await Task.Delay instead",
        _ => blocking.Waited is IInvalidOperation ? "await the task instead" : "wait for it asynchronously",
    };
}
