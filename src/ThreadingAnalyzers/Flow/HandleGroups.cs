using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Which variables may hold the thread or task of which fork. A handle that is assigned, added to a collection, put into an array, combined with
/// WhenAll or enumerated by foreach takes its group along. Groups only grow: they tell what a Join or await may be about, and the answer
/// errs towards "about this fork too".
/// </summary>
internal sealed class HandleGroups
{
    private readonly Dictionary<ISymbol, HashSet<Fork>> _groups = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<SyntaxNode, List<Fork>> _bySite = [];
    private readonly List<(ISymbol To, IOperation Value)> _flows = [];

    internal HandleGroups(IEnumerable<Fork> forks, IEnumerable<Body> bodies)
    {
        foreach (IGrouping<SyntaxNode, Fork> atSite in forks.GroupBy(static fork => fork.Site.Syntax))
            _bySite[atSite.Key] = atSite.ToList();
        foreach (Body body in bodies)
        {
            foreach (IOperation site in body.Sites)
                Note(site);
        }

        Settle();
    }

    /// <summary>The forks whose handle an expression may give: it contains a fork, or names a variable that holds one.</summary>
    internal IEnumerable<Fork> ForksIn(IOperation expression)
    {
        foreach (IOperation operation in expression.DescendantsAndSelf())
        {
            IEnumerable<Fork> found = AtSite(operation.Syntax);
            if (SymbolOf(operation) is { } symbol && _groups.TryGetValue(symbol, out HashSet<Fork>? held))
                found = held;
            else if (operation is IConditionalAccessInstanceOperation && Operand.ReceiverBehind(operation) is { } receiver)
                found = ForksIn(receiver);
            // Task.WhenAll(items.Select(i => Task.Run(…))): in a control-flow graph the lambda hides what it does.
            else if (operation is IFlowAnonymousFunctionOperation)
                found = _bySite.Where(site => site.Key.SyntaxTree == operation.Syntax.SyntaxTree && operation.Syntax.Span.Contains(site.Key.Span)).SelectMany(static site => site.Value);
            foreach (Fork fork in found)
                yield return fork;
        }
    }

    /// <summary>The forks whose call or creation has this syntax.</summary>
    internal IReadOnlyList<Fork> AtSite(SyntaxNode syntax) => _bySite.TryGetValue(syntax, out List<Fork>? forks) ? forks : [];

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    private void Note(IOperation site)
    {
        switch (site)
        {
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer() is { } initializer:
                _flows.Add((declarator.Symbol, initializer.Value));
                break;
            case ISimpleAssignmentOperation assignment when Container(assignment.Target) is { } symbol:
                _flows.Add((symbol, assignment.Value));
                break;
            case ICoalesceAssignmentOperation assignment when Container(assignment.Target) is { } symbol:
                _flows.Add((symbol, assignment.Value));
                break;
            case IInvocationOperation { Instance: { } receiver } call when Container(receiver) is { } symbol:
                foreach (IArgumentOperation argument in call.Arguments)
                    NoteArgument(symbol, argument);
                break;
            case IInvalidOperation when site.ChildOperations.FirstOrDefault() is { } receiver && UnboundCalls.IsOne(site) && Container(receiver) is { } symbol:
                foreach (IOperation argument in site.ChildOperations.Skip(1))
                    _flows.Add((symbol, argument));
                break;
            case IForEachLoopOperation loop:
                foreach (ILocalSymbol local in loop.Locals)
                    _flows.Add((local, loop.Collection));
                break;
        }
    }

    // list.Add(thread) puts the handle into the list; list.ForEach(t => t.Join()) takes it out into the lambda's parameter.
    private void NoteArgument(ISymbol receiver, IArgumentOperation argument)
    {
        if (Operand.Unwrap(argument.Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda })
        {
            foreach (IParameterSymbol parameter in lambda.Symbol.Parameters)
                _flows.Add((parameter, ((IInvocationOperation)argument.Parent!).Instance!));
        }
        else
        {
            _flows.Add((receiver, argument.Value));
        }
    }

    // The variable that a place belongs to: threads[i] belongs to threads.
    private static ISymbol? Container(IOperation place)
    {
        IOperation current = Operand.Unwrap(place);
        return current switch
        {
            IArrayElementReferenceOperation element => Container(element.ArrayReference),
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } => Container(instance),
            _ => SymbolOf(current),
        };
    }

    private void Settle()
    {
        for (bool changed = true; changed;)
        {
            changed = false;
            foreach ((ISymbol to, IOperation value) in _flows)
            {
                foreach (Fork fork in ForksIn(value).ToList())
                {
                    if (!_groups.TryGetValue(to, out HashSet<Fork>? group))
                        _groups.Add(to, group = []);
                    changed |= group.Add(fork);
                }
            }
        }
    }
}
