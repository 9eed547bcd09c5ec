using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The loops that nothing ends but the end of their thread, in the code that threads begin with and in what that calls.</summary>
internal sealed class EndlessLoops(TypeSummary summary)
{
    private static readonly HashSet<string> Stops = new(StringComparer.Ordinal)
    {
        "Abort", "Cancel", "CancelAsync", "Close", "Complete", "CompleteAdding", "Disconnect", "Dispose", "DisposeAsync", "Kill", "Shutdown", "Stop", "TryComplete",
    };

    private AssignedValues? _assigned;

    /// <summary>The first loop that the thread of a fork goes into and never comes out of, or null.</summary>
    internal ILoopOperation? Of(Fork fork)
    {
        List<Body> bodies = BodiesOf(fork).ToList();
        return bodies.SelectMany(static body => body.Sites).OfType<ILoopOperation>().FirstOrDefault(loop => IsEndless(loop) && !IsStoppedFromOutside(loop, bodies));
    }

    /// <summary>The bodies that the thread of a fork runs one in the other: what it begins with, then what that calls and waits for.</summary>
    internal IEnumerable<Body> BodiesOf(Fork fork) => fork.Targets
        .Concat(summary.Bodies.Where(body => summary.Contexts.ForksOf(body).Contains(fork)).Except(fork.Targets))
        .Where(static body => body is { IsAsync: false, IsIterator: false });

    private bool IsEndless(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation { Condition: var condition } => (condition is null || StaysTrue(condition)) && !Nesting.OwnOperations(loop.Body).Any(part => LeavesLoop(part, loop)),
        IForLoopOperation { Condition: var condition } => (condition is null || StaysTrue(condition)) && !Nesting.OwnOperations(loop.Body).Any(part => LeavesLoop(part, loop)),
        IForEachLoopOperation { Collection: var items } => IsNeverCompleted(items) && !Nesting.OwnOperations(loop.Body).Any(part => LeavesLoop(part, loop)),
        _ => false,
    };

