using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Elements that are taken, or put in, after a wait for an event, without another look: <c>if (isEmpty) _available.WaitOne(); lock (_items) return _items.Dequeue();</c>. The event may
/// still be set from a time at which nobody waited.
/// </summary>
internal static class UntestedTakes
{
    /// <summary>The waits in a body that an empty or full collection leads to, and what is then taken out of it or put into it.</summary>
    internal static IEnumerable<(IInvocationOperation Wait, IInvocationOperation Take)> In(Body body)
    {
        foreach (IInvocationOperation wait in body.Sites.OfType<IInvocationOperation>().Where(IsEventWait))
        {
            IfStatementSyntax? guard = wait.Syntax.Ancestors().TakeWhile(node => node != body.Root.Syntax).OfType<IfStatementSyntax>().FirstOrDefault();
            if (guard is { Else: null } && guard.Statement.Span.Contains(wait.Syntax.Span) && !Nesting.IsInLoop(wait) && !Nesting.IsInLock(wait) && !guard.Statement.DescendantNodes().Any(static node => node is ReturnStatementSyntax or ThrowStatementSyntax)
                && TakeAfter(guard, TestedBy(guard.Condition, body), body) is { } take)
                yield return (wait, take);
        }
    }

    private static bool IsEventWait(IInvocationOperation call) => call is
    {
        TargetMethod.Name: "WaitOne" or "Wait", Instance.Type: { Name: "AutoResetEvent" or "ManualResetEvent" or "EventWaitHandle" or "ManualResetEventSlim", ContainingNamespace.Name: "Threading" },
    };

    // What the condition asks itself, and what a local in it was told before.
    private static HashSet<ISymbol> TestedBy(ExpressionSyntax condition, Body body)
    {
        var tested = new HashSet<ISymbol>(FieldsIn(condition, body), SymbolEqualityComparer.Default);
        foreach (IOperation site in body.Sites.Where(site => site.Syntax.SpanStart < condition.SpanStart))
        {
            (ILocalSymbol? local, IOperation? value) = site switch
            {
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var target }, Value: var assigned } => (target, assigned),
                IVariableDeclaratorOperation { Symbol: var declared, Initializer.Value: var initial } => (declared, initial),
                _ => default,
            };
            if (local is not null && value is not null && condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == local.Name))
                tested.UnionWith(FieldsIn(value.Syntax, body));
        }

        return tested;
    }

    private static IEnumerable<ISymbol> FieldsIn(SyntaxNode part, Body body) =>
        body.Sites.Where(site => part.Span.Contains(site.Syntax.Span) && site is IFieldReferenceOperation && !IsLookedForNull(site)).Select(static site => (ISymbol)((IFieldReferenceOperation)site).Field);

    // Whether there is a collection says nothing of what is in it.
    private static bool IsLookedForNull(IOperation field) => Operand.ParentOf(field) switch
    {
        IBinaryOperation comparison => Operand.IsNull(comparison.LeftOperand) || Operand.IsNull(comparison.RightOperand),
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation } => true,
        _ => false,
    };

    // Any other look at the collection in between may be the test.
    private static IInvocationOperation? TakeAfter(IfStatementSyntax guard, HashSet<ISymbol> tested, Body body)
    {
        List<IFieldReferenceOperation> later = body.Sites.OfType<IFieldReferenceOperation>().Where(site => site.Syntax.SpanStart > guard.Span.End && tested.Contains(site.Field) && site.Parent is not ILockOperation).ToList();
        return later.FirstOrDefault() is { Parent: IInvocationOperation { TargetMethod: { Name: var name, ContainingType: var owner } } take } first && take.Instance == first && (ElementVerbs.DemandsOne(name) || ElementVerbs.PutsIn(name)) && Framework.Owns(owner) && !IsHandled(take) ? take : null;
    }

    private static bool IsHandled(IOperation take) => take.Syntax.Ancestors().Any(static node => node is TryStatementSyntax { Catches.Count: > 0 } attempt) || Nesting.IsInLoop(take);
}
