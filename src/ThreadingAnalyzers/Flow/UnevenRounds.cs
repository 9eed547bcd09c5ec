using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Meetings at a barrier in a loop that has another number of rounds for each participant: who is done first leaves the others waiting.</summary>
internal sealed class UnevenRounds(TypeSummary summary, KnownTypes types)
{
    private const int MostSteps = 6;

    /// <summary>The first meeting of each such loop in a body, and what gives the number of its rounds.</summary>
    internal IEnumerable<(IInvocationOperation Meeting, IOperation Rounds)> In(Body body)
    {
        var loops = new HashSet<ILoopOperation>();
        foreach (IInvocationOperation meeting in body.Sites.OfType<IInvocationOperation>().Where(IsMeeting))
        {
            if (Nesting.LoopAround(meeting) is { } loop && loops.Add(loop) && RoundsOf(loop) is { } rounds && !IsOwn(meeting, body)
                && summary.Contexts.ForksOf(body).Any(fork => IsRepeated(fork) && Differs(rounds, body, fork, MostSteps)) && !MayLeave())
                yield return (meeting, rounds);
        }
    }

    private bool IsMeeting(IInvocationOperation call) => call is { TargetMethod.Name: "SignalAndWait", Instance: not null } && KnownTypes.Is(call.TargetMethod.ContainingType, types.Barrier);

    private static bool IsOwn(IInvocationOperation meeting, Body body) => AccessPath.Of(meeting.Instance, body.Locals.Resolve)?.Root is ILocalSymbol local && SymbolEqualityComparer.Default.Equals(local.ContainingSymbol, body.Symbol);

    // Whoever is done may take itself out of the count.
    private bool MayLeave() => summary.ConcernedBodies.Any(static body => body.Sites.Exists(static site => site is IInvocationOperation { TargetMethod.Name: "RemoveParticipant" or "RemoveParticipants" }));

    private static bool IsRepeated(Fork fork) => fork.Kind == ForkKind.Parallel || (fork.Kind is ForkKind.Thread or ForkKind.Task or ForkKind.PoolItem && ForkSharing.IsRepeated(fork));

    // for (int round = 0; round < rounds; round++), foreach (var one in part)
    private static IOperation? RoundsOf(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation each => each.Collection,
        IForLoopOperation { Before: [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Initializer.Value.ConstantValue.HasValue: true, Symbol: var counter }] }] }], Condition: IBinaryOperation { LeftOperand: var left, RightOperand: var bound } }
            when Operand.Unwrap(left) is ILocalReferenceOperation { Local: var tested } && SymbolEqualityComparer.Default.Equals(tested, counter) => bound,
        _ => null,
    };

    // Whether a value is another one for each run of the fork.
    private bool Differs(IOperation value, Body body, Fork fork, int steps) => steps > 0 && value.DescendantsAndSelf().Any(part => part switch
    {
        ILocalReferenceOperation { Local: var local } => IsOfRound(local, fork) || (body.Locals.Of(local) is { } known && Differs(known, body, fork, steps - 1)),
        IParameterReferenceOperation { Parameter: var parameter } => IsOfElement(parameter, fork) || ArgumentsFor(parameter, body, fork).Any(passed => Differs(passed.Value, passed.Caller, fork, steps - 1)),
        _ => false,
    });

    // The variable of a loop that starts the work in each of its rounds.
    private static bool IsOfRound(ILocalSymbol local, Fork fork) => local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        VariableDeclaratorSyntax { Parent.Parent: ForStatementSyntax loop } => loop.Statement.Span.Contains(fork.Site.Syntax.Span),
        CommonForEachStatementSyntax loop => loop.Statement.Span.Contains(fork.Site.Syntax.Span),
        { } designation => designation.FirstAncestorOrSelf<ForEachVariableStatementSyntax>() is { } loop && loop.Variable.Span.Contains(designation.Span) && loop.Statement.Span.Contains(fork.Site.Syntax.Span),
        null => false,
    };

    // The parameter of a lambda that is run for each element of a query or of a parallel loop.
    private static bool IsOfElement(IParameterSymbol parameter, Fork fork) => parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } lambda && lambda.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax
        && (fork.Kind == ForkKind.Parallel ? fork.Site.Syntax.Span.Contains(syntax.Span) : syntax.Span.Contains(fork.Site.Syntax.Span) && syntax != fork.Site.Syntax);

    private IEnumerable<(IOperation Value, Body Caller)> ArgumentsFor(IParameterSymbol parameter, Body body, Fork fork) => !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, body.Symbol) ? [] :
        from passed in summary.Contexts.ArgumentsFor(parameter, body)
        where summary.Contexts.ForksOf(passed.Caller).Contains(fork)
        select (passed.Value, passed.Caller);
}
