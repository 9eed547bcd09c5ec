using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Loops that go on until somebody stops the object that they work for, and block their thread in each round: they have it for as long as the object lives.</summary>
internal sealed class ServiceLoops(ThreadingModel model)
{
    // What waits for the next one to come.
    private static readonly HashSet<string> Accepts = new(StringComparer.Ordinal) { "Accept", "AcceptSocket", "AcceptTcpClient", "GetContext", "Receive", "WaitForConnection" };

    /// <summary>The first such loop of a body, or null.</summary>
    internal ILoopOperation? In(Body body) => (ILoopOperation?)body.Sites.Find(site => site is ILoopOperation loop && GoesOnUntilStopped(loop) && Blocks(loop) && !new PollingLoop(loop, model, body.Locals).IsOnlyWaiting);

    private static bool GoesOnUntilStopped(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation { Condition: { } condition } => IsTrue(condition) ? !Leaves(loop) : AsksForStop(condition),
        IForLoopOperation { Condition: null } => !Leaves(loop),
        _ => false,
    };

    private static bool IsTrue(IOperation condition) => condition.ConstantValue is { HasValue: true, Value: true };

    private static bool Leaves(ILoopOperation loop) => Nesting.OwnOperations(loop.Body).Any(static part => part is IReturnOperation or IBranchOperation { BranchKind: not BranchKind.Continue });

    // while (!_stop.IsCancellationRequested), while (_running), while (!_stop.WaitOne(1000)): what belongs to the object or its user, and not to the work.
    private static bool AsksForStop(IOperation condition) => Operand.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var negated } => AsksForStop(negated),
        IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false, Type.SpecialType: SpecialType.System_Boolean } } => true,
        IPropertyReferenceOperation { Property.Name: "IsCancellationRequested", Instance: { } token } => IsOfObject(token),
        IInvocationOperation { TargetMethod.Name: "WaitOne" or "Wait", Instance: { } signal } => IsOfObject(signal),
        _ => false,
    };

    private static bool IsOfObject(IOperation place) => Operand.Unwrap(place) switch
    {
        IFieldReferenceOperation or IParameterReferenceOperation { Type.Name: nameof(CancellationToken) } => true,
        IPropertyReferenceOperation { Property.Name: "Token" or "WaitHandle", Instance: { } owner } => IsOfObject(owner),
        _ => false,
    };

    private bool Blocks(ILoopOperation loop) => loop.ChildOperations.SelectMany(static part => Nesting.OwnOperations(part)).OfType<IInvocationOperation>().Any(call =>
        model.Joins.KindOf(call.TargetMethod) == JoinKind.Signal
        || (call.TargetMethod is { Name: "Sleep", ContainingType.Name: "Thread" } && PollingModel.LengthOf(call) is null or >= 1)
        || (Accepts.Contains(call.TargetMethod.Name) && Framework.Owns(call.TargetMethod.ContainingType)));
}
