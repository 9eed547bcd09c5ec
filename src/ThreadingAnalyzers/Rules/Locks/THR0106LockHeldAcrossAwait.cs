using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Locks;

/// <summary>A lock that belongs to a thread is held where the code is suspended, and may come back on another thread.</summary>
internal sealed class THR0106LockHeldAcrossAwait() : BodyRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0106",
        title: "Do not hold a thread's lock across await or yield",
        messageFormat: "'{0}' is still held at '{1}'; {2}",
        category: RuleCategory.Locks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Monitors, mutexes, reader-writer locks and spin locks belong to the thread that takes them. Behind an await another thread may go on, which cannot give them back.",
        cwe: [667, 833]);

    internal override void Analyze(BodyContext body)
    {
        if (!CanBeSuspended(body.Body) || body.Body.LockFlow(body.Model, body.Cancellation) is not { GaveUp: false } flow)
            return;
        var held = from suspension in flow.Suspensions
                   from key in flow.MustHoldAt(suspension.Syntax).Concat(flow.ToldToHoldAt(suspension.Syntax)).Distinct()
                   where key.BelongsToThread
                   group suspension by key.Path;
        foreach (IGrouping<AccessPath, IOperation> ofLock in held)
            Report(body, flow, ofLock.Key, ofLock.Distinct().ToList());
    }

    private static bool CanBeSuspended(Body body) => body.HasLockOperations && ((body.IsAsync && (body.TakesLocksByCall || body.TakesOwnLocks)) || body.IsIterator);

    private static void Report(BodyContext body, LockFlow flow, AccessPath path, List<IOperation> suspensions)
    {
        IOperation first = suspensions[0];
        IEnumerable<Location> taken = flow.Acquisitions.Where(acquisition => flow.Locks[acquisition.Lock].Path.Equals(path)).Select(static acquisition => acquisition.Operation.Syntax.GetLocation());
        IEnumerable<Location> others = suspensions.Skip(1).Select(PlaceOf).Where(place => place != PlaceOf(first)).Distinct();
        body.Report(
            Descriptor, SeverityOf(first, body), PlaceOf(first), taken.Concat(others), ImmutableDictionary<string, string?>.Empty, path.ToString(), Excerpt.Of(first.Syntax),
            first is IReturnOperation
                ? "whoever enumerates decides how long, and may go on or stop on a thread that cannot give it back"
                : "the code behind it may run on another thread, which cannot give it back");
    }

    // Who enumerates an iterator of the assembly's own can be looked up there.
    private static DiagnosticSeverity SeverityOf(IOperation suspension, BodyContext body) =>
        suspension is IReturnOperation && !Visibility.ReachesOutside(body.Body.Outermost.Symbol) ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity;

    // await foreach, await using: the keyword says it.
    private static Location PlaceOf(IOperation suspension) => suspension.Syntax switch
    {
        AwaitExpressionSyntax or YieldStatementSyntax => suspension.Syntax.GetLocation(),
        var part => part.FirstAncestorOrSelf<StatementSyntax>() switch
        {
            CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } loop => loop.AwaitKeyword.GetLocation(),
            UsingStatementSyntax { AwaitKeyword.RawKind: not 0 } scope => scope.AwaitKeyword.GetLocation(),
            LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 } declaration => declaration.AwaitKeyword.GetLocation(),
            _ => part.GetLocation(),
        },
    };
}
