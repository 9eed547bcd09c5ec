using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A semaphore's permit is taken, and some path leaves the body without giving it back.</summary>
internal sealed class THR0401PermitNotReleased() : LeakRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0401",
        title: "Release the permit on every path",
        messageFormat: "The permit of '{0}' that is taken here is not given back {1}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A permit that is not given back is lost for good: the semaphore lets one caller less through each time, until all of them wait for ever.",
        cwe: [772, 667]);

    // A semaphore that starts without permits is a signal: who waits for it has nothing to give back.
    protected override bool Concerns(LockKey key) => key.Mode == LockMode.Counting && SemaphorePermits.InitialOf(key.Path.Last) is not 0;

    protected override bool IsTakenIn(Body body) => body.TakesPermits;
}
