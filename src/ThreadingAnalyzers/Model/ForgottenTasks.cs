using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Tells tasks that are dropped by mistake from those that nobody has to wait for.</summary>
internal static class ForgottenTasks
{
    // A call on a substitute records or configures; nothing runs.
    private static readonly HashSet<string> Substitutes = new(StringComparer.Ordinal) { "NSubstitute", "Moq", "FakeItEasy", "Rhino", "JustMock" };

    // The same by name, where the library does not resolve: mock.Setup(…).ReturnsAsync(1), substitute.Received().SaveAsync().
    private static readonly HashSet<string> Configuring = new(StringComparer.Ordinal) { "ReturnsAsync", "ThrowsAsync", "Setup", "Verify", "Received", "DidNotReceive", "ReceivedWithAnyArgs", "DidNotReceiveWithAnyArgs", "CallTo", "When" };

    private static readonly HashSet<string> InMemory = new(StringComparer.Ordinal) { "MemoryStream", "StringWriter", "StringReader" };

    private static readonly string[] ContinuationTests = ["Exception", "IsFaulted", "IsCompletedSuccessfully", "IsCanceled", "Status"];

    /// <summary>Whether the value of an expression goes nowhere: as a statement, behind <c>?.</c>, or as the body of a function without result.</summary>
    internal static bool IsDropped(IOperation value)
    {
        IOperation child = value;
        for (IOperation? parent = value.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IExpressionStatementOperation:
                    return true;
                case IConditionalAccessOperation access when access.WhenNotNull == child:
                case IParenthesizedOperation:
                case IConversionOperation { IsImplicit: true }:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether a dropped task is meant to be: it has nothing to tell, or somebody else looks at its exceptions.</summary>
    internal static bool IsMeant(IInvocationOperation call, IMethodSymbol? caller, CancellationToken cancellation) =>
        IsForItsOwnSake(call)
        || IsAwaiter(caller)
        || IsSubstitute(call)
        || InMemory.Contains(ReceiverOf(call)?.Type?.Name ?? "")
        || GivesBackWhatItTook(call, cancellation)
        || CompletesForOthers(call)
        || IsHandlingContinuation(call, caller is { IsAsync: true })
        || IsMeant(call.TargetMethod, caller, cancellation)
        || (caller is not { IsAsync: true } && HandlesItself(call, cancellation));

    // What an awaiter is given to go on with tells nobody of its end.
    private static bool IsAwaiter(IMethodSymbol? caller) =>
        caller is { Name: "OnCompleted" or "UnsafeOnCompleted", Parameters: [{ Type.TypeKind: TypeKind.Delegate }] } && caller.ContainingType.AllInterfaces.Any(static contract => contract.Name == "INotifyCompletion");

    /// <summary>Whether the task of a method is dropped on purpose, as far as the method itself tells.</summary>
    internal static bool IsMeant(IMethodSymbol method, IMethodSymbol? caller, CancellationToken cancellation) =>
        (HandsOutTask(method, cancellation) && !IsWaitFor(method, caller)) || (caller is not { IsAsync: true } && HandlesItself(method, cancellation));

    // barrier.SignalAndWaitAsync(); in asynchronous code: the name says that there is something to wait for.
    private static bool IsWaitFor(IMethodSymbol method, IMethodSymbol? caller) => caller is { IsAsync: true } && method.Name.EndsWith("WaitAsync", StringComparison.Ordinal);

    /// <summary>Whether a call does not run, or is there to throw.</summary>
    internal static bool IsForItsOwnSake(IOperation call) => IsCode(call) || IsExpectedToThrow(call);

    // An expression tree is data, and does not run.
    private static bool IsCode(IOperation call)
    {
        for (IOperation? parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConversionOperation { Type: { Name: "Expression", ContainingNamespace.Name: "Expressions" } } or INameOfOperation)
                return true;
        }

        return false;
    }

    // Assert.Throws<…>(() => stream.ReadAsync(null)): the call itself has to throw.
    private static bool IsExpectedToThrow(IOperation call)
    {
        for (IOperation? parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            string? name = parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var bound } } ? bound : parent is IInvalidOperation ? UnboundCalls.NameOf(parent) : null;
            if (name is not null && (name.StartsWith("Throw", StringComparison.Ordinal) || name is "Catch" or "DoesNotThrow" or "Invoking" or "AssertThrows"))
                return true;
        }

