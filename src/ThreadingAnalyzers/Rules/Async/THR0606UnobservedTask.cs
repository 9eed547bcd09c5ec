using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>Tasks are kept, and nobody ever looks at them.</summary>
internal sealed class THR0606UnobservedTask() : OperationRule(Descriptor)
{
    /// <summary>The property that names the local that keeps the task.</summary>
    internal const string Local = "local";

    /// <summary>The property that is there where the local is a collection.</summary>
    internal const string IsMany = "many";

    /// <summary>The property that is there where another task takes the place of the one that the local was declared with.</summary>
    internal const string Overwritten = "overwritten";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0606",
        title: "Await the tasks that you keep",
        messageFormat: "Nobody waits for {0}, or sees its exceptions: {1}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A variable does not wait for the task in it: the work may end long after the method, and what goes wrong in it is lost.",
        cwe: [755, 252]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.VariableDeclarator or OperationKind.SimpleAssignment or OperationKind.Invocation or OperationKind.Invalid;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation { Symbol: { IsRef: false } local } declarator when !IsResource(declarator) && !IsNamedUnused(local):
                if (body.Model.Types.IsTask(local.Type) || body.Model.Awaitables.ElementOf(local.Type) is not null || local.Type.TypeKind == TypeKind.Error || (Awaitables.MayHoldTasks(local.Type) && declarator.GetVariableInitializer() is { Value: var source } && StartedTasks.In(source, body.Model) is not null))
                    AnalyzeLocal(new TaskLocal(local, body.Body, body.Model), body);
                break;
            case ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Type: var kept } } assignment when body.Model.Types.IsTask(kept) && body.Model.FreshTasks.In(assignment.Value).FirstOrDefault(started => !IsMeant(started, body)) is { } started:
                ReportKept(started, UnreadTaskFields.Of(assignment, body.Model, body.Cancellation), body);
                break;
            case IInvocationOperation { Instance: IFieldReferenceOperation { Type: var collection }, Arguments: { Length: > 0 } added } addition when ElementVerbs.PutsIn(addition.TargetMethod.Name) && body.Model.Awaitables.ElementOf(collection) is not null && body.Model.FreshTasks.In(added[added.Length - 1].Value).FirstOrDefault(started => !IsMeant(started, body)) is { } started:
                ReportKept(started, UnreadTaskFields.Of(addition, body.Model, body.Cancellation), body);
                break;
            case IInvalidOperation { Parent: IExpressionStatementOperation } when StartedTasks.AreSelectedByUnbound(operation):
                Report(operation, $"the tasks of '{Excerpt.Of(operation.Syntax)}'", "the tasks go nowhere", null, body);
                break;
            case IInvocationOperation { TargetMethod: { Name: "WhenAny", ContainingType.Name: "Task" } } race:
                AnalyzeRace(race, body);
                break;
            case IInvocationOperation call when IsLost(call, body.Model) && StartedTasks.In(call, body.Model) is not null:
                bool isLazy = body.Model.Awaitables.IsLazySequence(call.Type) && !TaskLocal.IsCounted(call);
                Report(call, $"the tasks of '{Excerpt.Of(call.Syntax)}'", isLazy ? "nobody goes through the sequence, so that the work does not even start" : "the tasks go nowhere", null, body);
                break;
        }
    }

    private static void AnalyzeLocal(TaskLocal local, BodyContext body)
    {
        if (!local.IsObserved && !local.IsInRace && !IsTakenForResult(local))
        {
            if (local.Started.FirstOrDefault(started => !IsMeant(started, body)) is not { } first)
                return;
            if (local.IsAskedOnly)
                body.Report(Descriptor, DiagnosticSeverity.Info, CallPlace.Of(first.Syntax), $"the task of '{Excerpt.Of(first.Syntax)}'", $"'{local.Local.Name}' is only asked whether it has succeeded by now");
            else
                Report(first, $"the task of '{Excerpt.Of(first.Syntax)}'", $"'{local.Local.Name}' is not awaited, returned or passed on", PropertiesOf(local, body), body);
        }
        else if (Replaced(local) is { Value: var replacing } && body.Model.FreshTasks.In(replacing).FirstOrDefault() is { } lost && !IsMeant(lost, body))
        {
            Report(lost, $"the task of '{Excerpt.Of(lost.Syntax)}'", $"the next turn of the loop puts another task into '{local.Local.Name}'", PropertiesOf(local, body), body);
        }
        else if (new OverwrittenTasks(local, body.Body).Find().FirstOrDefault(pair => body.Model.FreshTasks.In(pair.Value).Any()) is ({ } value, { } next) && body.Model.FreshTasks.In(value).First() is var dropped && !IsMeant(dropped, body))
        {
            Report(dropped, $"the task of '{Excerpt.Of(dropped.Syntax)}'", $"line {Excerpt.LineOf(next.Syntax)} puts another task into '{local.Local.Name}'", value.Parent is ISimpleAssignmentOperation ? PropertiesOf(local, body) : PropertiesOf(local, body).Add(Overwritten, ""), body);
        }
        else if (EarlyReturns.Before(local, body.Body) is { } leaving)
        {
            ReportLeft(leaving, local, body);
        }
    }

    private static void ReportKept(IOperation started, IFieldSymbol? field, BodyContext body)
    {
        if (field is not null && !body.IsInTest)
            body.Report(Descriptor, DiagnosticSeverity.Info, CallPlace.Of(started.Syntax), $"the task of '{Excerpt.Of(started.Syntax)}'", $"'{field.Name}' is never looked at");
    }

    private static void ReportLeft(IReturnOperation leaving, TaskLocal local, BodyContext body)
    {
        if (local.Started.FirstOrDefault(started => !IsMeant(started, body) && started is not IInvocationOperation { TargetMethod.Name: "Delay" or "WhenAny" }) is { } left)
            body.Report(Descriptor, DiagnosticSeverity.Info, CallPlace.Of(left.Syntax), [leaving.Syntax.GetLocation()], $"the task of '{Excerpt.Of(left.Syntax)}'", $"line {Excerpt.LineOf(leaving.Syntax)} returns before anybody looks at '{local.Local.Name}'");
    }

    // A task that is compared with null only was taken for its result, which another rule says.
    private static bool IsTakenForResult(TaskLocal local) => local.NullTests.Count > 0 && !local.MayBeNull && local.Assignments.Count == 0;

    private static bool IsMeant(IOperation started, BodyContext body) =>
        ForgottenTasks.IsForItsOwnSake(started) || (started is IInvocationOperation call && (ProgramEnd.CutsOff(call, body.Body, body.Model, body.Cancellation) || THR0605DroppedTask.IsPermit(call, body) || ForgottenTasks.IsMeant(call, body.Body.Method, body.Cancellation)));

    private static bool IsResource(IVariableDeclaratorOperation declarator) =>
        declarator.Parent is IVariableDeclarationOperation { Parent: IVariableDeclarationGroupOperation { Parent: IUsingOperation or IUsingDeclarationOperation } };

    // var _ = SendAsync(); says it, and so do names that people use for that.
    private static bool IsNamedUnused(ILocalSymbol local) =>
        local.Name.Trim('_').Length == 0 || new[] { "ignore", "unused", "discard", "noAwait", "notAwaited", "dontAwait", "dontWait", "forget", "fireAndForget" }.Any(word => local.Name.TrimStart('_').StartsWith(word, StringComparison.OrdinalIgnoreCase));

    // The one assignment in a loop, where nothing in the loop looks at the task of the turn before.
    private static ISimpleAssignmentOperation? Replaced(TaskLocal local) => local.Assignments.FirstOrDefault(assignment =>
        Nesting.LoopAround(assignment) is { } loop && IsDeclaredOutside(local.Local, loop)
        && !local.Reads.Exists(read => loop.Syntax.Span.Contains(read.Syntax.Span))
        && !loop.Descendants().Any(static part => part is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo } or IThrowOperation));

    private static bool IsDeclaredOutside(ILocalSymbol local, ILoopOperation loop) =>
        local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration && !loop.Syntax.Span.Contains(declaration.Span);

    private static bool IsLost(IInvocationOperation call, ThreadingModel model) =>
        model.Awaitables.ElementOf(call.Type) is not null
        && (ForgottenTasks.IsDropped(call) || TaskLocal.IsCounted(call) || (model.Awaitables.IsLazySequence(call.Type) && Operand.ParentOf(call) is ISimpleAssignmentOperation { Target: IDiscardOperation }));

    private static void AnalyzeRace(IInvocationOperation race, BodyContext body)
    {
        if (body.Body.Outermost.SelfAndNested().SelectMany(static part => part.Sites).Any(static site => site is IInvocationOperation { TargetMethod.Name: "Cancel" or "CancelAsync" }))
            return;
        int lost = race.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).Sum(part => IsLostRunner(part, body) ? 1 : IsLostField(part, race, body) ? 2 : 0);
        bool isWinnerUsed = Operand.ParentOf(race) is not IAwaitOperation awaited || Operand.ParentOf(awaited) is not IExpressionStatementOperation;
        if (lost > (isWinnerUsed ? 1 : 0))
            body.Report(Descriptor, DiagnosticSeverity.Info, CallPlace.Of(race.Syntax), $"those that lose in '{Excerpt.Of(race.Syntax)}'", "WhenAny tells about one task, and nothing looks at the others");
    }

    // The tasks of a whole collection, at which nothing else looks. In a loop, they take turns to win.
    private static bool IsLostField(IOperation part, IInvocationOperation race, BodyContext body) =>
        part is ILocalReferenceOperation { Local: var local } && Operand.ParentOf(part) is IArgumentOperation && body.Model.Awaitables.ElementOf(local.Type) is not null && Nesting.LoopAround(race) is null
        && new TaskLocal(local, body.Body, body.Model) is { IsObserved: false, Started: { Count: > 0 } started } && started.Exists(work => !KeepToThemselves(work, body));

    // items.Select(item => TryAsync(item)): what nobody looks at has nothing to say.
    private static bool KeepToThemselves(IOperation started, BodyContext body) =>
        started.DescendantsAndSelf().SelectMany(body.Model.FreshTasks.In).ToArray() is { Length: > 0 } calls && Array.TrueForAll(calls, call => ForgottenTasks.HandlesItself(call.TargetMethod, body.Cancellation));

    private static bool IsLostRunner(IOperation part, BodyContext body) => part switch
    {
        IInvocationOperation { TargetMethod: { Name: not "Delay" and not "WhenAny" } } call =>
            body.Model.FreshTasks.Started(call) == call && Operand.ParentOf(call) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "WhenAny" } } or IArrayInitializerOperation or { Type.Name: "ReadOnlySpan" },
        ILocalReferenceOperation { Local: var local } when body.Model.Types.IsTask(local.Type) =>
            new TaskLocal(local, body.Body, body.Model) is { IsObserved: false, Started: var started } && started.Any(static work => work is IInvocationOperation { TargetMethod.Name: not "Delay" }),
        _ => false,
    };

    private static ImmutableDictionary<string, string?> PropertiesOf(TaskLocal local, BodyContext body)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(Local, local.Local.Name);
        return body.Model.Awaitables.ElementOf(local.Local.Type) is null ? properties : properties.Add(IsMany, "");
    }

    private static void Report(IOperation place, string what, string why, ImmutableDictionary<string, string?>? properties, BodyContext body) =>
        body.Report(Descriptor, CallPlace.Of(place.Syntax), [], properties ?? ImmutableDictionary<string, string?>.Empty, what, why);
}
