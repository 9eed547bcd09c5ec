using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>The object that is locked can be locked by strangers, or is not the one object that it seems to be.</summary>
internal sealed class THR0103WeakLockObject() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0103",
        title: "Lock a private object",
        messageFormat: "'{0}' makes a poor lock object: {1}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Code that can reach the lock object can hold it, for as long as it likes and in any order with other locks. A private object is safe from that.",
        cwe: [412, 821]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Lock or OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (body.Model.Locks.ObjectTakenBy(operation) is not { Primitive: LockPrimitive.Monitor, Expression: var locked })
            return;
        if (body.Model.LockWeaknesses.Of(locked, body.Body.Symbol, body.Body.Locals.Of) is not { } weakness || IsLeftToTheCaller(operation, weakness))
            return;
        body.Report(Descriptor, SeverityOf(weakness), locked.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty, Excerpt.Of(locked.Syntax), ReasonOf(weakness));
    }

    // A method that only enters is half of a lock of the user's own.
    private static bool IsLeftToTheCaller(IOperation operation, LockWeakness weakness) => weakness == LockWeakness.Parameter && operation is not ILockOperation;

    // What may well be right in the program at hand is no more than a hint.
    private static DiagnosticSeverity SeverityOf(LockWeakness weakness) =>
        weakness is LockWeakness.Inherited or LockWeakness.SyncRoot or LockWeakness.ConcurrentCollection or LockWeakness.Parameter ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity;

    private static string ReasonOf(LockWeakness weakness) => weakness switch
    {
        LockWeakness.This => "all code that holds this instance can lock it too, and the type is visible to other assemblies",
        LockWeakness.Type => "a reflection object is one for the whole process, and all code can lock it too",
        LockWeakness.String => "equal strings can be one object, which unrelated code may lock too",
        LockWeakness.Boxed => "the value becomes a new object each time, which nobody else ever locks",
        LockWeakness.Visible => "it is visible to other assemblies, whose code can lock it too",
        LockWeakness.Inherited => "heirs in other assemblies can lock it too",
        LockWeakness.SyncRoot => "all code that reaches the collection can lock it too",
        LockWeakness.Primitive => "its monitor is taken here, which has nothing to do with what the object itself waits for",
        LockWeakness.ConcurrentCollection => "the operations of the collection do not take this lock, and run beside it",
        _ => "the caller chooses it, so that others may lock it too, or use another one",
    };
}
