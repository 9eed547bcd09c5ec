using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Events of entries that a method makes, puts where others find them, waits for with a limit, and disposes: who has found the entry before it was taken out gives the signal to a disposed event.
/// </summary>
internal sealed class LateEntrySignals(TypeSummary summary)
{
    /// <summary>The disposals in a body, with the wait that may give up and the signal that may come too late.</summary>
    internal IEnumerable<(IInvocationOperation Disposal, IInvocationOperation Wait, IOperation Signal)> In(Body body)
    {
        foreach (IInvocationOperation disposal in body.Sites.OfType<IInvocationOperation>())
        {
            if (EntryOf(disposal, "Dispose", "Close") is (var entry, var gate) && LateSignals.IsEvent(gate) && !IsConditional(disposal) && !Nesting.IsInLock(disposal)
                && body.Locals.Of(entry) is { } made && Operand.Unwrap(made) is IObjectCreationOperation
                && body.Sites.OfType<IInvocationOperation>().FirstOrDefault(call => IsOf(EntryOf(call, "WaitOne", "Wait"), entry, gate) && TimedWaits.GivesUp(call)) is { } wait
                && summary.References.To(entry).Any(IsKept) && !body.Sites.Exists(IsAskedRemoval) && SignalOf(gate, body) is { } signal)
                yield return (disposal, wait, signal);
        }
    }

    // entry.Done.WaitOne(1000)
    private static (ILocalSymbol Entry, ISymbol Gate)? EntryOf(IInvocationOperation call, string name, string other) =>
        (call.TargetMethod.Name == name || call.TargetMethod.Name == other) && call.Instance is IMemberReferenceOperation { Member: var gate, Instance: ILocalReferenceOperation { Local: var entry } } ? (entry, gate) : null;

    private static bool IsOf((ILocalSymbol Entry, ISymbol Gate)? found, ILocalSymbol entry, ISymbol gate) =>
        found is var (local, member) && SymbolEqualityComparer.Default.Equals(local, entry) && SymbolEqualityComparer.Default.Equals(member, gate);

    private static bool IsConditional(IOperation disposal) => disposal.Syntax.Ancestors().TakeWhile(static node => node is not MemberDeclarationSyntax).Any(static node => node is IfStatementSyntax or CatchClauseSyntax);

    // _open[id] = entry, _open.TryAdd(id, entry)
    private static bool IsKept(IOperation use) => Operand.ParentOf(use) switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IFieldReferenceOperation } } assignment => assignment.Value == use || Operand.Unwrap(assignment.Value) == use,
        IArgumentOperation { Parent: IInvocationOperation { Instance: IFieldReferenceOperation, TargetMethod.Name: var name } } => ElementVerbs.PutsIn(name),
        _ => false,
    };

    // Who has taken the entry out itself knows that nobody else will find it.
    private static bool IsAskedRemoval(IOperation site) => site is IInvocationOperation { TargetMethod.Name: "TryRemove" or "Remove", Parent: not IExpressionStatementOperation };

    private IOperation? SignalOf(ISymbol gate, Body body) => summary.Bodies.Where(other => other.Outermost != body.Outermost).SelectMany(static other => other.Sites).FirstOrDefault(site =>
        site is IInvocationOperation { TargetMethod.Name: "Set" or "Signal" or "Release", Instance: IMemberReferenceOperation { Member: var given, Instance: not IInstanceReferenceOperation } } && SymbolEqualityComparer.Default.Equals(given, gate) && !LateSignals.IsCaught(site) && !Nesting.IsInLock(site));
}
