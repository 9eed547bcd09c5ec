using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A delay limits the time of other work by WhenAny, and goes on when the work has won.</summary>
internal sealed class THR0617DelayOutlivesItsRace() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0617",
        title: "End the delay when the work is done",
        messageFormat: "Nothing cancels '{0}' when the other task ends first, so that its timer runs on; WaitAsync takes the time limit and cleans up",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Each call leaves a timer behind until its time is over. Under load, that is many timers, with all that their continuations hold.",
        cwe: [772, 400]);

    // A timer of less than a second is gone before it counts.
    private const int Second = 1000;

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Invocation or OperationKind.Invalid;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        if (operation is IInvocationOperation call ? CanEnd(call) || IsShort(call) : operation.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 })
            return;
        if (RacedDelays.RaceOf(operation, body.Body) is not null && !TokenOverloads.IsEnding(body.Body.Outermost.Symbol.Name) && !body.IsInTest)
            body.Report(Descriptor, operation.Syntax.GetLocation(), Excerpt.Of(operation.Syntax));
    }

    // With any other token, somebody may cancel it; a delay without an end waits for nothing but its token.
    private static bool CanEnd(IInvocationOperation delay) =>
        delay.Arguments.FirstOrDefault(static argument => argument.Parameter?.Type.Name == "CancellationToken") is { Value: var token }
        && Operand.Unwrap(token) is not (IDefaultValueOperation or IPropertyReferenceOperation { Property: { IsStatic: true, Name: "None" } })
        && !(Operand.Unwrap(token) is IParameterReferenceOperation && IsEndless(delay));

    private static bool IsEndless(IInvocationOperation delay) => delay.Arguments.FirstOrDefault()?.Value is { ConstantValue: { HasValue: true, Value: -1 } } or IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" };

    private static bool IsShort(IInvocationOperation delay) => delay.Arguments.FirstOrDefault()?.Value.ConstantValue is { HasValue: true, Value: >= 0 and < Second };
}
