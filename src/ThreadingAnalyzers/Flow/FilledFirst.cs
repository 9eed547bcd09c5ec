using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Bounded collections and channels that a body fills in a loop before it starts, or begins, to take anything out: when they are full it waits for itself.</summary>
internal sealed class FilledFirst(TypeSummary summary)
{
    /// <summary>The calls that wait when the bound is reached, the bound, and where taking would begin.</summary>
    internal IEnumerable<(IInvocationOperation Feed, int Bound, IOperation Drain)> In(Body body)
    {
        foreach (IInvocationOperation feed in body.Sites.OfType<IInvocationOperation>())
        {
            if (StreamOf(feed) is not { } stream || !SymbolEqualityComparer.Default.Equals(stream.ContainingSymbol, body.Symbol) || BoundOf(stream) is not { } bound || Nesting.Outward(feed).OfType<ILoopOperation>().LastOrDefault() is not { } loop || RoundsOf(loop) <= bound)
                continue;
            IReadOnlyList<IOperation> uses = summary.References.To(stream);
            // A local function stands anywhere, and may have been started before.
            if (uses.All(use => use.Syntax.SpanStart >= loop.Syntax.SpanStart && !use.Syntax.Ancestors().Any(node => node is LocalFunctionStatementSyntax && node != body.Root.Syntax && body.Root.Syntax.Span.Contains(node.Span))) && uses.Where(use => loop.Syntax.Span.Contains(use.Syntax.Span)).All(IsFeed) && uses.FirstOrDefault(use => use.Syntax.SpanStart > loop.Syntax.Span.End && !IsEnd(use)) is { } drain)
                yield return (feed, bound, drain);
        }
    }

    private static ILocalSymbol? StreamOf(IInvocationOperation feed) => feed switch
    {
        { TargetMethod: { Name: "Add", ContainingType.Name: "BlockingCollection" }, Instance: ILocalReferenceOperation { Local: var collection } } => collection,
        { TargetMethod: { Name: "WriteAsync", ContainingType.Name: "ChannelWriter" }, Parent: IAwaitOperation } => ChannelModes.ChannelOf(feed, "Writer") as ILocalSymbol,
        _ => null,
    };

    private static int? BoundOf(ILocalSymbol stream) => Creations.ValueOf(stream) switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [.., { Expression: LiteralExpressionSyntax { Token.Value: int bound } }] } => bound,
        InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax { Token.Value: int bound } }] } when ChannelModes.RefusesWhenFull(stream) => bound,
        _ => null,
    };

    // for (int i = 0; i < 10; i++); of all other loops nothing is known.
    private static long RoundsOf(ILoopOperation loop) => loop is IForLoopOperation
    {
        Before: [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Initializer.Value.ConstantValue: { HasValue: true, Value: int first } }] }] }],
        Condition: IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: int end } },
    } ? (long)end - first + 1 : long.MaxValue;

    private static bool IsFeed(IOperation use) => use.Parent is IInvocationOperation { TargetMethod.Name: "Add" } call ? call.Instance == use : use.Parent is IPropertyReferenceOperation { Property.Name: "Writer", Parent: IInvocationOperation { TargetMethod.Name: "WriteAsync" } };

    private static bool IsEnd(IOperation use) => use.Parent is IInvocationOperation { TargetMethod.Name: "CompleteAdding" or "Dispose" or "Add" } || use.Parent is IPropertyReferenceOperation { Property.Name: "Writer" or "Count" };
}
