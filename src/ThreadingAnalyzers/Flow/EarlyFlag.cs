using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>A volatile flag that says that something is ready, and is set before it is.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Set">Where it is set.</param>
/// <param name="Data">The state that gets its value afterwards.</param>
/// <param name="Late">The assignment of that value.</param>
/// <param name="Reader">Where another member, which has found the flag set, uses the state.</param>
internal sealed record EarlyFlag(ISymbol Flag, IOperation Set, ISymbol Data, IOperation Late, IOperation Reader)
{
    /// <summary>The ones of a body.</summary>
    internal static IEnumerable<EarlyFlag> In(Body body, TypeSummary summary, ThreadingModel model)
    {
        foreach (IOperation site in body.Sites)
        {
            if (FlagSetBy(site, model) is not { } flag || summary.Construction.Covers(body, flag.IsStatic) || IsTakenBack(flag, summary, model))
                continue;
            foreach (ISimpleAssignmentOperation late in AssignmentsAfter(site))
            {
                if (DataOf(late, flag, model) is { } data && !IsGivenBefore(data, site, body) && ReaderOf(flag, data, late, body, summary, model) is { } reader)
                {
                    yield return new EarlyFlag(flag, site, data, late, reader);
                    break;
                }
            }
        }
    }

    // _ready = true on a volatile flag, or Volatile.Write(ref _ready, true).
    private static IFieldSymbol? FlagSetBy(IOperation site, ThreadingModel model) => site switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: { IsVolatile: true } field }, Value.ConstantValue: { HasValue: true, Value: true } } => field,
        IInvocationOperation when model.Atomics.Of(site) is { Action: AtomicAction.Write, Target: IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean } field }, Value.ConstantValue: { HasValue: true, Value: true } } => field,
        _ => null,
    };

    // What is switched on and off says that something runs, and who may ask for what meanwhile is another matter.
    private static bool IsTakenBack(IFieldSymbol flag, TypeSummary summary, ThreadingModel model) => summary.OwnBodies.Any(body => !summary.Construction.Covers(body, flag.IsStatic) && body.Sites.Exists(site => site switch
    {
        ISimpleAssignmentOperation assignment => IsOf(flag, assignment.Target) && assignment.Value.ConstantValue is not { HasValue: true, Value: true },
        IInvocationOperation when model.Atomics.Of(site) is { Writes: true } call => IsOf(flag, call.Target) && call.Value?.ConstantValue is not { HasValue: true, Value: true },
        _ => false,
    }));

    private static IEnumerable<ISimpleAssignmentOperation> AssignmentsAfter(IOperation set) => set.Parent is IExpressionStatementOperation { Parent: IBlockOperation block } statement
        ? block.Operations.SkipWhile(sibling => sibling != statement).Skip(1).OfType<IExpressionStatementOperation>().Select(static sibling => sibling.Operation).OfType<ISimpleAssignmentOperation>()
        : [];

    private static ISymbol? DataOf(ISimpleAssignmentOperation late, IFieldSymbol flag, ThreadingModel model) =>
        SharedLocations.LocationOf(late.Target) is (IFieldSymbol or IPropertySymbol) and { } data && !EmptinessTests.IsNothing(late.Value) && ValueShape.TypeOf(data) is { SpecialType: not SpecialType.System_Boolean } type
        && data.IsStatic == flag.IsStatic && SymbolEqualityComparer.Default.Equals(data.ContainingType, flag.ContainingType) && !IsWork(type, model)
            ? data
            : null;

    // _running = true; _thread = new Thread(Run); is seen by nobody who does not stop it.
    private static bool IsWork(ITypeSymbol type, ThreadingModel model) => model.Types.IsTask(type) || type.Name is "Thread" or "Timer"
        || type.AllInterfaces.Any(static implemented => implemented is { Name: nameof(IDisposable), ContainingNamespace.Name: nameof(System) });

    private static bool IsGivenBefore(ISymbol data, IOperation set, Body body) => body.Sites.Exists(site =>
        site is ISimpleAssignmentOperation assignment && assignment.Syntax.SpanStart < set.Syntax.SpanStart && IsOf(data, assignment.Target));

    private static IOperation? ReaderOf(IFieldSymbol flag, ISymbol data, IOperation late, Body body, TypeSummary summary, ThreadingModel model)
    {
        foreach (Body other in summary.OwnBodies.Where(other => !ReferenceEquals(other.Outermost, body.Outermost)))
        {
            IOperation? use = other.Sites.Find(site => IsOf(data, site) && site.Parent is not IAssignmentOperation && other.Sites.Exists(test => IsOf(flag, test) && IsFoundSet(test, site, model)));
            if (use is not null && summary.HeldLocks.At(other, use.Syntax) is { } held && summary.HeldLocks.At(body, late.Syntax) is { } also && !held.Overlaps(also))
                return use;
        }

        return null;
    }

    private static bool IsFoundSet(IOperation flag, IOperation use, ThreadingModel model)
    {
        // Volatile.Read(ref _ready)
        IOperation test = flag.Parent is IArgumentOperation { Parent: { } call } && model.Atomics.Of(call) is { Action: AtomicAction.Read } ? call : flag;
        return OnceTest.Lets(test, use, false)
            || (test.Parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Parent: IWhileLoopOperation loop } && loop.Syntax.Span.End < use.Syntax.SpanStart);
    }

    private static bool IsOf(ISymbol symbol, IOperation operation) => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(operation), symbol);
}
