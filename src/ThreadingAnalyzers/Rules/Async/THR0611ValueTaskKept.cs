using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A ValueTask is consumed twice, kept for later, or blocked on.</summary>
internal sealed class THR0611ValueTaskKept() : BodyRule(Descriptor)
{
    /// <summary>The property that says what is wrong: one of the values below.</summary>
    internal const string Kind = "kind";

    internal const string Stored = "stored";
    internal const string Again = "again";
    internal const string Blocked = "blocked";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0611",
        title: "Await a ValueTask once, and at once",
        messageFormat: "'{0}' {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A ValueTask may stand for a pooled object. Once it was awaited, that object serves somebody else; before it has ended, it need not support being waited for by blocking.",
        cwe: [672, 825]);

    internal override void Analyze(BodyContext body)
    {
        foreach (IOperation site in body.Body.Sites)
        {
            if (site is IInvocationOperation call && IsFresh(call, body.Model) && FieldThatKeeps(call) is { } field)
                Report(call, Stored, $"is a ValueTask, and '{field.Name}' keeps it for later; keep a Task (AsTask)", body);
            else if (body.Body.Method is { } method && BlockedTask(site, method, body) is { } blocked)
                Report(site, Blocked, "blocks on a ValueTask that may not have ended, which its source need not support", body, IsMadeForIt(method, blocked) || IsOfAsyncMethod(blocked) ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity);
        }

        if (ValueTaskFlow.Of(body.Body, body.Model, body.Cancellation) is { } flow)
        {
            foreach (KeyValuePair<SyntaxNode, ISymbol> again in flow.Again.OrderBy(static pair => pair.Key.SpanStart))
                body.Report(Descriptor, again.Key.GetLocation(), [], ImmutableDictionary<string, string?>.Empty.Add(Kind, Again), again.Value.Name, "is a ValueTask that was consumed before; what it gives now may belong to another operation");
        }
    }

    private static bool IsFresh(IInvocationOperation call, ThreadingModel model) =>
        model.Types.IsValueTask(call.Type) && model.FreshTasks.Started(call) == call;

    // _next = load(0), _values[key] = value = load(key), _pending.Add(load(0))
    private static ISymbol? FieldThatKeeps(IOperation value)
    {
        IOperation child = value;
        for (IOperation? parent = value.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation:
                    continue;
                case IAssignmentOperation assignment when assignment.Value == child:
                    if (Member(assignment.Target) is { } kept)
                        return kept;
                    continue;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var name, Instance: { } collection } } when ElementVerbs.PutsIn(name):
                    return Member(collection);
                case IFieldInitializerOperation { InitializedFields: [var field] }:
                    return field;
                default:
                    return null;
            }
        }

        return null;
    }

    // A struct that wraps a ValueTask is a ValueTask itself.
    private static ISymbol? Member(IOperation target) => Operand.Unwrap(target) switch
    {
        IFieldReferenceOperation { Field: { ContainingType.IsValueType: false } field } => field,
        IPropertyReferenceOperation { Arguments.IsEmpty: true, Property: { ContainingType.IsValueType: false } property } => property,
        IPropertyReferenceOperation { Arguments.IsEmpty: false, Instance: { } collection } => Member(collection),
        IArrayElementReferenceOperation element => Member(element.ArrayReference),
        _ => null,
    };

    // In asynchronous code, another rule says so.
    private static IOperation? BlockedTask(IOperation site, IMethodSymbol method, BodyContext body)
    {
        if (site is not (IPropertyReferenceOperation { Property.Name: "Result" } or IInvocationOperation { TargetMethod.Name: "GetResult" }))
            return null;
        if (body.Model.Blocking.Of(site, method)?.Waited is not { } waited || Operand.Unwrap(waited) is var task && !body.Model.Types.IsValueTask(Configured(task).Type))
            return null;
        if (ForgottenTasks.IsForItsOwnSake(site) || SynchronousModes.HoldsAt(site) || IsMadeOfTask(Operand.UnwrapWaiting(waited).Operation, body.Model.Types))
            return null;
        if (Awaitables.IsResultOfAwaiter(method))
            return null;
        return AsyncScope.Of(body.Body, body.Model) is null && !new CompletedTasks(body.Body, body.Model.Types).HasEnded(waited) ? waited : null;
    }

    // new ValueTask<int>(task).Result: a Task supports what its wrapper is asked for.
    private static bool IsMadeOfTask(IOperation made, KnownTypes types) =>
        made is IObjectCreationOperation { Arguments: [{ Value: var wrapped }] } && types.IsTask(wrapped.Type) && !types.IsValueTask(wrapped.Type);

    private static IOperation Configured(IOperation task) => task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } inner } ? inner : task;

    // static T EnsureCompleted<T>(this ValueTask<T> task): whoever calls it knows that the task has ended.
    private static bool IsMadeForIt(IMethodSymbol method, IOperation blocked) =>
        method is { IsStatic: true, Parameters: [var only] } && Operand.UnwrapWaiting(blocked).Operation is IParameterReferenceOperation { Parameter: var parameter } && SymbolEqualityComparer.Default.Equals(only, parameter);

    // What an async method of the program gives has a Task behind it, unless the method asks for another builder.
    private static bool IsOfAsyncMethod(IOperation blocked) => Operand.UnwrapWaiting(blocked).Operation is IInvocationOperation { TargetMethod: { IsAsync: true } called }
        && !called.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "AsyncMethodBuilderAttribute");

    private static void Report(IOperation place, string kind, string what, BodyContext body, DiagnosticSeverity severity = DiagnosticSeverity.Warning) =>
        body.Report(Descriptor, severity, place.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Kind, kind), Excerpt.Of(place.Syntax), what);
}
