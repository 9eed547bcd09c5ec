using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Tasks in a local that the next assignment replaces before anybody has looked at them: <c>var t = A(); t = B(); await t;</c>.</summary>
internal sealed class OverwrittenTasks(TaskLocal local, Body body)
{
    /// <summary>The values that get lost, and the assignments that replace them.</summary>
    internal IEnumerable<(IOperation Value, IOperation Next)> Find()
    {
        // A lambda may look at any of the tasks, whenever it runs.
        if (local.Assignments.Count == 0 || local.Reads.Exists(read => !IsOwn(read)) || local.Assignments.Exists(assignment => !IsOwn(assignment)))
            yield break;
        (IOperation Place, IOperation Value)[] values = Initial().Concat(local.Assignments.Select(static assignment => ((IOperation)assignment, assignment.Value))).OrderBy(static value => value.Item1.Syntax.SpanStart).ToArray();
        for (int i = 1; i < values.Length; i++)
        {
            if (Replaces(values[i - 1].Place, values[i].Place))
                yield return (values[i - 1].Value, values[i].Place);
        }
    }

    private IEnumerable<(IOperation, IOperation)> Initial() => body.Sites.OfType<IVariableDeclaratorOperation>()
        .Where(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local))
        .Select(static declarator => ((IOperation)declarator, declarator.GetVariableInitializer()?.Value))
        .Where(static pair => pair.Value is not null)!;

    private bool IsOwn(IOperation operation) => Nesting.IsOwn(operation, body.Root);

    // The first always comes before the second, and nothing between looks at the task; the second may be in a branch, or in a loop.
    private bool Replaces(IOperation first, IOperation second) =>
        StatementOf(first) is { Parent: IBlockOperation block } && second.Syntax.SpanStart > first.Syntax.Span.End && block.Syntax.Span.Contains(second.Syntax.Span)
        && !local.Reads.Exists(read => read.Syntax.SpanStart > first.Syntax.Span.End && read.Syntax.Span.End <= second.Syntax.Span.End)
        && !LeavesBetween(block, first, second);

    // if (done) { await t; return; } t = B(): what stands between may be another way out.
    private static bool LeavesBetween(IOperation block, IOperation first, IOperation second) => block.Descendants().Any(part =>
        part.Syntax.SpanStart > first.Syntax.Span.End && part.Syntax.SpanStart < second.Syntax.SpanStart && part is ILabeledOperation or ILoopOperation);

    private static IOperation? StatementOf(IOperation operation)
    {
        IOperation? statement = operation;
        while (statement is IVariableDeclaratorOperation or IVariableDeclarationOperation or ISimpleAssignmentOperation)
            statement = statement.Parent;
        return statement;
    }
}
