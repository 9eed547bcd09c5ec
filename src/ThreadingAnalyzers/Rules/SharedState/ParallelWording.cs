using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>How messages say why two accesses may happen at the same time.</summary>
internal static class ParallelWording
{
    /// <summary>What starts the code that runs in parallel.</summary>
    private static string Starter(Fork fork) => fork.Kind switch
    {
        ForkKind.Thread => "the thread created",
        ForkKind.Timer or ForkKind.Lines when fork.Site is IEventAssignmentOperation => "the event handled",
        ForkKind.Timer => "the timer created",
        ForkKind.Parallel => "the parallel loop",
        ForkKind.Hosted => "the service that the host runs",
        ForkKind.ParallelMethod => $"the call of '{((IInvocationOperation)fork.Site).TargetMethod.Name}'",
        ForkKind.ParallelInvoke => "the parallel call",
        ForkKind.AsyncFanOut when fork.Index < 0 => "the asynchronous call",
        ForkKind.AsyncFanOut => "the asynchronous lambda begun for each element",
        _ => "the work started",
    };

    /// <summary>Where two accesses of one place come from that meet, as the end of a sentence.</summary>
    /// <param name="place">The access that is reported.</param>
    /// <param name="partner">The access that it meets.</param>
    /// <param name="does">What the other access does, such as "changes it".</param>
    internal static string Reason(Access place, ParallelAccess partner, string does)
    {
        SyntaxNode from = place.Operation.Syntax;
        string other = Excerpt.LineOf(partner.Access.Operation.Syntax, from);
        string thread = Starter(partner.Fork, from);
        return partner switch
        {
            { Reason: ParallelReason.ForkOverlapsItself } => $"and {thread} runs it on several threads at once",
            { Own: { } own, Reason: ParallelReason.TwoForks } when ReferenceEquals(partner.Access, place) => $"by {Starter(own, from)} and by {thread}, beside each other",
            { Own: { } own, Reason: ParallelReason.TwoForks } => $"by {Starter(own, from)}, while {thread} {does} at line {other}",
            _ when ReferenceEquals(partner.Access.Body, place.Body) => $"while {thread} is still running",
            { Own: { } own } => $"by {Starter(own, from)}, while {Caller(partner.Access.Body)} {does} at line {other}",
            _ => $"by {Caller(place.Body)}, while {thread} {does} at line {other}",
        };
    }

    /// <summary>What starts the code that runs in parallel, where, and what it runs.</summary>
    internal static string Starter(Fork fork, SyntaxNode from)
    {
        string? work = fork.Targets.Select(static target => target.Symbol).OfType<IMethodSymbol>().FirstOrDefault(static method => method.CanBeReferencedByName)?.Name;
        return $"{Starter(fork)} at line {Excerpt.LineOf(fork.Site.Syntax, from)}" + (work is null ? "" : $" ('{work}')");
    }

    private static string Caller(Body body) => body.Outermost.Symbol is IMethodSymbol { CanBeReferencedByName: false, AssociatedSymbol: null } or IFieldSymbol
        ? "the thread that makes the object"
        : $"whoever calls '{((body.Outermost.Symbol as IMethodSymbol)?.AssociatedSymbol ?? body.Outermost.Symbol).Name}'";
}
