using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A task or continuation is started on whatever scheduler is the current one.</summary>
internal sealed class THR0610SchedulerLeftOpen() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0610",
        title: "Say which scheduler runs the work",
        messageFormat: "'{0}' runs its delegate on TaskScheduler.Current, which depends on the caller, and may be that of the user interface; pass TaskScheduler.Default, or use {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "StartNew and ContinueWith take the scheduler of the task that happens to be running. Work that was meant for the pool then runs on the thread of the user interface, or one at a time.",
        cwe: [662]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        var call = (IInvocationOperation)operation;
        if (!body.Model.Schedulers.IsLeftOpen(call) || IsNestedTask(call, body) || RunsOnPool(body.Body) || body.IsInTest)
            return;
        SyntaxNode place = call.Syntax is InvocationExpressionSyntax { Expression: var called } ? called switch
        {
            MemberAccessExpressionSyntax member => member.Name,
            MemberBindingExpressionSyntax member => member.Name,
            _ => called,
        } : call.Syntax;
        body.Report(Descriptor, place.GetLocation(), call.TargetMethod.Name, call.TargetMethod.Name == "StartNew" ? "Task.Run" : "await");
    }

    // Task.Run(() => { … task.ContinueWith(…); }): nobody has set another scheduler there.
    private static bool RunsOnPool(Body body) => body.SelfAndOuter().Any(static current => RepeatedCallbacks.CallOf(current) is { } call && Schedulers.SetsDefault(call));

    // Task.Run cures both, and the inner task, which may get lost, is the greater concern.
    private static bool IsNestedTask(IInvocationOperation call, BodyContext body) =>
        body.Model.NestedTasks.IsNested(call.Type) || call.Arguments.Any(static argument => AsyncDelegates.VoidCodeOf(argument.Value) is not null);
}
