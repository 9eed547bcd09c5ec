using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether the inner one of two nested tasks is lost: only the outer one is waited for, or nobody waits at all.</summary>
internal sealed class NestedTaskUse(Body body, NestedTasks nested)
{
    /// <summary>Whether all that happens to the value loses its inner task. What is not understood counts as keeping it.</summary>
    internal bool IsLost(IOperation value) => LossOf(value) == Use.Loses;

    /// <summary>Whether what a call gives whose type is not known goes where only the outer task counts.</summary>
    internal static bool IsLostUnbound(IOperation call, Body body) => Operand.ParentOf(call) switch
    {
        IExpressionStatementOperation => true,
        IAwaitOperation awaited => awaited.Parent is IExpressionStatementOperation,
        IReturnOperation => IsPlainTask(body.Method?.ReturnType),
        ISimpleAssignmentOperation assignment => assignment.Value.Syntax == call.Syntax && IsPlainTask(assignment.Target.Type),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.Type: var type } } => IsPlainTask(type),
        IArgumentOperation { Parameter.Type: var type } => IsPlainTask(type),
        _ => false,
    };

    /// <summary>Whether a continuation only hands on the task that has ended, or is dropped and keeps its exceptions to itself.</summary>
    internal static bool LosesNothing(IOperation continuation, CancellationToken cancellation) => ((IInvocationOperation)continuation).Arguments
        .Select(static argument => (argument.Value as IDelegateCreationOperation ?? Operand.Unwrap(argument.Value) as IDelegateCreationOperation)?.Target)
        .Any(target => target switch
        {
            IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda when GivesEndedTasks(lambda) => true,
            IAnonymousFunctionOperation { Symbol: { IsAsync: false, Parameters: [var ended, ..] }, Body.Operations: [IReturnOperation { ReturnedValue: { } value }] } =>
                Operand.Unwrap(value) is IParameterReferenceOperation { Parameter: var given } && SymbolEqualityComparer.Default.Equals(given, ended),
            IAnonymousFunctionOperation { Symbol: { IsAsync: true } lambda } => ForgottenTasks.IsDropped(continuation) && HandledExceptions.KeepsToItself(lambda, cancellation),
            _ => false,
        });

    // t => { Callback(); return Task.CompletedTask; }: the inner task says that there is nothing to wait for.
    private static bool GivesEndedTasks(IAnonymousFunctionOperation lambda) =>
        Nesting.OwnOperations(lambda.Body).OfType<IReturnOperation>().Select(static returning => returning.ReturnedValue).ToArray() is { Length: > 0 } returned
        && Array.TrueForAll(returned, static value => value is not null && ValueBranches.Of(value).All(IsEnded));

    private static bool IsEnded(IOperation task) => Operand.Unwrap(task) switch
    {
        ISimpleAssignmentOperation assignment => IsEnded(assignment.Value),
        IPropertyReferenceOperation { Property: { Name: "CompletedTask", IsStatic: true } } or IInvocationOperation { TargetMethod: { Name: "FromResult" or "FromException" or "FromCanceled", IsStatic: true } } => true,
        _ => false,
    };

    private static bool IsPlainTask(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Task", IsGenericType: false, SpecialType: SpecialType.None, TypeKind: TypeKind.Class };

    private enum Use
    {
        Keeps,
        Loses,
        Neutral,
    }

    private Use LossOf(IOperation value) => value.Parent switch
    {
        IConversionOperation conversion => OfConversion(conversion),
        IParenthesizedOperation parenthesized => LossOf(parenthesized),
        IExpressionStatementOperation => Use.Loses,
        IAwaitOperation awaited => IsUsed(awaited) ? Use.Keeps : Use.Loses,
        IInvocationOperation call when call.Instance == value => OfCall(call),
        IConditionalAccessOperation access when access.WhenNotNull == value => LossOf(access),
        IArgumentOperation argument => OfArgument(argument),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => OfLocal(declarator.Symbol),
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when assignment.Value == value => OfLocal(local),
        IArrayInitializerOperation { Parent: IArrayCreationOperation array } => array.Parent is { } parent ? LossOfElements(array, parent) : Use.Keeps,
        // Newer frameworks take params as a span.
        { Type.Name: "ReadOnlySpan", Parent: IArgumentOperation argument } => OfArgument(argument),
        IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation lambda } } => OfSelected(lambda),
        _ => Use.Keeps,
    };

    // The static type forgets the inner task. A cast that is written down may be undone elsewhere.
    private Use OfConversion(IConversionOperation conversion)
    {
        if (nested.IsNested(conversion.Type))
            return LossOf(conversion);
        // A task of one's own that is made of the outer one waits for the inner one itself.
        if (conversion.Parent is IArgumentOperation { Parent: IObjectCreationOperation { Type.BaseType: { Name: "Task" } } })
            return Use.Keeps;
        bool isForgotten = conversion is { IsImplicit: true, Type: { Name: "Task", SpecialType: SpecialType.None } };
        return isForgotten && conversion.Parent is not IBinaryOperation ? Use.Loses : Use.Keeps;
    }

    private Use OfCall(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "ConfigureAwait" => LossOf(call),
        "Start" => Use.Neutral,
        "Wait" => Use.Loses,
        _ => Use.Keeps,
    };

    private bool IsUsed(IAwaitOperation awaited) => Operand.ParentOf(awaited) switch
    {
        IExpressionStatementOperation => false,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var inner } } => !nested.IsTask(inner.Type) || IsRead(inner),
        _ => true,
    };

    private bool IsRead(ILocalSymbol local) => body.Outermost.Root.Descendants().Any(part => part is ILocalReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Local, local));

    // WhenAll(nested, …) is a nested task again, of an array.
    private Use OfArgument(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation { TargetMethod: { Name: "WhenAll" or "WaitAll", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } } combined
            ? OfCombined(combined)
            : Use.Keeps;

    private Use OfCombined(IInvocationOperation combined) => combined.Parent switch
    {
        IExpressionStatementOperation => Use.Loses,
        IAwaitOperation awaited => IsUsed(awaited) ? Use.Keeps : Use.Loses,
        IConversionOperation { IsImplicit: true, Type.Name: "Task" } => Use.Loses,
        _ => Use.Keeps,
    };

    private Use LossOfElements(IArrayCreationOperation array, IOperation parent) => parent switch
    {
        IArgumentOperation argument => OfArgument(argument),
        IConversionOperation { Parent: IArgumentOperation argument } => OfArgument(argument),
        _ => Use.Keeps,
    };

    // items.Select(item => nested); Task.Run(() => nested) waits for the outer task, and gives the inner one.
    private Use OfSelected(IAnonymousFunctionOperation lambda) => Operand.CallGiven(lambda) switch
    {
        IInvocationOperation { TargetMethod.Name: "Select" } select => OfSequence(select),
        IInvocationOperation { TargetMethod: { Name: "Run", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } } run when nested.IsNested(run.Type) => LossOf(run),
        _ => Use.Keeps,
    };

    // With or without ToArray and ToList, also by way of a local.
    private Use OfSequence(IOperation sequence) => Operand.ParentOf(sequence) switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" } copy } => OfSequence(copy),
        IArgumentOperation argument => OfArgument(argument),
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var tasks } } => OfUses(tasks, OfSequence),
        IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var each } } loop when loop.Collection.Syntax == sequence.Syntax => OfLocal(each),
        IPropertyReferenceOperation { Property.Name: "Count" or "Length" } => Use.Neutral,
        _ => Use.Keeps,
    };

    private Use OfLocal(ILocalSymbol local)
    {
        if (!nested.IsNested(local.Type))
            return local.Type.Name == "Task" ? Use.Loses : Use.Keeps;
        return OfUses(local, LossOf);
    }

    private Use OfUses(ILocalSymbol local, Func<IOperation, Use> ofUse)
    {
        Use[] uses = body.Outermost.Root.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(read => SymbolEqualityComparer.Default.Equals(read.Local, local) && read.Parent is not ISimpleAssignmentOperation { Target: ILocalReferenceOperation })
            .Select(ofUse)
            .Where(static use => use != Use.Neutral)
            .ToArray();
        return uses.Length > 0 && uses.All(static use => use == Use.Loses) ? Use.Loses : Use.Keeps;
    }
}
