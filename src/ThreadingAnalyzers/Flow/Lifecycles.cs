using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The life of the threads and tasks of a type: which expressions make new or running ones, and what the methods of the type do with them.</summary>
internal sealed class Lifecycles(TypeSummary summary, ThreadingModel model, CancellationToken cancellation)
{
    private readonly Dictionary<Body, LifecycleFlow?> _flows = [];
    private readonly Dictionary<ISymbol, bool> _assignedOnce = new(SymbolEqualityComparer.Default);

    /// <summary>The flow of a body; null where there is nothing to follow, or while it is being worked out.</summary>
    internal LifecycleFlow? FlowOf(Body body)
    {
        if (_flows.TryGetValue(body, out LifecycleFlow? known))
            return known;
        _flows[body] = null;
        if (!body.Sites.Exists(IsAction) || body.Graph(cancellation) is not { } graph)
            return null;
        return _flows[body] = LifecycleFlow.Compute(graph, body, this, cancellation);
    }

    internal bool CanThrow(IOperation operation) => model.Throws.CanThrow(operation);

    internal bool HoldsHandle(ITypeSymbol? type) => KnownTypes.Is(type, model.Types.Thread) || model.Types.IsTaskClass(type);

    internal HandleAction? ActionOf(IInvocationOperation call) => !HoldsHandle(call.TargetMethod.ContainingType) ? null : model.Joins.KindOf(call.TargetMethod) switch
    {
        JoinKind.Start => HandleAction.Start,
        JoinKind.Handles when call is { Arguments.IsEmpty: true, TargetMethod.IsStatic: false } => HandleAction.Join,
        _ => model.ThreadControl.IsSetBeforeStart(call.TargetMethod) ? HandleAction.Configure : null,
    };

    internal HandleAction? ActionOfSetting(IPropertySymbol property) =>
        KnownTypes.Is(property.ContainingType, model.Types.Thread) && model.ThreadControl.IsSetBeforeEnd(property) ? HandleAction.Adjust : null;

    /// <summary>Whether an expression makes a thread or task that is not started.</summary>
    internal bool IsCold(IOperation value) => Operand.Unwrap(value) is IObjectCreationOperation creation && model.Threads.ForkOf(creation) is ForkKind.Thread or ForkKind.ColdTask;

    /// <summary>Whether an expression gives a thread or task that was started.</summary>
    internal bool IsRunning(IOperation value) => Operand.Unwrap(value) is IInvocationOperation call && HoldsHandle(call.Type)
        && (model.Threads.ForkOf(call) == ForkKind.Task || call.TargetMethod.IsAsync || call.TargetMethod is { Name: "ContinueWith", ContainingType.ContainingNamespace.Name: "Tasks" } || (CalleeOf(call) is { } callee && FlowOf(callee)?.ReturnsStarted == true));

    /// <summary>Whether a variable runs over a sequence of threads or tasks that were all started.</summary>
    internal bool IsLoopOverRunning(ISymbol? variable) => variable is ILocalSymbol local && summary.Bodies
        .Where(body => SymbolEqualityComparer.Default.Equals(body.Symbol, local.ContainingSymbol))
        .Any(body => body.Sites.OfType<IForEachLoopOperation>().Any(loop => loop.Locals.Contains(local, SymbolEqualityComparer.Default) && AreRunning(loop.Collection, body)));

    /// <summary>What a call of a method of the same object leaves behind; null where it is not known.</summary>
    internal HandleStates? EffectOf(IInvocationOperation call) => MayHaveEffect(call) && CalleeOf(call) is { } callee ? FlowOf(callee)?.AtExit : null;

    /// <summary>Whether a field gets its value at construction, and no other later.</summary>
    internal bool IsAssignedOnce(AccessPath path)
    {
        if (path.Members.Length > 1 || path.Last is not IFieldSymbol field)
            return false;
        if (!_assignedOnce.TryGetValue(field, out bool known))
            _assignedOnce.Add(field, known = field.IsReadOnly || (field.DeclaredAccessibility == Accessibility.Private && summary.Bodies.All(body => IsConstruction(body) || !body.Sites.Exists(site => Assigns(site, field)))));
        return known;
    }

    private bool IsAction(IOperation site) => site switch
    {
        IInvocationOperation call => ActionOf(call) is not null,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } => ActionOfSetting(target.Property) is not null,
        _ => false,
    };

    private static bool IsConstruction(Body body) => body.Parent is null && body.Symbol is IFieldSymbol or IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };

    private static bool Assigns(IOperation site, IFieldSymbol field) =>
        site is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field)
        && site.Parent is IAssignmentOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None } or ITupleOperation;

    private static bool MayHaveEffect(IInvocationOperation call) => call.Instance is null or IInstanceReferenceOperation && !call.IsVirtual && !call.TargetMethod.IsAsync;

    private Body? CalleeOf(IInvocationOperation call) => MayHaveEffect(call) ? summary.Callbacks.Of(call.TargetMethod) : null;

    // bodies.Select(Launch).ToArray()
    private bool AreRunning(IOperation collection, Body body)
    {
        for (int steps = 0; steps < 8; steps++)
        {
            collection = Operand.Unwrap(collection);
            switch (collection)
            {
                case ILocalReferenceOperation local when body.Locals.Of(local.Local) is { } value:
                    collection = value;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList", Arguments: [{ Value: var source }] } copy when RepeatedCallbacks.RunsAtOnce(copy):
                    collection = source;
                    break;
                case IInvocationOperation { TargetMethod.Name: "Select", Arguments: [_, { Value: var selector }] } select when RepeatedCallbacks.RunsAtOnce(select):
                    return summary.Callbacks.Behind(selector, body.Locals) is ({ } selected, _) && FlowOf(selected)?.ReturnsStarted == true;
                default:
                    return false;
            }
        }

        return false;
    }
}
