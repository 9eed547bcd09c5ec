using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What ends when a function returns, while the task that it returns still runs.</summary>
/// <param name="Ending">Says it, as the end of a sentence.</param>
/// <param name="Place">The scope: the resource, the catch clauses or the finally block.</param>
/// <param name="IsGuess">Whether it is only likely that the task needs the scope.</param>
internal sealed record TaskScope(string Ending, SyntaxNode Place, bool IsGuess = false)
{
    // What these say, the call itself says at once, and not its task.
    private static readonly HashSet<string> MisuseExceptions = new(StringComparer.Ordinal)
    {
        "ArgumentException", "ArgumentNullException", "ArgumentOutOfRangeException", "InvalidOperationException", "ObjectDisposedException", "NotSupportedException", "NotImplementedException",
        "FormatException", "KeyNotFoundException", "NullReferenceException", "InvalidCastException", "MissingMethodException", "TargetInvocationException", "ReflectionTypeLoadException",
    };

    private static readonly HashSet<string> InMemory = new(StringComparer.Ordinal) { "MemoryStream", "StringReader", "StringWriter" };

    private static readonly HashSet<string> ThreadBound = new(StringComparer.Ordinal) { "Monitor", "Lock", "Thread", "SynchronizationContext", "ExecutionContext", "AsyncFlowControl", "Mutex", "ReaderWriterLockSlim", "SpinLock" };

    /// <summary>The innermost scope that a returned task outlives; null where there is none that matters to it.</summary>
    internal static TaskScope? Of(IReturnOperation returning, IOperation task, Body body, ThreadingModel model)
    {
        for (IOperation? child = returning, parent = returning.Parent; parent is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; child = parent, parent = parent.Parent)
        {
            TaskScope? scope = parent switch
            {
                IUsingOperation region when region.Body == child => OfResources(region.Resources, region.Locals, task, body),
                IBlockOperation block => OfDeclarations(block, child, task, body),
                ITryOperation attempt => attempt.Body == child ? OfTry(attempt, task, body, model) : OfFinally(attempt, child, task, body, model),
                _ => null,
            };
            if (scope is not null)
                return scope;
        }

        return null;
    }

    /// <summary>The innermost resource that a returned sequence reads from, and that is disposed of before it is read; null where there is none.</summary>
    internal static TaskScope? OfSequence(IReturnOperation returning, IOperation sequence, Body body)
    {
        for (IOperation? child = returning, parent = returning.Parent; parent is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; child = parent, parent = parent.Parent)
        {
            TaskScope? scope = parent switch
            {
                IUsingOperation region when region.Body == child => OfResources(region.Resources, region.Locals, sequence, body),
                IBlockOperation block => OfDeclarations(block, child, sequence, body),
                _ => null,
            };
            if (scope is { IsGuess: false })
                return scope;
        }

        return null;
    }

    /// <summary>The innermost resource that a task needs and outlives, because it is kept in a variable from outside of the resource's scope; null where there is none.</summary>
    internal static TaskScope? OfKept(IOperation keeping, ISymbol keeper, IInvocationOperation task, Body body)
    {
        for (IOperation? child = keeping, parent = keeping.Parent; parent is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; child = parent, parent = parent.Parent)
        {
            // From here on, the local ends with the scope. Code that looks at it in the scope may well wait for it.
            if (IsLookedAtIn(parent, keeping, keeper))
                return null;
            TaskScope? scope = parent switch
            {
                IUsingOperation region when region.Body == child => OfResources(region.Resources, region.Locals, task, body),
                IBlockOperation block => OfDeclarations(block, child, task, body),
                _ => null,
            };
            // What a member keeps for good is not meant to end with a scope that may be one for the log.
            if (scope is not null)
                return scope.IsGuess && keeper is not (ILocalSymbol or IParameterSymbol) ? null : scope;
        }

        return null;
    }

