using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>A priority or the size of the pool is set, where the order of things or a blocked pool is the matter.</summary>
internal sealed class THR0506PriorityAsCure() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0506",
        title: "Do not count on priorities or the size of the pool",
        messageFormat: "'{0}' {1}",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Priorities are hints: they give no order, and let other threads starve. A larger pool hides for a while that its threads are blocked.",
        cwe: [410, 362]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Invocation or OperationKind.SimpleAssignment;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (ThreadControl.TuningBy(operation) is { } effect)
            body.Report(Descriptor, operation.Syntax.GetLocation(), Excerpt.Of(operation.Syntax), effect);
    }
}
