using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>An event is tested for null and then read again to raise it; its last subscriber may leave in between.</summary>
internal sealed class THR0319EventRaisedAfterNullTest() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0319",
        title: "Read an event once to raise it",
        messageFormat: "'{0}' is read again here after the test for null at line {1}; when its last subscriber leaves on another thread in between, raising it throws a NullReferenceException",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Subscribers come and go on any thread. The value that was tested has to be the one that is called, which '?.Invoke' does.",
        cwe: [362, 367, 476]);

    internal override bool Wants(OperationKind kind) => kind == OperationKind.Invocation;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        var call = (IInvocationOperation)operation;
        if (call is not { Instance: { } instance } || Operand.Unwrap(instance) is not IEventReferenceOperation raised)
            return;
        if (NullTests.Before(call, value => IsSame(raised, Behind(value, body.Body))) is { } test && !IsOfOneThread(raised))
            body.Report(Descriptor, call.Syntax.GetLocation(), [test.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, raised.Event.Name, Excerpt.LineOf(test.Syntax));
    }

    // Who subscribes to a window does so on its thread.
    private static bool IsOfOneThread(IEventReferenceOperation raised) => !raised.Event.IsStatic && (ConfinedTypes.IsOne(raised.Event.ContainingType) || StatedIntent.IsForOneThread(raised.Event.ContainingType));

    // var handler = Changed; if (handler != null) Changed(this, args);
    private static IOperation Behind(IOperation value, Body body) =>
        value is ILocalReferenceOperation { Local: var local } && body.Locals.Of(local) is { } only ? Operand.Unwrap(only) : value;

    private static bool IsSame(IEventReferenceOperation raised, IOperation value) =>
        value is IEventReferenceOperation other
        && SymbolEqualityComparer.Default.Equals(other.Event, raised.Event)
        && (raised.Event.IsStatic || Equals(PathOf(raised), PathOf(other)));

    private static AccessPath? PathOf(IEventReferenceOperation reference) => AccessPath.Of(reference.Instance);
}
