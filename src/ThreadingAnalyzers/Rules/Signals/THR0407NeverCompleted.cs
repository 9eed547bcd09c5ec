using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>Somebody waits for the end of a task, collection or channel that nothing ever completes.</summary>
internal sealed class THR0407NeverCompleted() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0407",
        title: "Complete what others wait for",
        messageFormat: "{0}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The task of a TaskCompletionSource ends when it is given a result, a loop over a BlockingCollection or channel when the producer says that nothing more comes.",
        cwe: [833, 772]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        foreach (IOperation site in type.Summary.ConcernedBodies.SelectMany(static body => body.Sites))
        {
            if (type.Model.Streams.KindOf(site) is { } kind && !Completable.IsAnonymous(site) && !TestCode.Holds(type.Type))
                Analyze(site, kind, type);
        }

        var filled = new FilledFirst(type.Summary);
        foreach ((IInvocationOperation feed, int bound, IOperation drain) in type.Summary.ConcernedBodies.SelectMany(filled.In))
            type.Report(Descriptor, DiagnosticSeverity.Info, feed.Syntax.GetLocation(), [drain.Syntax.GetLocation()], $"Nothing takes an element before line {Excerpt.LineOf(drain.Syntax)}: when there are {bound}, '{Excerpt.Of(feed.Syntax)}' waits for ever");
        AnalyzeClears(type);
        AnalyzeSignals(type);
        if (type.Summary.ConcernedBodies.Any(static body => body.HasForks))
            AnalyzeRequests(type);
        if (type.Summary.Forks.Any(static fork => fork.Kind == ForkKind.Thread))
            AnalyzeJoins(type);
    }

    private static void AnalyzeSignals(TypeContext type)
    {
        foreach ((IInvocationOperation wait, ISymbol signal) in new UngivenSignals(type.Summary).All())
        {
            if (TestCode.Holds(type.Type) || EndlessLoops.HasUnseenPart(signal.ContainingType))
                continue;
            type.Report(Descriptor, wait.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, $"Nothing that can name '{signal.Name}' ever gives its signal: '{Excerpt.Of(wait.Syntax)}' waits for ever");
        }
    }

    private static void AnalyzeClears(TypeContext type)
    {
        var completions = new ForgottenCompletions(type.Summary, type.Model);
        AnalyzeTaken(completions, type);
        foreach ((IInvocationOperation clear, IOperation task) in completions.In(type.Type))
        {
            if (TestCode.Holds(type.Type))
                return;
            string message = $"'{Excerpt.Of(clear.Syntax)}' forgets the completion sources in it: whoever has a task of one from line {Excerpt.LineOf(task.Syntax)} waits for ever";
            type.Report(Descriptor, DiagnosticSeverity.Info, clear.Syntax.GetLocation(), [task.Syntax.GetLocation()], message);
        }
    }

    private static void AnalyzeTaken(ForgottenCompletions completions, TypeContext type)
    {
        foreach (IInvocationOperation take in completions.Lost(type.Type, type.Cancellation))
        {
            if (TestCode.Holds(type.Type))
                return;
            type.Report(Descriptor, DiagnosticSeverity.Info, take.Syntax.GetLocation(), [], $"What '{Excerpt.Of(take.Syntax)}' takes out nobody else can complete, and not every way from here does: whoever waits for its task then waits for ever");
        }
    }

    private static void AnalyzeRequests(TypeContext type)
    {
        foreach ((SyntaxNode loop, IFieldSymbol holder, IOperation task) in new ForgottenCompletions(type.Summary, type.Model).Abandoned(type.Type))
        {
            if (TestCode.Holds(type.Type) || EndlessLoops.HasUnseenPart(type.Type))
                return;
            string message = $"When this loop ends with an error, nothing completes the sources that are still in '{holder.Name}': whoever has a task of one from line {Excerpt.LineOf(task.Syntax)} waits for ever";
            type.Report(Descriptor, DiagnosticSeverity.Info, loop.GetFirstToken().GetLocation(), [task.Syntax.GetLocation()], message);
        }
    }

    private static void AnalyzeJoins(TypeContext type)
    {
        var unwoken = new UnwokenThreads(type.Summary, type.Model);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach ((IInvocationOperation join, IInvocationOperation wait) in unwoken.In(body))
            {
                string message = $"The thread may be in '{Excerpt.Of(wait.Syntax)}' at line {Excerpt.LineOf(wait.Syntax)}, and nothing wakes it before '{Excerpt.Of(join.Syntax)}', which then waits for ever";
                type.Report(Descriptor, join.Syntax.GetLocation(), [wait.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, message);
            }

            foreach ((IInvocationOperation join, ILoopOperation loop) in unwoken.Endless(body))
                type.Report(Descriptor, join.Syntax.GetLocation(), [loop.Syntax.GetFirstToken().GetLocation()], ImmutableDictionary<string, string?>.Empty, $"The thread is woken, and goes on in the loop at line {Excerpt.LineOf(loop.Syntax)}, which nothing ends: '{Excerpt.Of(join.Syntax)}' waits for ever");
        }
    }

    private static void Analyze(IOperation creation, StreamKind kind, TypeContext type)
    {
        var completable = new Completable(type.Summary, type.Model);
        ObjectUses uses = ObjectTracer.UsesOf(creation, type.Summary.References, StreamModel.IsEndOf, completable.MayComplete);
        if (uses.Escapes || uses.Members.Exists(completable.MayComplete))
            return;
        if (uses.ReturnedBy.Count == 0 && completable.WaitIn(uses, kind, creation) is { } wait)
            Report(creation, wait, kind, "waits for its end: it waits for ever", type);
        else if (uses.ReturnedBy.Count == 0 && completable.VainWaitIn(uses, kind, creation) is { } vain)
            Report(creation, vain, kind, kind == StreamKind.Completion ? "waits for it: it can only give up" : "reads to its end: what stands behind that is never done", type, DiagnosticSeverity.Info);
        else if (uses.ReturnedBy.Count == 0 && completable.LaterStageIn(uses, kind) is { } stage)
            Report(creation, stage, kind, "reads to its end, which those that fill it come to: it waits until somebody cancels", type, DiagnosticSeverity.Info);
        else if (kind == StreamKind.Collection && uses.ReturnedBy.Count == 0 && uses.Members.Find(member => StreamModel.WaitsForEnd(member, kind) && completable.HasSuccessor(member)) is { } consumer)
            Report(creation, consumer, kind, "reads to its end, although callers have more to do: they wait for ever", type, DiagnosticSeverity.Info);
        else if (kind == StreamKind.Channel && completable.ReaderGivenAway(creation) is { } reader)
            Report(creation, reader, kind, "gives away its reader: who reads on after the last item waits for ever", type);
    }

    private static void Report(IOperation creation, IOperation wait, StreamKind kind, string what, TypeContext type, DiagnosticSeverity severity = DiagnosticSeverity.Warning) =>
        type.Report(Descriptor, severity, creation.Syntax.GetLocation(), [wait.Syntax.GetLocation()], $"Nothing completes this {NameOf(kind)}, and line {Excerpt.LineOf(wait.Syntax)} {what}");

    private static string NameOf(StreamKind kind) => kind switch
    {
        StreamKind.Completion => "completion source",
        StreamKind.Collection => "collection",
        _ => "channel",
    };
}