    /// <summary>The variable that keeps what is assigned or added to it: a local, a parameter, a field or property of the type's own.</summary>
    internal static ISymbol? KeeperIn(IOperation target) => target switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        IFieldReferenceOperation { Field: var field, Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } => field,
        IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } => property,
        _ => null,
    };

    // What others can see, whatever runs afterwards in the scope may wait for.
    private static bool IsLookedAtIn(IOperation scope, IOperation keeping, ISymbol keeper) => keeper is ILocalSymbol local
        ? scope.Syntax.Span.Contains(local.Locations[0].SourceSpan) || scope.Descendants().Count(part => part is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local)) > 1
        : scope.Descendants().Any(part => part.Syntax.SpanStart >= keeping.Syntax.Span.End && part is IInvocationOperation or IAwaitOperation or ILoopOperation or IMemberReferenceOperation or IParameterReferenceOperation)
            || scope is ILoopOperation;

    private static TaskScope? OfDeclarations(IBlockOperation block, IOperation child, IOperation task, Body body) => block.Operations
        .TakeWhile(statement => statement != child)
        .OfType<IUsingDeclarationOperation>()
        .Select(declaration => OfResources(declaration.DeclarationGroup, declaration.DeclarationGroup.GetDeclaredVariables(), task, body))
        .LastOrDefault(static scope => scope is not null);

    private static TaskScope? OfResources(IOperation resources, IEnumerable<ILocalSymbol> locals, IOperation task, Body body)
    {
        // A ref struct lives on the stack, where no task can use it.
        ILocalSymbol[] named = locals.Where(static local => !InMemory.Contains(local.Type.Name) && !local.Type.IsRefLikeType).ToArray();
        foreach (ILocalSymbol local in named)
        {
            if (new CarriedResources([local], body).In(task))
                return new($"'{local.Name}' is disposed", resources.Syntax);
        }

        // using (resource): the variable was there before.
        if (VariableOf(Operand.Unwrap(resources)) is { } existing && Operand.Unwrap(resources).Type is { Name: var type } && !InMemory.Contains(type) && new CarriedResources([existing], body).In(task))
            return new($"'{existing.Name}' is disposed", resources.Syntax);
        if (AmbientIn(resources, named) is { } ambient)
            return ambient == "Activity" ? new("the activity ends", resources.Syntax, IsGuess: true) : new("the transaction scope is disposed", resources.Syntax);
        bool isLock = Operand.Unwrap(resources) is IInvocationOperation opening && UserScopes.IsEnter(opening)
            || named.Any(local => body.Locals.Of(local) is IInvocationOperation opened && UserScopes.IsEnter(opened));
        if (isLock)
            return new("the lock is given back", resources.Syntax);
        return IsNamelessScope(Operand.Unwrap(resources)) && task is IInvocationOperation { TargetMethod.Name: not ("Run" or "StartNew") } ? new("the scope ends", resources.Syntax, IsGuess: true) : null;
    }

    // What these stand for is found in the context that flows with the code, and needs no name.
    private static string? AmbientIn(IOperation resources, ILocalSymbol[] named) =>
        named.Select(static local => local.Type.Name).Append(Operand.Unwrap(resources).Type?.Name).FirstOrDefault(static type => type is "TransactionScope" or "Activity");

    // using (logger.BeginScope("…")) return next(): who opens a scope without a name wants it around what is in it.
    private static bool IsNamelessScope(IOperation resources) =>
        resources is IInvocationOperation { Type: { Name: nameof(IDisposable), ContainingNamespace.Name: nameof(System) }, TargetMethod.Name: var opening } && !opening.StartsWith("Suppress", StringComparison.Ordinal);

    private static TaskScope? OfTry(ITryOperation attempt, IOperation task, Body body, ThreadingModel model)
    {
        if (OfFinally(attempt, attempt.Body, task, body, model) is { } scope)
            return scope;
        // What an async function of the program throws, it never throws at once.
        var call = task as IInvocationOperation;
        bool throwsLater = call is { TargetMethod.IsAsync: true } && call.Arguments.All(static argument => argument.Value.DescendantsAndSelf().All(static part => part is not (IInvocationOperation or IObjectCreationOperation or IArrayElementReferenceOperation)));
        ICatchClauseOperation? handler = attempt.Catches.FirstOrDefault(clause => (throwsLater || !MisuseExceptions.Contains(clause.ExceptionType?.Name ?? "")) && !GivesFailedTask(clause, body));
        // A function that catches what goes wrong in its task leaves to the catch what goes wrong before.
        return handler is null || (call is not null && HandledExceptions.CaresFor(call.TargetMethod)) ? null : new("the try ends, so that its catch does not see the exceptions of the task", handler.Syntax);
    }

    // catch (Exception e) { return Task.FromException(e); } turns what the call itself throws into a failed task, and means just that.
    private static bool GivesFailedTask(ICatchClauseOperation clause, Body body) => clause.Handler.Descendants().Any(static part => part switch
    {
        IInvocationOperation { TargetMethod.Name: "FromException" or "FromCanceled" or "SetException" or "TrySetException" or "SetCanceled" or "TrySetCanceled" } => true,
        IReturnOperation { ReturnedValue: { } value } => value.Type?.Name is "Task" or "ValueTask" && Operand.Unwrap(value) is IInvocationOperation { Arguments: var arguments } && arguments.Any(static argument => IsException(Operand.Unwrap(argument.Value).Type)),
        _ => false,
    });

    private static bool IsException(ITypeSymbol? type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current is { Name: nameof(Exception), ContainingNamespace.Name: nameof(System) })
                return true;
        }

        return false;
    }

    private static TaskScope? OfFinally(ITryOperation attempt, IOperation child, IOperation task, Body body, ThreadingModel model) =>
        attempt.Finally is { } last && last != child && last.Operations.Any(statement => !IsOfThread(statement, model) && !IsHandedOver(statement, attempt) && !WipesOther(statement, task, body)) ? new("the finally block runs", last.Syntax) : null;

    // finally { Array.Clear(key); }: what is wiped or given back there is an array that the task has nothing of.
    private static bool WipesOther(IOperation statement, IOperation task, Body body) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: { Name: "Clear" or "ZeroMemory" or "Fill" or "Return", ContainingType: var owner } } call } && Framework.Owns(owner)
        && call.Arguments.Select(static argument => Operand.Unwrap(argument.Value)).FirstOrDefault(static given => given.Type is IArrayTypeSymbol) is { } array
        && VariableOf(array) is { } variable && !new CarriedResources([variable], body).In(task);

    // finally { if (isMine) Release(); }, with isMine = false before the return: the task does it instead.
    private static bool IsHandedOver(IOperation statement, ITryOperation attempt) =>
        statement is IConditionalOperation { Condition: var condition }
        && condition.DescendantsAndSelf().Select(VariableOf).Any(flag => flag is not null && attempt.Body.Descendants().Any(part => part is ISimpleAssignmentOperation { Target: var target } && SymbolEqualityComparer.Default.Equals(VariableOf(target), flag)));

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    // What belongs to the thread has to be put back by the thread, and so has what lives on its stack.
    private static bool IsOfThread(IOperation statement, ThreadingModel model) => statement switch
    {
        IExpressionStatementOperation { Operation: IInvocationOperation { Instance.Type.IsRefLikeType: true } } => true,
        IExpressionStatementOperation { Operation: IInvocationOperation call } => ThreadBound.Contains(call.TargetMethod.ContainingType.Name) || model.Locks.EffectOf(call) is { Mode: not LockMode.Counting },
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsStatic: true } } } => true,
        IConditionalOperation { WhenTrue: var then, WhenFalse: null } => (then is IBlockOperation block ? block.Operations.AsEnumerable() : new[] { then }).All(inner => IsOfThread(inner, model)),
        _ => false,
    };
}
