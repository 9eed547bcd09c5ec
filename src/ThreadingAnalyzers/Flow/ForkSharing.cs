using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether the threads of forks see one and the same instance of a location, or each one its own.</summary>
internal sealed class ForkSharing
{
    /// <summary>Whether several runs of one fork share the location.</summary>
    internal bool IsSharedByRuns(AccessPath location, Fork fork) => location.Root switch
    {
        null => fork.Receiver is not { Root: { } root } || !(fork.Receiver.IsUnnamed || IsNewForEachRun(root, fork)),
        ILocalSymbol or IParameterSymbol => IsCaptured(location.Root, fork) && !IsNewForEachRun(location.Root, fork) && !IsOfTheOneStart(location.Root, fork),
        _ => true,
    };

    // void Begin(Options options) { Task.Run(() => … options = …); } starts one task for each call, and each call has variables of its own.
    private static bool IsOfTheOneStart(ISymbol variable, Fork fork) => fork.Kind is ForkKind.Task or ForkKind.PoolItem or ForkKind.Thread or ForkKind.ColdTask
        && !AccessTable.IsOfConstructor(variable) && SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, fork.Container.Symbol) && !IsRepeated(fork);

    /// <summary>Whether the calls with which a fork begins its runs all pass the one object of a location.</summary>
    internal bool IsSharedByCalls(AccessPath location, Fork fork) => location.Root switch
    {
        null => true,
        ILocalSymbol or IParameterSymbol => !IsNewForEachRun(location.Root, fork) && !IsDeclaredIn(fork.Site.Syntax, location.Root),
        _ => true,
    };

    private static bool IsDeclaredIn(SyntaxNode place, ISymbol variable) => variable.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == place.SyntaxTree && place.Span.Contains(declaration.Span));

    /// <summary>Whether the runs of two forks share the location.</summary>
    internal bool IsShared(AccessPath location, Fork first, Fork second) => location.Root switch
    {
        null => Equals(first.Receiver, second.Receiver) && first.Receiver is not { IsUnnamed: true },
        ILocalSymbol or IParameterSymbol => IsCaptured(location.Root, first) && IsCaptured(location.Root, second),
        _ => true,
    };

    /// <summary>Whether a fork's run shares the location with the code that starts it or calls into the type meanwhile.</summary>
    internal bool IsSharedWithCaller(AccessPath location, Fork fork) => location.Root switch
    {
        null => fork.Receiver is null,
        ILocalSymbol or IParameterSymbol => IsCaptured(location.Root, fork),
        _ => true,
    };

    /// <summary>Whether the place of the fork is passed several times in one run of its member.</summary>
    internal static bool IsRepeated(Fork fork) => RepeatedAround(fork).Any();

    // Only code that stands within the declaring function sees its variable; whoever calls that function gets one of its own.
    private static bool IsCaptured(ISymbol variable, Fork fork) => AccessTable.IsOfConstructor(variable) || fork.Targets.Any(target => EnclosersOf(target).Any(body => SymbolEqualityComparer.Default.Equals(body.Symbol, variable.ContainingSymbol)));

    private static IEnumerable<Body> EnclosersOf(Body target)
    {
        for (Body? body = target.Parent; body is not null; body = body.Parent)
            yield return body;
    }

    // A variable that is declared inside whatever repeats the fork is another one for each run; one declared outside of it is shared.
    private static bool IsNewForEachRun(ISymbol variable, Fork fork)
    {
        if (variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declaration)
            return false;
        List<SyntaxNode> repeated = RepeatedAround(fork).ToList();
        return repeated.Count > 0 && repeated.TrueForAll(part => part.Span.Contains(declaration.Span));
    }

    // The loop bodies around the fork, and the lambdas around it that LINQ and its like run for each element.
    private static IEnumerable<SyntaxNode> RepeatedAround(Fork fork)
    {
        var lambdas = new HashSet<SyntaxNode>();
        for (Body? body = fork.Container; body is not null; body = body.Parent)
        {
            if (RepeatedCallbacks.CallOf(body) is { } call && RepeatedCallbacks.RunsAtOnce(call))
                lambdas.Add(body.Root.Syntax);
        }

        foreach (SyntaxNode ancestor in fork.Site.Syntax.AncestorsAndSelf())
        {
            if (RepeatedPart(ancestor) is { } part && part.Span.Contains(fork.Site.Syntax.Span) && !IsCollection(ancestor, fork.Site.Syntax))
                yield return part;
            else if (lambdas.Contains(ancestor))
                yield return ancestor;
        }
    }

    private static bool IsCollection(SyntaxNode loop, SyntaxNode site) => loop is CommonForEachStatementSyntax { Expression: var collection } && collection.Span.Contains(site.Span);

    // for (int i = 0; …) has one variable for all rounds, foreach a new one for each.
    private static SyntaxNode? RepeatedPart(SyntaxNode node) => node switch
    {
        ForStatementSyntax loop => loop.Statement,
        CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax => node,
        _ => null,
    };
}