    // while (true); while (_running), where nothing says otherwise.
    private bool StaysTrue(IOperation condition)
    {
        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
            return constant;
        condition = Operand.Unwrap(condition);
        bool goesOn = true;
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var negated })
            (goesOn, condition) = (false, Operand.Unwrap(negated));
        if (!goesOn && condition is IInvocationOperation { TargetMethod: { Name: "WaitOne" or "Wait", ContainingType.ContainingNamespace.Name: "Threading" }, Instance: { } signal })
            return IsNeverSet(signal);
        return condition is IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private, Type.SpecialType: SpecialType.System_Boolean } field }
            && !HasUnseenPart(field.ContainingType) && summary.References.To(field).All(reference => Keeps(reference, goesOn));
    }

    // Of a partial type with one part, a tool may write the other one later.
    internal static bool HasUnseenPart(INamedTypeSymbol type) => type.DeclaringSyntaxReferences is [var only] && only.GetSyntax() is TypeDeclarationSyntax { Modifiers: var modifiers } && modifiers.Any(SyntaxKind.PartialKeyword);

    private static bool Keeps(IOperation reference, bool value) => reference.Parent switch
    {
        ISimpleAssignmentOperation assignment when assignment.Target == reference => assignment.Value.ConstantValue is { HasValue: true, Value: bool given } && given == value,
        IAssignmentOperation assignment when assignment.Target == reference => false,
        IArgumentOperation { Parameter.RefKind: not RefKind.None } => false,
        ITupleOperation or INameOfOperation or IAddressOfOperation => false,
        _ => true,
    };

    // foreach (… in _jobs.GetConsumingEnumerable()), where nothing completes the collection.
    private bool IsNeverCompleted(IOperation items) => Operand.Unwrap(items) is IInvocationOperation
    {
        TargetMethod: { Name: "GetConsumingEnumerable", ContainingType.Name: "BlockingCollection" }, Arguments.IsEmpty: true, Instance: { } collection,
    } && !MayEnd(collection);

    // Whoever stops the stream or cancels the token ends the loop by an exception.
    private bool LeavesLoop(IOperation part, ILoopOperation loop) => part switch
    {
        IReturnOperation or IThrowOperation => true,
        IBranchOperation { BranchKind: BranchKind.Break } jump => SymbolEqualityComparer.Default.Equals(jump.Target, loop.ExitLabel),
        IBranchOperation { BranchKind: BranchKind.GoTo } => true,
        IInvocationOperation { TargetMethod: { Name: "Take", ContainingType.Name: "BlockingCollection" }, Arguments.IsEmpty: true, Instance: { } collection } => MayEnd(collection),
        IInvocationOperation call => call.TargetMethod.Name is "ThrowIfCancellationRequested" or "Take" or "Exit" or "FailFast"
            || call.Arguments.Any(static argument => !argument.IsImplicit && argument.Parameter?.Type.Name == "CancellationToken"),
        _ => false,
    };

    // while (!_quit.WaitOne(1000)), where nobody else can set the event.
    private bool IsNeverSet(IOperation signal) => UsesOf(signal) is { } uses && !uses.Members.Exists(static member => member is not IInvocationOperation { TargetMethod.Name: "WaitOne" or "Wait" or "Reset" });

    // Only a collection that stays inside the type is known to be completed by nobody.
    private bool MayEnd(IOperation collection) => UsesOf(collection) is not { } uses || uses.Members.Exists(StreamModel.MayComplete);

    // What the type does with the one object that a private field ever holds; null where others may get hold of it.
    private ObjectUses? UsesOf(IOperation holder)
    {
        if (Operand.Unwrap(holder) is not IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field } || AssignedTo(field).ToList() is not [IObjectCreationOperation { Arguments: var arguments } creation])
            return null;
        // An event that is set from the beginning.
        if (arguments.Any(static argument => argument.Value.ConstantValue is { HasValue: true, Value: true }))
            return null;
        ObjectUses uses = ObjectTracer.UsesOf(creation, summary.References);
        return uses.Escapes || uses.ReturnedBy.Count > 0 ? null : uses;
    }

    private IEnumerable<IOperation> AssignedTo(IFieldSymbol field) => (_assigned ??= new AssignedValues(summary.OwnBodies)).Of(field).Select(Operand.Unwrap);

    // while (true) listener.Accept(); and elsewhere listener.Stop(), or a handler for what that throws.
    private bool IsStoppedFromOutside(ILoopOperation loop, List<Body> own)
    {
        if (loop.Syntax.Ancestors().OfType<TryStatementSyntax>().Any(attempt => attempt.Block.Span.Contains(loop.Syntax.Span) && attempt.Catches.Any(IsForStop)))
            return true;
        var used = new HashSet<ISymbol>(loop.Body.Descendants().Where(part => !IsSwallowed(part, loop)).SelectMany(part => StoredBy(part, own)), SymbolEqualityComparer.Default);
        return used.Count > 0 && summary.Bodies.Except(own).SelectMany(static body => body.Sites).OfType<IInvocationOperation>().Any(call =>
            Stops.Contains(call.TargetMethod.Name) && call.Instance is { } instance && SharedLocations.LocationOf(Operand.ReceiverBehind(instance) ?? Operand.Unwrap(instance)) is { } stopped && used.Contains(stopped));
    }

    // for (;;) { try { _client.Receive(…); } catch (Exception e) { Log(e); } }: what a closed client throws begins the next round.
    private static bool IsSwallowed(IOperation part, ILoopOperation loop) => part.Syntax.Ancestors().TakeWhile(node => node != loop.Syntax).OfType<TryStatementSyntax>()
        .Any(attempt => attempt.Block.Span.Contains(part.Syntax.Span) && attempt.Catches is [.., { Filter: null } last] && !attempt.Catches.Any(IsForStop) && last.Declaration?.Type.ToString() is null or "Exception" or "System.Exception");

    // Who expects a certain exception expects it to end the loop. Who catches all of them logs what should not have come, and nobody here aborts or interrupts the thread.
    private static bool IsForStop(CatchClauseSyntax handler) => handler.Declaration?.Type.ToString() is { } type && type.Substring(type.LastIndexOf('.') + 1) is not ("Exception" or "ThreadAbortException" or "ThreadInterruptedException");

    // A field, or a local that a field was given as well.
    private IEnumerable<ISymbol> StoredBy(IOperation part, List<Body> own) => part switch
    {
        IFieldReferenceOperation { Field: var field } => [field],
        ILocalReferenceOperation { Local: var local } => own.SelectMany(static body => body.Sites).OfType<ISimpleAssignmentOperation>()
            .Where(assignment => assignment.Target is IFieldReferenceOperation && Operand.Unwrap(assignment.Value) is ILocalReferenceOperation given && SymbolEqualityComparer.Default.Equals(given.Local, local))
            .Select(static assignment => (ISymbol)((IFieldReferenceOperation)assignment.Target).Field),
        _ => [],
    };
}
