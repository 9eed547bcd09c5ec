using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>The entry point starts work on the pool and returns: the process ends, and the work with it.</summary>
internal sealed class THR0504ProgramEndsFirst() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0504",
        title: "Wait for the work before the program ends",
        messageFormat: "Nothing waits for '{0}': the program ends while it runs, and cuts it off",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The threads of the pool are background threads. When the entry point returns the process ends, whatever they are doing, without running their finally blocks.",
        cwe: [404, 252]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Invocation or OperationKind.ObjectCreation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (ProgramEnd.CutsOff(operation, body.Body, body.Model, body.Cancellation))
            body.Report(Descriptor, operation.Syntax.GetLocation(), Excerpt.Of(operation.Syntax));
    }
}
