using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Expressions that give several tasks of work that they start: <c>items.Select(x => SendAsync(x)).ToList()</c>, <c>new[] { A(), B() }</c>.</summary>
internal static class StartedTasks
{
    /// <summary>The expression, if it starts work and gives the tasks; null if it does not.</summary>
    internal static IOperation? In(IOperation value, ThreadingModel model)
    {
        return Unquoted(value) switch
        {
            IArrayCreationOperation { Initializer.ElementValues: var elements } => elements.SelectMany(model.FreshTasks.In).FirstOrDefault(),
            IObjectCreationOperation { Initializer.Initializers: var elements } => elements.OfType<IInvocationOperation>()
                .SelectMany(static add => add.Arguments)
                .SelectMany(argument => model.FreshTasks.In(argument.Value))
                .FirstOrDefault(),
            IInvocationOperation call => Selects(call, model) ? call : null,
            _ => null,
        };
    }

    /// <summary>Whether a call that does not bind gives the tasks of an async lambda, or of a call that by its name starts work, one for each element: <c>unknown.Select(async x => …).ToList()</c>.</summary>
    internal static bool AreSelectedByUnbound(IOperation call) => UnboundCall.Of(call) switch
    {
        { Name: "ToList" or "ToArray", Instance: { } source } => AreSelectedByUnbound(source),
        { Name: "Select" } => call.ChildOperations.Any(static child => Operand.Unwrap(child) is IAnonymousFunctionOperation lambda && (lambda.Symbol.IsAsync || ReturnsUnboundTask(lambda))),
        _ => false,
    };

    private static bool ReturnsUnboundTask(IAnonymousFunctionOperation lambda) =>
        lambda.Syntax is LambdaExpressionSyntax { ExpressionBody: InvocationExpressionSyntax returned } && lambda.Body.Descendants().Any(part => part.Syntax == returned && UnboundCall.Of(part) is { IsNamedAsync: true });

    /// <summary>Whether a sequence starts its work again each time that somebody goes through it.</summary>
    internal static bool IsLazy(IOperation value, ThreadingModel model, CancellationToken cancellation) =>
        Unquoted(value) is IInvocationOperation call
        && model.Awaitables.IsLazySequence(call.Type)
        && (Selects(call, model) || IsIterator(call.TargetMethod, cancellation));

    // from x in items select …
    private static IOperation Unquoted(IOperation value) => Operand.Unwrap(value) is ITranslatedQueryOperation query ? Operand.Unwrap(query.Operation) : Operand.Unwrap(value);

    // A chain of LINQ with a Select whose lambda starts something; ToList and ToArray keep what it gives.
    private static bool Selects(IInvocationOperation call, ThreadingModel model)
    {
        for (IOperation? link = call; link is IInvocationOperation step && RepeatedCallbacks.RunsAtOnce(step) && (model.Awaitables.ElementOf(step.Type) is not null || Awaitables.MayHoldTasks(step.Type)); link = Source(step))
        {
            if (step.TargetMethod.Name == "Select" && step.Arguments.Any(argument => IsStarting(argument.Value, model)))
                return true;
        }

        return false;
    }

    private static IOperation? Source(IInvocationOperation step) => (step.Instance ?? step.Arguments.FirstOrDefault()?.Value) is { } source ? Operand.Unwrap(source) : null;

    private static bool IsStarting(IOperation selector, ThreadingModel model) => Operand.Unwrap(selector) switch
    {
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.IsAsync: true } } => true,
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda.Body.Operations.OfType<IReturnOperation>().Any(returning => returning.ReturnedValue is { } value && model.FreshTasks.In(value).Any()) || ReturnsUnboundTask(lambda),
        IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } => model.Types.IsTask(method.ReturnType),
        // mirrors.Select(_download): a delegate that gives a task for each element starts it, as a call of it would.
        IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation or ILocalReferenceOperation => selector.Type is INamedTypeSymbol { DelegateInvokeMethod.ReturnType: var given } && model.Types.IsTask(given),
        _ => false,
    };

    private static bool IsIterator(IMethodSymbol method, CancellationToken cancellation) => method.DeclaringSyntaxReferences.Any(part =>
        part.GetSyntax(cancellation) is var function
        && function.DescendantNodes(node => node == function || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static node => node is YieldStatementSyntax));
}
