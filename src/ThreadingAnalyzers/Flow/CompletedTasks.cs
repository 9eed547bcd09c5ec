using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Whether a task is known to have ended where its result is read: it was awaited or waited for before, alone or with others, or its state was
/// asked for, or it is what WhenAny or ContinueWith gave. Decided by source position, which errs towards "ended".
/// </summary>
internal sealed class CompletedTasks(Body body, KnownTypes types)
{
    /// <summary>Whether the task that an expression names has ended when the expression is reached.</summary>
    internal bool HasEnded(IOperation task)
    {
        (IOperation waited, bool isGivenByWait) = Operand.UnwrapWaiting(task);
        if (IsBornEnded(waited) || (isGivenByWait && IsRace(waited)))
            return true;
        return RootOf(waited) is { } root
            && (Sources(root).Any(source => IsContinuationParameter(source) || IsGivenBack(source)) || IsDelivered(root) || ContainersOf(root).Prepend(root).Any(observed => IsObservedBefore(observed, task.Syntax.SpanStart)));
    }

    // (await Task.WhenAny(…)).Result: the task that is given is the one that has ended.
    private bool IsRace(IOperation waited) => waited is IInvocationOperation { TargetMethod: { Name: "WhenAny" } method } ? types.IsTaskClass(method.ContainingType) : UnboundCalls.IsOfTask(waited, "WhenAny");

    // Task.FromResult(…), Task.CompletedTask.
    private bool IsBornEnded(IOperation task) => task switch
    {
        IInvocationOperation { TargetMethod: { Name: "FromResult" or "FromException" or "FromCanceled" } } => true,
        // Contract.Ensures(Contract.Result<Task<int>>().Result > 0): said of it, and not done.
        IInvocationOperation { TargetMethod: { Name: "Result", ContainingType.Name: "Contract" } } => true,
        IPropertyReferenceOperation { Property.Name: "CompletedTask" } => true,
        // _slots.WaitAsync(0): the answer is there at once.
        IInvocationOperation { TargetMethod.Name: "WaitAsync" } attempt => SemaphorePermits.IsSemaphore(attempt.Instance?.Type) && BlockingCalls.IsPoll(attempt),
        IObjectCreationOperation { Arguments: [{ Value: var value }] } => types.IsValueTask(task.Type) && !types.IsTask(value.Type),
        IAwaitOperation => true,
        IDefaultValueOperation => types.IsValueTask(task.Type),
        IInvocationOperation when SynchronousModes.IsAskedFor(task) => true,
        IFieldReferenceOperation { Field: var field } => EndedFields.IsOne(field),
        ILocalReferenceOperation local => body.Locals.Of(local.Local) is { } value && (value is IAwaitOperation || (Operand.Unwrap(value) is { } known && known is not ILocalReferenceOperation && IsBornEnded(known))),
        _ => false,
    };

