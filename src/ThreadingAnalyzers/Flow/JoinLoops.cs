using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Loops that wait for each thread or task of a collection: <c>foreach (var thread in threads) thread.Join();</c> When such a loop ends, all of them have, even those of an empty collection.</summary>
internal sealed class JoinLoops
{
    private readonly List<(StatementSyntax Loop, IInvocationOperation Join)> _loops = [];

    internal JoinLoops(ControlFlowGraph graph, ThreadingModel model)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IInvocationOperation call in block.Operations.SelectMany(static operation => operation.DescendantsAndSelf()).OfType<IInvocationOperation>())
            {
                if (model.Joins.IsJoin(call) && LoopAround(call.Syntax) is { } loop)
                    _loops.Add((loop, call));
            }
        }
    }

    /// <summary>What has been waited for where a condition is found not to hold: the condition of such a loop.</summary>
    internal IEnumerable<IInvocationOperation> EndedBy(IOperation? condition)
    {
        foreach ((StatementSyntax loop, IInvocationOperation join) in _loops)
        {
            if (condition is not null && ConditionOf(loop) == condition.Syntax)
                yield return join;
        }
    }

    // A loop over elements asks for the next one under the name of the collection.
    private static SyntaxNode? ConditionOf(StatementSyntax loop) => loop switch
    {
        ForStatementSyntax steps => steps.Condition,
        CommonForEachStatementSyntax elements => elements.Expression,
        _ => null,
    };

    // Only a wait that every round makes.
    private static StatementSyntax? LoopAround(SyntaxNode call)
    {
        SyntaxNode? outer = call.Parent;
        while (outer is ConditionalAccessExpressionSyntax or ExpressionStatementSyntax or BlockSyntax)
            outer = outer.Parent;
        return outer is ForStatementSyntax or CommonForEachStatementSyntax ? (StatementSyntax)outer : null;
    }
}
