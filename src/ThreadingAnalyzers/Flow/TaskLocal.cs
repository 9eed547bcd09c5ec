using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a member does with a local that holds a task, or several in a collection.</summary>
internal sealed class TaskLocal
{
    private static readonly HashSet<string> Additions = new(StringComparer.Ordinal)
    {
        "Add", "TryAdd", "Enqueue", "Push", "Insert", "AddFirst", "AddLast", "Clear", "EnsureCapacity", "Start",
    };

    private static readonly HashSet<string> Sizes = new(StringComparer.Ordinal) { "Count", "Length", "LongLength", "Capacity", "Keys", "IsEmpty" };

    private readonly ThreadingModel _model;

    internal TaskLocal(ILocalSymbol local, Body body, ThreadingModel model)
    {
        Local = local;
        _model = model;
        foreach (IOperation operation in body.Outermost.Root.Descendants())
        {
            if (operation is IVariableDeclaratorOperation { Symbol: var declared } declarator && SymbolEqualityComparer.Default.Equals(declared, local))
                NoteValue(declarator.GetVariableInitializer()?.Value);
            else if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
                Note(reference);
        }
    }

    internal ILocalSymbol Local { get; }

    /// <summary>Whether somebody looks at the tasks: awaits them, returns them, passes them on.</summary>
    internal bool IsObserved { get; private set; }

    /// <summary>Whether tasks are given to WhenAny, which tells about one of them only.</summary>
    internal bool IsInRace { get; private set; }

    /// <summary>Whether all that somebody asks of the task is whether it has succeeded by now.</summary>
    internal bool IsAskedOnly { get; private set; }

    /// <summary>The work whose tasks the local gets, in source order.</summary>
    internal List<IOperation> Started { get; } = [];

    /// <summary>Where the local gets a task itself, other than at its declaration.</summary>
    internal List<ISimpleAssignmentOperation> Assignments { get; } = [];

    /// <summary>The tests of the local against null.</summary>
    internal List<IOperation> NullTests { get; } = [];

    /// <summary>All mentions but those that assign to the local.</summary>
    internal List<ILocalReferenceOperation> Reads { get; } = [];

    /// <summary>Whether the local is null at some time because the code says so.</summary>
    internal bool MayBeNull { get; private set; }

    private void Note(ILocalReferenceOperation reference)
    {
        IOperation use = reference;
        while (use.Parent is IConversionOperation or IParenthesizedOperation)
            use = use.Parent;
        if (use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use)
        {
            Assignments.Add(assignment);
            NoteValue(assignment.Value);
            IsObserved |= assignment.Parent is not IExpressionStatementOperation;
            return;
        }

        Reads.Add(reference);
        if (IsTestOfNull(use))
            NullTests.Add(reference);
        else if (IsRace(use))
            IsInRace = true;
        else
            IsObserved |= !IsKept(use);
    }

    private void NoteValue(IOperation? value)
    {
        if (value is null)
            return;
        MayBeNull |= ValueBranches.Of(value).Any(ValueBranches.IsNull);
        if (Local.Type.TypeKind == TypeKind.Error && StartedTasks.AreSelectedByUnbound(Operand.Unwrap(value)))
            Started.Add(Operand.Unwrap(value));
        else if (_model.Types.IsTask(Local.Type) || Local.Type.TypeKind == TypeKind.Error)
            Started.AddRange(_model.FreshTasks.PromisedIn(value));
        else if (StartedTasks.In(value, _model) is { } started)
            Started.Add(started);
    }

    private static bool IsTestOfNull(IOperation use) => use.Parent switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test => Operand.IsNull(test.LeftOperand) || Operand.IsNull(test.RightOperand),
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } => true,
        _ => false,
    };

    private static bool IsRace(IOperation use)
    {
        IOperation? parent = use.Parent;
        while (parent is IArrayInitializerOperation or IArrayCreationOperation or IConversionOperation or { Type.Name: "ReadOnlySpan" })
            parent = parent.Parent;
        return parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "WhenAny", ContainingType.Name: "Task" } } };
    }

    /// <summary>Whether all that somebody asks of several tasks is how many there are.</summary>
    internal static bool IsCounted(IOperation tasks) => tasks.Parent switch
    {
        IPropertyReferenceOperation { Arguments.IsEmpty: true } property => property.Instance == tasks && Sizes.Contains(property.Property.Name),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Count" or "LongCount" or "Any", ContainingType.Name: "Enumerable" } } count } argument => count.Arguments is [var only] && only == argument,
        IConversionOperation conversion => IsCounted(conversion),
        _ => false,
    };

    // if (task.IsCompletedSuccessfully) return task.Result;
    private bool IsKnownToHaveSucceeded(IOperation result) => DecidedConditions.Before(result)
        .SelectMany(static decided => DecidedConditions.Parts(decided.Condition, decided.Value))
        .Any(part => part.Value && part.Condition is IPropertyReferenceOperation { Property.Name: "IsCompletedSuccessfully", Instance: ILocalReferenceOperation asked } && SymbolEqualityComparer.Default.Equals(asked.Local, Local));

    // list.Add(task), list.Count, tasks[i] = task
    private bool IsKept(IOperation use)
    {
        switch (use.Parent)
        {
            case INameOfOperation:
                return true;
            case IInvocationOperation call when call.Instance == use && Additions.Contains(call.TargetMethod.Name):
                foreach (IArgumentOperation argument in call.Arguments)
                    Started.AddRange(_model.FreshTasks.PromisedIn(argument.Value));
                return true;
            case IInvalidOperation or { Kind: OperationKind.None } when UnboundCalls.On(use) is var (addition, name) && Additions.Contains(name) && _model.Awaitables.ElementOf(Local.Type) is not null:
                Started.AddRange(addition.ChildOperations.SelectMany(_model.FreshTasks.PromisedIn));
                return true;
            case { Kind: OperationKind.None or OperationKind.Invalid, Syntax: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var size, Parent: not InvocationExpressionSyntax } } when Sizes.Contains(size):
                return Started.Exists(StartedTasks.AreSelectedByUnbound);
            case IPropertyReferenceOperation { Property.Name: "IsCompletedSuccessfully" } when _model.Types.IsTaskClass(Local.Type):
            case IPropertyReferenceOperation { Property.Name: "Result" } when _model.Types.IsTaskClass(Local.Type) && IsKnownToHaveSucceeded(use.Parent):
                return IsAskedOnly = true;
            case IPropertyReferenceOperation { Arguments.IsEmpty: true } or IArgumentOperation:
                return !_model.Types.IsTask(Local.Type) && IsCounted(use);
            case IPropertyReferenceOperation or IArrayElementReferenceOperation when use.Parent.Parent is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment && assignment.Target == use.Parent:
                Started.AddRange(_model.FreshTasks.PromisedIn(assignment.Value));
                return true;
            default:
                return false;
        }
    }
}