    // t => t.Result in ContinueWith, or kept for whoever has a task that has ended: Func<Task<int>, int> result = t => t.Result;
    private static bool IsContinuationParameter(ISymbol root) =>
        root is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } parameter
        && parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is { } lambda
        && (lambda.Parent is EqualsValueClauseSyntax or AssignmentExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax || IsContinuation(lambda));

    // task.Then(t => t.Result): a lambda that is given with a task gets that task, when it has ended.
    private bool IsGivenBack(ISymbol root) => root is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } lambda, Type: var task }
        && body.Outermost.SelfAndNested().FirstOrDefault(part => SymbolEqualityComparer.Default.Equals(part.Symbol, lambda)) is { } code && RepeatedCallbacks.CallOf(code) is { } call
        && call.Arguments.Select(static argument => argument.Value).Concat(call.Instance is { } receiver ? [receiver] : Enumerable.Empty<IOperation>()).Any(given => SymbolEqualityComparer.Default.Equals(Operand.Unwrap(given).Type, task));

    // await foreach (Task task in Task.WhenEach(tasks)): a sequence that is waited for gives its tasks one by one, as they end.
    private bool IsDelivered(ISymbol root) => root is ILocalSymbol local && LoopOver(local) is { IsAsynchronous: true };

    private static bool IsContinuation(AnonymousFunctionExpressionSyntax lambda) => lambda.FirstAncestorOrSelf<ArgumentSyntax>()?.Parent?.Parent is InvocationExpressionSyntax
    {
        Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ContinueWith" or "ContinueWhenAll" or "ContinueWhenAny" },
    };

    // In the body itself and around it; what some other lambda waits for, nobody knows to have happened.
    private bool IsObservedBefore(ISymbol root, int position) =>
        body.SelfAndOuter().SelectMany(static part => part.Sites).Concat(RunAtOnce()).Any(site => site.Syntax.Span.End <= position && ((Observed(site) is { } expression && Mentions(expression, root)) || AsksByMember(site, root)))
        || AskedOfAll(position).Any(asked => IsSame(asked, root));

    // Array.ForEach(tasks, task => task.RunSynchronously()): of all lambdas beside the code, those that have run when the call is over.
    private IEnumerable<IOperation> RunAtOnce() => body.Outermost.SelfAndNested()
        .Where(part => part.Root is IAnonymousFunctionOperation { Symbol.IsAsync: false } && !body.SelfAndOuter().Contains(part) && RepeatedCallbacks.CallOf(part) is { TargetMethod.Name: "ForEach" } call && RepeatedCallbacks.RunsAtOnce(call))
        .SelectMany(static part => part.Sites);

    // if (tasks.All(task => task.IsCompleted)) … the tasks that were asked, one by one.
    private IEnumerable<ISymbol> AskedOfAll(int position) => body.SelfAndOuter()
        .SelectMany(static part => part.Sites)
        .OfType<IInvocationOperation>()
        .Where(call => call is { TargetMethod: { Name: "All" or "Any" or "TrueForAll" or "Exists", ReturnType.SpecialType: SpecialType.System_Boolean } } && call.Syntax.Span.End <= position)
        .SelectMany(call => call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).Where(part => part is IPropertyReferenceOperation && Observed(part) is not null))
        .Select(static asked => ((IPropertyReferenceOperation)asked).Instance is { } task && RootOfReference(Operand.Unwrap(task)) is { } symbol ? symbol : null)
        .SelectMany(symbol => symbol is null ? [] : Sources(symbol).Skip(1));

    // if (HasValue) return _value.Task.Result; where HasValue => _value.Task.Status == TaskStatus.RanToCompletion
    private static bool AsksByMember(IOperation site, ISymbol root) => root is IFieldSymbol or IPropertySymbol && site is { Type.SpecialType: SpecialType.System_Boolean } && site switch
    {
        IPropertyReferenceOperation { Property: var asked, Instance: null or IInstanceReferenceOperation } => (ISymbol)asked,
        IInvocationOperation { TargetMethod: var asked, Instance: null or IInstanceReferenceOperation } => asked,
        _ => null,
    } is { DeclaringSyntaxReferences: [var declaration] } && declaration.GetSyntax().DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        .Any(access => UnboundCalls.States.Contains(access.Name.Identifier.ValueText) && access.Expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == root.Name));

    private IOperation? Observed(IOperation site) => site switch
    {
        IAwaitOperation awaited => IsUndecidedRace(awaited) ? null : awaited.Operation,
        IInvocationOperation { TargetMethod: { Name: "Wait" or "WaitAll" or "WaitAny" or "GetResult" or "RunSynchronously" } method } call when types.IsTaskClass(method.ContainingType) => call,
        IPropertyReferenceOperation { Property.Name: var state, Instance: { } task } when UnboundCalls.States.Contains(state) && types.IsTask(task.Type) => task,
        // Synchronization.Wait(in task), which needs the task where it is.
        IInvocationOperation call when call.Arguments.FirstOrDefault(argument => argument.Parameter is { RefKind: RefKind.In or RefKind.Ref } && types.IsTask(Operand.Unwrap(argument.Value).Type)) is { Value: var lent } => lent,
        // task.IsSuccess(), a test of one's own.
        IInvocationOperation { Type.SpecialType: SpecialType.System_Boolean, TargetMethod.IsStatic: true, Arguments: [{ Value: var tested }] } when types.IsTask(Operand.Unwrap(tested).Type) => tested,
        IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: "TaskCompletionSource" }, Instance: { } source }
            when name.StartsWith("Set", StringComparison.Ordinal) || name.StartsWith("TrySet", StringComparison.Ordinal) => source,
        // The same of a task whose type nobody knows.
        _ when UnboundCalls.AsksForState(site) => site,
        _ => null,
    };

    // await Task.WhenAny(one, other); one of them has ended, and which of them the code does not ask.
    private static bool IsUndecidedRace(IAwaitOperation awaited) => Operand.ParentOf(awaited) is IExpressionStatementOperation
        && Operand.UnwrapWaiting(awaited.Operation).Operation is IInvocationOperation { TargetMethod: { Name: "WhenAny", ContainingType.Name: "Task" } } race
        && race.Arguments.SelectMany(static argument => argument.ArgumentKind == ArgumentKind.ParamArray ? Operand.Elements(argument.Value) : [argument.Value]).Count(static task => task.Type?.Name == "Task") > 1;

    private bool Mentions(IOperation expression, ISymbol root) =>
        expression.DescendantsAndSelf().Any(part => RootOfReference(Named(part)) is { } symbol && IsSame(symbol, root));

    // task?.Result, and task switch { { IsCompleted: true } => … }: the member is that of something further up.
    private static IOperation Named(IOperation part) => part switch
    {
        IConditionalAccessInstanceOperation access when Operand.ReceiverBehind(access) is { } receiver => Operand.Unwrap(receiver),
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.PatternInput } input when Operand.MatchedBy(input) is { } matched => Operand.Unwrap(matched),
        _ => part,
    };

    // var all = new[] { task, other }; all[0] = task; list.Add(task): who waits for the whole waits for the task.
    private IEnumerable<ISymbol> ContainersOf(ISymbol task) => body.Outermost.SelfAndNested()
        .SelectMany(static part => part.Sites)
        .Select(site => site switch
        {
            IVariableDeclaratorOperation { Symbol: var local } declarator when declarator.GetVariableInitializer() is { } initializer && Names(initializer.Value, task) => local,
            ISimpleAssignmentOperation assignment when Names(assignment.Value, task) => RootOf(assignment.Target),
            IInvocationOperation { TargetMethod.Name: "Add", Instance: { } list } call when call.Arguments.Any(argument => Names(argument.Value, task)) => RootOf(list),
            _ => null,
        })
        .Where(static container => container is not null)!;

    private static bool Names(IOperation value, ISymbol task) => value.DescendantsAndSelf().Any(part => SymbolEqualityComparer.Default.Equals(RootOfReference(part), task));

    // What is awaited as a whole was awaited in its parts: tasks, and the t of foreach (var t in tasks) or of tasks.Select(t => …).
    private bool IsSame(ISymbol observed, ISymbol root) => Sources(root).Contains(observed, SymbolEqualityComparer.Default)
        || (IsElement(observed) && Sources(observed).Skip(1).FirstOrDefault() is { } whole && IsElement(root) && Sources(root).Skip(1).Contains(whole, SymbolEqualityComparer.Default));

    // The t of tasks.ForEach(t => …): a parameter, and of one loop it stands for all.
    private static bool IsElement(ISymbol symbol) => symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } };

    // The variable itself, the collection that it was taken from, and so on.
    private IEnumerable<ISymbol> Sources(ISymbol root)
    {
        ISymbol? current = root;
        for (int steps = 0; current is not null && steps < 8; steps++)
        {
            yield return current;
            current = SourceOf(current);
        }
    }

    private ISymbol? SourceOf(ISymbol element) => element switch
    {
        ILocalSymbol local => LoopOver(local) is { } loop ? RootOf(loop.Collection) : RootOf(body.Locals.Of(local) ?? TestedFor(local)),
        IParameterSymbol parameter => LambdaReceiver(parameter),
        _ => null,
    };

    private IForEachLoopOperation? LoopOver(ILocalSymbol local) => body.Outermost.SelfAndNested()
        .SelectMany(static part => part.Sites)
        .OfType<IForEachLoopOperation>()
        .FirstOrDefault(loop => loop.Locals.Contains(local, SymbolEqualityComparer.Default));

    // task is Task<int> number, case Task<int> number: one task with two names.
    private IOperation? TestedFor(ILocalSymbol local)
    {
        if (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { Parent: PatternSyntax { Parent: IsPatternExpressionSyntax or CasePatternSwitchLabelSyntax or SwitchExpressionArmSyntax } pattern })
            return null;
        return body.Outermost.Root.Descendants().Select(operation => operation switch
        {
            IIsPatternOperation test when test.Pattern.Syntax == pattern => test.Value,
            ISwitchOperation choice when choice.Cases.Any(section => section.Clauses.Any(clause => clause.Syntax == pattern.Parent)) => choice.Value,
            ISwitchExpressionOperation choice when choice.Arms.Any(arm => arm.Syntax == pattern.Parent) => choice.Value,
            _ => null,
        }).FirstOrDefault(static value => value is not null);
    }

    private ISymbol? LambdaReceiver(IParameterSymbol parameter)
    {
        Body? lambda = body.Outermost.SelfAndNested().FirstOrDefault(part => SymbolEqualityComparer.Default.Equals(part.Symbol, parameter.ContainingSymbol));
        if (lambda is null || RepeatedCallbacks.CallOf(lambda) is not { } call)
            return null;
        return RootOf(call.Instance ?? call.Arguments.FirstOrDefault()?.Value);
    }

    private static ISymbol? RootOf(IOperation? expression)
    {
        for (int steps = 0; expression is not null && steps < 64; steps++)
        {
            expression = Operand.Unwrap(expression);
            if (RootOfReference(expression) is { } root)
                return root;
            expression = expression switch
            {
                IArrayElementReferenceOperation element => element.ArrayReference,
                IFieldReferenceOperation { Field.ContainingType.IsTupleType: true, Instance: { } tuple } => tuple,
                // A call gives another task each time; LINQ only picks and passes on.
                IInvocationOperation call when RepeatedCallbacks.RunsAtOnce(call) => call.Instance ?? call.Arguments.FirstOrDefault()?.Value,
                IPropertyReferenceOperation { Instance: { } instance } => instance,
                _ => null,
            };
        }

        return null;
    }

    private static ISymbol? RootOfReference(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        // A part of a tuple is known by the tuple.
        IFieldReferenceOperation { Field: { ContainingType.IsTupleType: false } field } => field,
        IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: null or IInstanceReferenceOperation } => property,
        _ => null,
    };
}