        return false;
    }

    /// <summary>Whether a call that does not bind is, by the names in it, one that configures a substitute or asks one what it was called with.</summary>
    internal static bool ConfiguresSubstitute(UnboundCall call)
    {
        for (UnboundCall? current = call; current is not null; current = current.Instance is { } receiver ? UnboundCall.Of(receiver) : null)
        {
            if (Configuring.Contains(current.Name))
                return true;
        }

        return false;
    }

    private static bool IsSubstitute(IInvocationOperation call)
    {
        if (Operand.Unwrap(ReceiverOf(call) ?? call) is IInvocationOperation configuring && configuring != call && IsOfSubstitutes(configuring.TargetMethod))
            return true;
        for (IOperation? parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var configured } } && IsOfSubstitutes(configured))
                return true;
        }

        return false;
    }

    private static bool IsOfSubstitutes(IMethodSymbol method)
    {
        INamespaceSymbol? space = method.ContainingNamespace;
        while (space is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
            space = space.ContainingNamespace;
        return space is not null && Substitutes.Contains(space.Name);
    }

    private static IOperation? ReceiverOf(IInvocationOperation call) =>
        call.Instance is IConditionalAccessInstanceOperation access ? Operand.ReceiverBehind(access) : call.Instance ?? call.Arguments.FirstOrDefault()?.Value;

    // task.ContinueWith(…): its author looks at the task, or the task is known to others, or it is a mere pause.
    private static bool IsHandlingContinuation(IInvocationOperation call, bool isInAsyncCode)
    {
        if (call.TargetMethod.Name is "ConfigureAwait" && call.Instance is IInvocationOperation inner)
            return IsHandlingContinuation(inner, isInAsyncCode);
        if (call.TargetMethod.Name is not ("ContinueWith" or "ContinueWhenAll" or "ContinueWhenAny"))
            return false;
        return Operand.Unwrap(ReceiverOf(call) ?? call) is not IInvocationOperation { TargetMethod.Name: not ("Delay" or "ContinueWith" or "WhenAll") } || LooksAtTask(call, isInAsyncCode);
    }

    // Where await would do, to ask for the result only is to forget the exceptions: they end in the task of the continuation.
    private static bool LooksAtTask(IInvocationOperation call, bool isInAsyncCode) =>
        call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part => part switch
        {
            IPropertyReferenceOperation { Property.Name: var name } => Array.IndexOf(ContinuationTests, name) >= 0 || (!isInAsyncCode && name == "Result"),
            IInvocationOperation { TargetMethod.Name: "Wait" or "GetAwaiter" } => !isInAsyncCode,
            IAwaitOperation => true,
            IFieldReferenceOperation { Field.Name: var option } => option is "OnlyOnFaulted" or "NotOnRanToCompletion" or "OnlyOnRanToCompletion",
            // The task is passed on, or the continuation is a method that takes it.
            IArgumentOperation { Value: IParameterReferenceOperation { Parameter.Type.Name: "Task" } } => true,
            IMethodReferenceOperation => true,
            _ => false,
        }));

    /// <summary>Whether a method gives null instead of a task where it has done all at once; a caller that drops what it gives may know that it has.</summary>
    internal static bool MayHaveEnded(IMethodSymbol method, CancellationToken cancellation) =>
        ReturnsOf(method, cancellation).Any(static returned => returned.Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression });

    // A method that only returns the task of an object starts nothing.
    private static bool HandsOutTask(IMethodSymbol method, CancellationToken cancellation) =>
        ReturnsOf(method, cancellation) is { Length: > 0 } returns
        && Array.TrueForAll(returns, static returned => returned.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: not "CompletedTask" });

    // RefreshAsync(_refreshed): whoever waits for the source that the work is given learns how it ended.
    private static bool CompletesForOthers(IInvocationOperation call) =>
        call.TargetMethod.IsAsync && call.Arguments.Any(static argument => argument.Parameter?.Type is { Name: "TaskCompletionSource", ContainingNamespace.Name: "Tasks" });

    // task.ObserveErrors(); gives the task back that its caller has already. It was made for tasks that nobody waits for.
    private static bool GivesBackWhatItTook(IInvocationOperation call, CancellationToken cancellation)
    {
        IMethodSymbol method = call.TargetMethod.OriginalDefinition;
        if (GivenBackBy(method, cancellation) is not { } name || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name) is not { Value: var given })
            return false;
        return Operand.Unwrap(given) is not (IInvocationOperation or IObjectCreationOperation) || UsesOf(method, name, cancellation).Any(static use => !IsReturned(use));
    }

    // The parameter that all ways of a method return, or null.
    private static string? GivenBackBy(IMethodSymbol method, CancellationToken cancellation)
    {
        if (method is not { IsAsync: false, IsAbstract: false, DeclaringSyntaxReferences: [var declaration] } || declaration.GetSyntax(cancellation) is not MethodDeclarationSyntax code)
            return null;
        string?[] names = code.ExpressionBody is { } arrow ? [NameOf(arrow.Expression)] : [.. ReturnsOf(method, cancellation).Select(static returned => NameOf(returned.Expression)).Distinct()];
        return names is [{ } name] && method.Parameters.Any(parameter => parameter.Name == name) ? name : null;
    }

    private static bool IsReturned(ExpressionSyntax use) => use.Parent switch
    {
        ReturnStatementSyntax or ArrowExpressionClauseSyntax => true,
        PostfixUnaryExpressionSyntax or ParenthesizedExpressionSyntax => IsReturned((ExpressionSyntax)use.Parent),
        _ => false,
    };

    private static string? NameOf(ExpressionSyntax? returned) => returned switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression, Operand: var operand } => NameOf(operand),
        ParenthesizedExpressionSyntax { Expression: var inner } => NameOf(inner),
        _ => null,
    };

    private static IEnumerable<IdentifierNameSyntax> UsesOf(IMethodSymbol method, string parameter, CancellationToken cancellation) =>
        method.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(cancellation).DescendantNodes()).OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == parameter);

    private static ReturnStatementSyntax[] ReturnsOf(IMethodSymbol method, CancellationToken cancellation) =>
        method is { IsAsync: false, IsAbstract: false, DeclaringSyntaxReferences: [var declaration] } && declaration.GetSyntax(cancellation) is MethodDeclarationSyntax { Body: { } body }
            ? body.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>().ToArray()
            : [];

    /// <summary>Whether a method lets no exception out: its task has nothing to tell but its end.</summary>
    internal static bool HandlesItself(IMethodSymbol method, CancellationToken cancellation) =>
        method.IsAsync && HandledExceptions.InAllAwaits(method, cancellation) && (HandledExceptions.TriesIn(method, cancellation) || HandledExceptions.KeepsToItself(method, cancellation));

    private static bool HandlesItself(IInvocationOperation call, CancellationToken cancellation) =>
        call.TargetMethod is { IsAsync: false, Name: "Run" or "StartNew" }
        && call.Arguments.FirstOrDefault() is { Value: IDelegateCreationOperation { Target: var target } }
        && target switch
        {
            IAnonymousFunctionOperation { Syntax: AnonymousFunctionExpressionSyntax { Block: { } block } } => HandledExceptions.InWholeBlock(block),
            IMethodReferenceOperation { Method: { DeclaringSyntaxReferences: [var declaration] } } =>
                declaration.GetSyntax(cancellation) is BaseMethodDeclarationSyntax { Body: { } body } && HandledExceptions.InWholeBlock(body),
            _ => false,
        };
}
