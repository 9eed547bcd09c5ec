using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A task is used as if it were its result, or as if it were there or started once for sure.</summary>
internal sealed class THR0612TaskTakenForValue() : OperationRule(Descriptor)
{
    /// <summary>The property that says how to repair it.</summary>
    internal const string Repair = "repair";

    /// <summary>The repair that gives the await a completed task in the place of null.</summary>
    internal const string Complete = "complete";

    /// <summary>The repair that awaits the reported task, or the one at the first additional place.</summary>
    internal const string Await = "await";

    /// <summary>The repair that keeps the tasks of the sequence at the first additional place in a list.</summary>
    internal const string Keep = "keep";

    /// <summary>The property that holds how many additional places the repair needs.</summary>
    internal const string Places = "places";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0612",
        title: "Do not take a task for its result",
        messageFormat: "'{0}' {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A task is work and not the value that the work gives: it is never null when the value is, its text is the name of its type, and a lazy sequence starts it again and again.",
        cwe: [476, 670]);

    internal override bool Wants(OperationKind kind) =>
        kind is OperationKind.Await or OperationKind.Interpolation or OperationKind.Binary or OperationKind.IsPattern or OperationKind.Invocation or OperationKind.VariableDeclarator;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        switch (operation)
        {
            case IAwaitOperation { Operation: var awaited } when Operand.Unwrap(BelowConfiguration(awaited)) is var access && ((access is IConditionalAccessOperation && body.Model.Types.IsTaskClass(access.Type)) || IsUnboundAsync(access)) && !IsKnownToBeThere(access):
                Report(access, "is null where there is nothing to call, and awaiting null throws a NullReferenceException", Complete, null, body);
                break;
            case IInterpolationOperation { Expression: var hole }:
                AnalyzeText(hole, body);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when sum.Type?.SpecialType == SpecialType.System_String:
                AnalyzeText(sum.LeftOperand, body);
                AnalyzeText(sum.RightOperand, body);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test:
                AnalyzeTest(test.LeftOperand, test.RightOperand, body);
                AnalyzeTest(test.RightOperand, test.LeftOperand, body);
                break;
            case IIsPatternOperation { Value: var value, Pattern: var pattern } when (pattern is INegatedPatternOperation not ? not.Pattern : pattern) is IConstantPatternOperation { Value: var constant }:
                AnalyzeTest(value, constant, body);
                break;
            case IInvocationOperation { TargetMethod.Name: nameof(Equals) } comparison:
                AnalyzeComparison(comparison, body);
                break;
            case IInvocationOperation call:
                foreach ((IOperation selector, bool isOrder) in KeySelectors.GivingTasks(call, body.Model.Types))
                    Report(selector, isOrder ? "gives tasks, which have no order; await the keys before they are compared" : "gives tasks, of which no two are equal; await the keys before they are compared", null, null, body);
                foreach (IOperation text in body.Model.TextSinks.TextsOf(call))
                    AnalyzeText(text, body);
                break;
            case IVariableDeclaratorOperation { Symbol: var local } declarator when body.Model.Awaitables.IsLazySequence(local.Type):
                AnalyzeSequence(local, declarator, body);
                break;
        }
    }

    // await (inner?.StopAsync()).ConfigureAwait(false)
    private static IOperation BelowConfiguration(IOperation awaited) => awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured } ? configured
        : UnboundCall.Of(awaited) is { Name: "ConfigureAwait", Instance: { } unbound } ? unbound : awaited;

    // next == null ? none : await next?.RetryAsync(): the question was answered before.
    private static bool IsKnownToBeThere(IOperation access) =>
        access is IConditionalAccessOperation { Operation: var receiver } && AccessPath.Of(Operand.Unwrap(receiver)) is { } path && NullTests.Before(access, value => path.Equals(AccessPath.Of(value))) is not null;

    // await _target?.DrawAsync(unknown)
    private static bool IsUnboundAsync(IOperation access) => access.Syntax is ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax call } && access.Type is null or { TypeKind: TypeKind.Error }
        && access.DescendantsAndSelf().Any(part => part.Syntax == call && UnboundCall.Of(part) is { IsNamedAsync: true });

    private static void AnalyzeText(IOperation value, BodyContext body)
    {
        IOperation task = Operand.Unwrap(value);
        // The text of a ValueTask is that of its result, once it is there.
        bool isLate = HasResult(task.Type) && body.Model.Types.IsValueTask(task.Type);
        if (body.Model.Types.IsTask(task.Type) && !(isLate && task is IObjectCreationOperation or IDefaultValueOperation))
            Report(task, isLate ? "is a task that has no text until it has ended; await it for its result" : "is a task, and its text is the name of its type; await it for its result", HasResult(task.Type) ? Await : null, null, body);
    }

    // load().Equals("x"), object.Equals(1, count()): a task and something else are never equal.
    private static void AnalyzeComparison(IInvocationOperation comparison, BodyContext body)
    {
        IOperation[] compared = comparison.Arguments.Select(static argument => Operand.Unwrap(argument.Value)).Concat(comparison.Instance is { } instance ? new[] { Operand.Unwrap(instance) } : Enumerable.Empty<IOperation>()).ToArray();
        IOperation[] tasks = compared.Where(operand => body.Model.Types.IsTask(operand.Type)).ToArray();
        if (compared.Length == 2 && tasks is [var task] && HasResult(task.Type) && compared.All(operand => operand == task || operand.Type is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Interface }))
            Report(task, "is a task; await it to compare its result", Await, null, body);
    }

    // A function that starts work gives a task each time; null is what its result may be.
    private static void AnalyzeTest(IOperation value, IOperation other, BodyContext body)
    {
        IOperation task = Operand.Unwrap(value);
        if (!ValueBranches.IsNull(Operand.Unwrap(other)) || !HasResult(task.Type) || !body.Model.Types.IsTaskClass(task.Type))
            return;
        // A delegate might give null, but then its task is lost with the comparison.
        if (task is IInvocationOperation call && (AlwaysGivesTask(call.TargetMethod) || call.TargetMethod.MethodKind == MethodKind.DelegateInvoke))
            Report(task, "is a task, which is never null; await it to compare its result", Await, null, body);
        else if (task is ILocalReferenceOperation reference && StarterOf(reference, body) is { } starter)
            Report(task, "is a task, which is never null; await it to compare its result", Await, starter, body);
    }

    // Of a task that is awaited later, only an async function tells for sure that it is there.
    private static IOperation? StarterOf(ILocalReferenceOperation tested, BodyContext body) =>
        new TaskLocal(tested.Local, body.Body, body.Model) is { MayBeNull: false, Assignments.Count: 0, Started: [IInvocationOperation only] } local
        && (local.IsObserved ? only.TargetMethod.IsAsync && !DefensiveTests.IsOne(tested, local) : AlwaysGivesTask(only.TargetMethod)) ? only : null;

    private static bool AlwaysGivesTask(IMethodSymbol method) =>
        method is { MethodKind: not MethodKind.DelegateInvoke, ReturnType.NullableAnnotation: not NullableAnnotation.Annotated }
        && (method.IsAsync || (method.Name.EndsWith("Async", StringComparison.Ordinal) && !method.Name.StartsWith("Try", StringComparison.Ordinal)));

    private static bool HasResult(ITypeSymbol? task) => task is INamedTypeSymbol { IsGenericType: true };

    private static void AnalyzeSequence(ILocalSymbol local, IVariableDeclaratorOperation declarator, BodyContext body)
    {
        if (declarator.GetVariableInitializer() is not { Value: var source } || body.Body.Locals.Of(local) != source || !StartedTasks.IsLazy(source, body.Model, body.Cancellation))
            return;
        if (RepeatedRuns.Of(local, body.Body) is { } runs)
            Report(runs.Second, $"starts its tasks again, as at line {Excerpt.LineOf(runs.First.Syntax)}; keep them in a list", Keep, source, body);
    }

    private static void Report(IOperation place, string what, string? repair, IOperation? additional, BodyContext body)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        if (repair is not null)
            properties = properties.Add(Repair, repair).Add(Places, additional is null ? "0" : "1");
        body.Report(Descriptor, place.Syntax.GetLocation(), additional is null ? [] : [additional.Syntax.GetLocation()], properties, Excerpt.Of(place.Syntax), what);
    }
}
