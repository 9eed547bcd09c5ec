using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A task ends at the first await of the asynchronous code that it runs, and nobody waits for the rest.</summary>
internal sealed class THR0609NestedTask() : OperationRule(Descriptor)
{
    /// <summary>The property that is there where the result can be unwrapped: the delegate returns a task.</summary>
    internal const string CanUnwrap = "unwrap";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0609",
        title: "Wait for the task within the task",
        messageFormat: "{0}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "StartNew, ContinueWith and the constructor of Task know nothing of asynchronous delegates: for them, the work is done when the delegate has returned its own task.",
        cwe: [755, 252]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Invocation or OperationKind.ObjectCreation or OperationKind.Invalid;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        NestedTasks nested = body.Model.NestedTasks;
        if (operation is IInvalidOperation && nested.IsUnboundMaker(operation) && NestedTaskUse.IsLostUnbound(operation, body.Body))
            Report(operation, body, canUnwrap: true);
        if (operation is IInvocationOperation all && all.TargetMethod is { Name: "WhenAll", ContainingType.Name: "Task", TypeArguments: [var inner] } && nested.IsTask(inner) && IsOnlyAwaited(all) && MadeByAsyncLambda(all, body))
            body.Report(Descriptor, PlaceOf(all).GetLocation(), "Each of these tasks gives another task, which nobody waits for: await it in the lambda");
        if (nested.MakerOf(operation) is not { } maker || (maker == TaskMaker.Continuation && NestedTaskUse.LosesNothing(operation, body.Cancellation)))
            return;
        if (nested.IsNested(operation.Type))
        {
            if (new NestedTaskUse(body.Body, nested).IsLost(operation))
                Report(operation, body, canUnwrap: operation is IInvocationOperation);
            else if (maker == TaskMaker.Start && Operand.ParentOf(operation) is ISimpleAssignmentOperation { Target: IDiscardOperation } && NestedTasks.WastesThread((IInvocationOperation)operation))
                body.Report(Descriptor, DiagnosticSeverity.Info, PlaceOf(operation).GetLocation(), $"LongRunning gives '{NameOf(operation)}' a thread of its own, which ends at the first await of its delegate: the rest runs on the pool, as with Task.Run");
        }
        else if (Arguments(operation).Any(static argument => AsyncDelegates.VoidCodeOf(argument.Value) is not null))
        {
            Report(operation, body, canUnwrap: false);
        }
    }

    // await Task.WhenAll(…); or with ConfigureAwait, whose result nobody takes.
    private static bool IsOnlyAwaited(IInvocationOperation all) => Operand.AwaitOf(all) is { Parent: IExpressionStatementOperation };

    // items.Select(async item => { …; return SendAsync(item); })
    private static bool MadeByAsyncLambda(IInvocationOperation all, BodyContext body) => all.Arguments.Select(static argument => Operand.Unwrap(argument.Value))
        .Select(tasks => tasks is ILocalReferenceOperation { Local: var local } && body.Body.Locals.Of(local) is { } known ? known : tasks)
        .Any(tasks => tasks.Descendants().Any(part => part is IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnType: var made } } && body.Model.NestedTasks.IsNested(made)));

    private static IEnumerable<IArgumentOperation> Arguments(IOperation operation) =>
        operation is IInvocationOperation call ? call.Arguments : ((IObjectCreationOperation)operation).Arguments;

    private static void Report(IOperation operation, BodyContext body, bool canUnwrap)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        string message = $"The task of '{NameOf(operation)}' ends at the first await of its delegate; nobody waits for the rest, or sees its exceptions";
        body.Report(Descriptor, PlaceOf(operation).GetLocation(), [], canUnwrap ? properties.Add(CanUnwrap, "") : properties, message);
    }

    private static SyntaxNode PlaceOf(IOperation operation) => operation.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax member } => member.Name,
        ObjectCreationExpressionSyntax creation => creation.Type,
        var other => other,
    };

    private static string NameOf(IOperation operation) => operation is IObjectCreationOperation ? "new Task" : ((SimpleNameSyntax)PlaceOf(operation)).Identifier.ValueText;
}
