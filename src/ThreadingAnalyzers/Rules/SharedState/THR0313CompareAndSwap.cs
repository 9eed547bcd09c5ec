using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A compare-and-swap that does not compare with what it should, or whose failure nobody notices.</summary>
internal sealed class THR0313CompareAndSwap() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0313",
        title: "Read, compute, compare and swap until it succeeds",
        messageFormat: "'{0}' on '{1}' {2}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A compare-and-swap writes only if nothing has changed since the value was read. It has to compare with the very value that the new one was made from, and to be repeated with a new one when it fails.",
        cwe: [362, 366, 367]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (body.Model.Atomics.Of(operation) is not { Action: AtomicAction.CompareExchange or AtomicAction.Change or AtomicAction.Exchange } call || AccessPath.Of(call.Target, body.Body.Locals.Resolve) is not { } path)
            return;
        if (new CompareAndSwap(call, path, body.Body, body.Model).Fault() is not { } fault || (call.Action != AtomicAction.CompareExchange && IsUnderLock(operation, body)))
            return;
        DiagnosticSeverity severity = call.Action == AtomicAction.CompareExchange ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        body.Report(Descriptor, severity, operation.Syntax.GetLocation(), call.Name, path.ToString(), fault);
    }

    // Others that hold the lock make the test one after the other.
    private static bool IsUnderLock(IOperation operation, BodyContext body) => body.Body.LockFlow(body.Model, body.Cancellation) is not { } flow || flow.StateAt(operation.Syntax) is null || flow.MustHoldAt(operation.Syntax).Any();
}
