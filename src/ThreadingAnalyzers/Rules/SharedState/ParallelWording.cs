using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>How messages say why two accesses may happen at the same time.</summary>
internal static class ParallelWording
{
    /// <summary>What starts the code that runs in parallel.</summary>
    internal static string Starter(Fork fork) => fork.Kind switch
    {
        ForkKind.Thread => "the thread created",
        ForkKind.Timer or ForkKind.Lines when fork.Site is IEventAssignmentOperation => "the event handled",
        ForkKind.Timer => "the timer created",
        ForkKind.Parallel => "the parallel loop",
        ForkKind.ParallelInvoke => "the parallel call",
        ForkKind.AsyncFanOut => "the asynchronous lambda begun for each element",
        _ => "the work started",
    };

    /// <summary>Why a change meets another access of the same place, as the end of a sentence.</summary>
    /// <param name="change">The access that is reported.</param>
    /// <param name="partner">The access that it meets.</param>
    /// <param name="does">What the other access does, such as "changes it".</param>
    internal static string Reason(Access change, ParallelAccess partner, string does)
    {
        SyntaxNode from = change.Operation.Syntax;
        string forkLine = Excerpt.LineOf(partner.Fork.Site.Syntax, from);
        string started = Starter(partner.Fork);
        return partner.Reason switch
        {
            ParallelReason.ForkOverlapsItself => $"and {started} at line {forkLine} runs it on several threads at once",
            ParallelReason.TwoForks when ReferenceEquals(partner.Access, change) => $"and {started} at line {forkLine} runs it beside another one",
            ParallelReason.TwoForks => $"while {started} at line {forkLine} {does} at line {Excerpt.LineOf(partner.Access.Operation.Syntax, from)}",
            _ when ReferenceEquals(partner.Access.Body, change.Body) => $"while {started} at line {forkLine} is still running",
            _ => $"while {started} at line {forkLine} is running beside the {(does.StartsWith("changes", StringComparison.Ordinal) ? "change" : "use")} at line {Excerpt.LineOf(partner.Access.Operation.Syntax, from)}",
        };
    }
}
