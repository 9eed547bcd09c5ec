using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>Asynchronous code is handed to somebody who can only run it and not wait for it.</summary>
internal sealed class THR0604AsyncVoidCallback() : OperationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0604",
        title: "Do not pass async code where a void delegate is expected",
        messageFormat: "This async {0} becomes async void: {1}, and an exception in it ends the process",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A delegate that returns nothing gives its caller no task: the work is taken for done at the first await, and what it throws later nobody can catch.",
        cwe: [755, 248]);

    internal override bool Wants(OperationKind kind) => kind is OperationKind.Invocation or OperationKind.ObjectCreation or OperationKind.EventAssignment or OperationKind.VariableDeclarator or OperationKind.SimpleAssignment or OperationKind.AnonymousFunction or OperationKind.Invalid;

    internal override void Analyze(IOperation operation, BodyContext body)
    {
        switch (operation)
        {
            case IInvocationOperation call when body.Model.NestedTasks.MakerOf(call) is null:
                AnalyzeArguments(call.TargetMethod, call.Arguments, body);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } creation when body.Model.NestedTasks.MakerOf(creation) is null:
                AnalyzeArguments(constructor, creation.Arguments, body);
                break;
            case IInvalidOperation when body.Model.VoidCallbacks.OfUnbound(operation) is { } row:
                ReportUnbound(operation, row, body);
                break;
            case IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Event: var handled } } adding:
                if (body.Model.VoidCallbacks.Of(handled) is { } callback)
                    Report(adding.HandlerValue, callback, body);
                break;
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { Value: var value } && IsCalled(declarator.Symbol, body):
                Report(value, new VoidCallbackRow("the call returns at its first await"), body);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local }, Value: var value } when AsyncDelegates.VoidCodeOf(value) is not null && IsCalled(local, body):
                Report(value, new VoidCallbackRow("the call returns at its first await"), body);
                break;
            case IAnonymousFunctionOperation { Parent: IDelegateCreationOperation creation } lambda when (Operand.ParentOf(creation) is IEventAssignmentOperation subscription ? MayThrowInHandler(lambda, subscription, body) : !EventHandlers.HasShape(lambda.Symbol)) && KeptDelegates.KeeperOf(creation) is { } keeper:
                Report(creation, new VoidCallbackRow($"whoever calls {keeper} goes on at its first await", IsGuess: true), body);
                break;
        }
    }

    // A handler has to be async void, and has to keep its exceptions to itself. Those of events that the table knows were reported before.
    private static bool MayThrowInHandler(IAnonymousFunctionOperation lambda, IEventAssignmentOperation subscription, BodyContext body) =>
        subscription is { Adds: true, EventReference: IEventReferenceOperation { Event: var handled } } && body.Model.VoidCallbacks.Of(handled) is null && !HandledExceptions.InAllAwaits(lambda.Symbol, body.Cancellation);

    private static void AnalyzeArguments(IMethodSymbol method, IEnumerable<IArgumentOperation> arguments, BodyContext body)
    {
        foreach (IArgumentOperation argument in arguments)
        {
            foreach (IOperation value in argument.ArgumentKind == ArgumentKind.ParamArray ? Elements(argument.Value) : [argument.Value])
            {
                if (argument.Parameter is { } parameter && CodeOf(value, body) is not null && body.Model.VoidCallbacks.Of(method, parameter, body.Cancellation) is { } row)
                    Report(value, row, body);
            }
        }
    }

    // Where an argument does not resolve, the lambda beside it has no delegate type.
    private static void ReportUnbound(IOperation operation, VoidCallbackRow row, BodyContext body)
    {
        foreach (IAnonymousFunctionOperation lambda in operation.ChildOperations.Select(Operand.Unwrap).OfType<IAnonymousFunctionOperation>().Where(static lambda => lambda.Symbol.IsAsync))
        {
            if (row.PromisesEnd || !HandledExceptions.KeepsToItself(lambda.Symbol, body.Cancellation))
                body.Report(Descriptor, row.IsGuess ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity, lambda.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty, "lambda", row.Effect);
        }
    }

    private static IEnumerable<IOperation> Elements(IOperation array) =>
        array is IArrayCreationOperation { Initializer: { } initializer } ? initializer.ElementValues : Enumerable.Empty<IOperation>();

    private static void Report(IOperation value, VoidCallbackRow row, BodyContext body)
    {
        if (CodeOf(value, body) is not { } code || (!row.PromisesEnd && HandledExceptions.KeepsToItself(code.Method, body.Cancellation)))
            return;
        SyntaxNode place = Operand.Unwrap(value) is ILocalReferenceOperation local ? local.Syntax : code.Syntax;
        string what = code.IsLambda ? "lambda" : $"method '{code.Method.Name}'";
        if (row.IsGuess)
            body.Report(Descriptor, DiagnosticSeverity.Info, place.GetLocation(), ImmutableDictionary<string, string?>.Empty, what, row.Effect);
        else
            body.Report(Descriptor, place.GetLocation(), what, row.Effect);
    }

    private static AsyncVoidCode? CodeOf(IOperation value, BodyContext body) =>
        AsyncDelegates.VoidCodeOf(Operand.Unwrap(value) is ILocalReferenceOperation local && body.Body.Locals.Of(local.Local) is { } known ? known : value);

    private static bool IsCalled(ILocalSymbol local, BodyContext body) =>
        local.Type.TypeKind == TypeKind.Delegate
        && body.Body.Outermost.SelfAndNested().SelectMany(static inner => inner.Sites).Any(site =>
            site is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: ILocalReferenceOperation called } && SymbolEqualityComparer.Default.Equals(called.Local, local));
}
