using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A lock is taken by a call, and some path leaves the body while it is still held.</summary>
internal sealed class THR0101LockNotReleased() : LeakRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0101",
        title: "Release the lock on every path",
        messageFormat: "The lock '{0}' that is taken here is not given back {1}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A lock that stays held stops every other thread that needs it.",
        cwe: [667, 764]);

    protected override bool Concerns(LockKey key) => key.Mode != LockMode.Counting && key.Primitive != LockPrimitive.Scope;

    protected override bool IsTakenIn(Body body) => body.TakesLocksByCall;
}
