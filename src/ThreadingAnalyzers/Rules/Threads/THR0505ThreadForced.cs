using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>Another thread is aborted, suspended, resumed or interrupted instead of being asked to stop.</summary>
internal sealed class THR0505ThreadForced() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0505",
        title: "Ask a thread to stop instead of forcing it",
        messageFormat: "'{0}' forces a thread: {1}",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A thread that is stopped from outside leaves locks held and data half changed. A cancellation token or an event lets it stop where it can.",
        cwe: [705, 833]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (body.Model.ThreadControl.HarmOf((IInvocationOperation)operation) is { } harm && !PassesOnInterruption((IInvocationOperation)operation, body.Body))
            body.Report(Descriptor, operation.Syntax.GetLocation(), Excerpt.Of(operation.Syntax), harm);
    }

    // catch (ThreadInterruptedException) { interrupted = true; } …; if (interrupted) Thread.CurrentThread.Interrupt();
    private static bool PassesOnInterruption(IInvocationOperation call, Body body) =>
        call is { TargetMethod.Name: "Interrupt", Instance: IPropertyReferenceOperation { Property.Name: "CurrentThread" } } && body.Root.Descendants().Any(static part => part is ICatchClauseOperation { ExceptionType.Name: "ThreadInterruptedException" });
}
