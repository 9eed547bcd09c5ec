using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A lock is given back on a path on which it is not held, or in another mode than it is held in.</summary>
internal sealed class THR0102LockReleasedUnheld() : UnheldReleaseRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0102",
        title: "Release a lock only where it is held",
        messageFormat: "The lock '{0}' may be given back without being held: {1}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Giving back a lock that is not held throws a SynchronizationLockException, which hides the exception that led there.",
        cwe: [832, 667]);

    protected override bool Concerns(LockKey key) => key.Mode != LockMode.Counting && key.Primitive != LockPrimitive.Scope;
}
