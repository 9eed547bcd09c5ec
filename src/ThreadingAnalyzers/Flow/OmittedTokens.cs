using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Where the code of a body could pass its cancellation token on, and does not, without a reason that shows.</summary>
internal sealed class OmittedTokens(Body body, TokenScope scope, ThreadingModel model)
{
    /// <summary>Whether a call leaves the token out.</summary>
    internal IParameterSymbol? OmittedBy(IInvocationOperation call) =>
        body.Method is { } caller && model.TokenOverloads.Omitted(call, caller) is { } slot && !IsDeliberate(call) && !IsGivenLater(call) && !MentionsToken(call) && !IsEndedByCallback(call) && !IsForAnotherRule(call, caller) ? slot : null;

    /// <summary>Whether a call that the compiler cannot bind leaves the token out, by all that it may mean.</summary>
    internal IParameterSymbol? OmittedByUnbound(IOperation call) =>
        AwaitedWork.IsAwaitedAtOnce(call) && model.TokenOverloads.OmittedUnbound(call) is { } slot && !IsDeliberate(call) && !call.Descendants().Any(scope.IsRead) ? slot : null;

    /// <summary>Whether a call that the compiler knows nothing of leaves the token out, where the type passes tokens to other calls on the same object.</summary>
    internal bool IsOmittedByUnknown(IOperation call) =>
        UnboundCall.Of(call) is { Method: null, IsNamedAsync: true, Name: var name } && !TokenOverloads.IsEnding(name) && AwaitedWork.IsAwaitedAtOnce(call)
        && !IsDeliberate(call) && !call.Descendants().Any(part => scope.IsRead(part) || IsOwnToken(part) || model.TokenOverloads.IsToken(part.Type)) && SiblingTokens.Has((InvocationExpressionSyntax)call.Syntax, name, isUnused: !scope.Owner.Root.Descendants().Any(scope.IsRead));

    /// <summary>Whether a loop over an asynchronous sequence leaves the token out.</summary>
    internal bool IsOmittedBy(IForEachLoopOperation loop)
    {
        if (!loop.IsAsynchronous || IsDeliberate(loop))
            return false;
        IOperation sequence = Operand.Unwrap(loop.Collection);
        while (sequence is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && (configured.Instance ?? configured.Arguments.FirstOrDefault()?.Value) is { } inner)
            sequence = Operand.Unwrap(inner);
        if (sequence is ILocalReferenceOperation local && body.Locals.Of(local.Local) is { } value)
            sequence = Operand.Unwrap(value);
        return IsSequence(sequence.Type) && !sequence.DescendantsAndSelf().Any(scope.IsRead) && (sequence is not IInvocationOperation call || Listens(call));
    }

    /// <summary>Whether something between an operation and its function says that it has to run even when all is cancelled.</summary>
    internal bool IsDeliberate(IOperation operation)
    {
        if (body.SelfAndOuter().Any(static part => part.Method is { } method && (method.MethodKind == MethodKind.Destructor || TokenOverloads.IsEnding(method.Name))))
            return true;
        if (operation is IInvocationOperation && IsForgotten(operation))
            return true;
        for (IOperation? child = operation, parent = operation.Parent; parent is not null && child != body.Root; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case ICatchClauseOperation when operation is not IInvocationOperation { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } }:
                case ITryOperation attempt when attempt.Finally == child:
                case INameOfOperation:
                case IConversionOperation { Type.Name: "Expression" }:
                case IConditionalOperation condition when condition.Condition != child && AsksToken(condition.Condition):
                    return true;
            }
        }

        return false;
    }

    // Nobody waits for it, so nobody is freed by ending it.
    private static bool IsForgotten(IOperation call) => Operand.ParentOf(call) switch
    {
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IExpressionStatementOperation => call.Type is { Name: "Task" or "ValueTask" },
        _ => false,
    };

    private bool AsksToken(IOperation condition) => condition.DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested", Instance: { } token } && token.DescendantsAndSelf().Any(scope.IsRead));

    // ReadAll().WithCancellation(token), WriteAsync(ReadAll(), token)
    private bool IsGivenLater(IInvocationOperation call)
    {
        if (Awaitables.IsSequence(call.Type) && Operand.ParentOf(call) is IArgumentOperation { Parent: IInvocationOperation taker } && taker.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(scope.IsRead)))
            return true;
        IOperation inner = call;
        while ((Operand.ParentOf(inner) is IArgumentOperation argument ? argument.Parent : Operand.ParentOf(inner)) is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WithCancellation" } around)
        {
            if (around.TargetMethod.Name == "WithCancellation")
                return true;
            inner = around;
        }

        return false;
    }

    // Run(() => Work(token)): the token arrives where it is needed; to wait for a task that has it ends when the task does.
    private bool MentionsToken(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Descendants().Any(part => scope.IsRead(part) || IsOwnToken(part)))
        || (call is { TargetMethod.Name: "WaitAsync", Instance: { } instance } && model.Types.IsTaskClass(instance.Type) && ValueOf(Operand.Unwrap(instance)).DescendantsAndSelf().Any(scope.IsRead));

    // Run(() => Work(_stopping.Token)): the work is ended by another one.
    private static bool IsOwnToken(IOperation part) => part is IPropertyReferenceOperation { Property: { Name: "Token", ContainingType.Name: nameof(CancellationTokenSource) }, Instance: IFieldReferenceOperation };

    // using (token.Register(s => ((Socket)s).Dispose(), socket)) await socket.ConnectAsync(…)
    private bool IsEndedByCallback(IInvocationOperation call) => call.Instance is { } receiver && AccessPath.Of(receiver) is { } path && !path.Equals(AccessPath.This) && body.SelfAndOuter().SelectMany(static part => part.Sites)
        .Any(site => site is IInvocationOperation { TargetMethod.Name: "Register" or "UnsafeRegister", Instance: { } token } registration && token.DescendantsAndSelf().Any(scope.IsRead)
            && registration.Arguments.Any(argument => argument.Descendants().Any(part => path.Equals(AccessPath.Of(part)))));

    private IOperation ValueOf(IOperation value) => value is ILocalReferenceOperation local && body.Locals.Of(local.Local) is { } known ? known : value;

    // To block is the worse defect, and its repair passes the token; likewise a delay that is raced against.
    private bool IsForAnotherRule(IInvocationOperation call, IMethodSymbol caller) =>
        (body.IsAsync && model.Blocking.Of(call, caller) is not null) || RacedDelays.RaceOf(call, body) is not null;

    // An iterator that was not given a token when it was called gets it from WithCancellation, if it wants it.
    private bool Listens(IInvocationOperation call)
    {
        if (OmittedBy(call) is not null || call.Arguments.Any(argument => model.TokenOverloads.IsToken(argument.Value.Type) && argument.ArgumentKind == ArgumentKind.Explicit))
            return false;
        bool isOwn = !call.TargetMethod.OriginalDefinition.DeclaringSyntaxReferences.IsEmpty;
        return !isOwn || call.TargetMethod is { IsAbstract: true } || call.TargetMethod.Parameters.Any(static parameter => parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "EnumeratorCancellationAttribute"));
    }

    private static bool IsSequence(ITypeSymbol? type) =>
        type is not null && (Awaitables.IsSequence(type) || type.AllInterfaces.Any(Awaitables.IsSequence));
}
