using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules;

/// <summary>A rule about something that is given back where it was perhaps never taken. Subclasses say what, and in which words.</summary>
/// <param name="declaration">A descriptor whose message takes the name of what is given back and why it is not held.</param>
internal abstract class UnheldReleaseRule(DiagnosticDescriptor declaration) : BodyRule(declaration)
{
    /// <summary>The property that holds how many of the additional locations, from the first, take the lock or permit.</summary>
    internal const string Takes = "takes";

    /// <summary>Whether the rule is about this lock or permit.</summary>
    protected abstract bool Concerns(LockKey key);

    internal override void Analyze(BodyContext body)
    {
        if (!(body.Body.TakesLocksByCall || body.Body.TakesPermits) || body.Body.LockFlow(body.Model, body.Cancellation) is not { GaveUp: false } flow)
            return;
        if (body.Body.Sites.Exists(static site => site is IInvocationOperation call && HandleWaits.MayTakeAny(call)))
            return;
        foreach ((IOperation release, int gate, HoldCount before) in flow.Releases)
        {
            if (Concerns(flow.Locks[gate]) && !MayBeSeveral(flow.Locks[gate].Path, body.Body))
                Analyze(release, gate, before, flow, body);
        }
    }

    // for (…) { gate = _gates[i]; Monitor.Exit(gate); } gives back what other rounds have taken.
    private static bool MayBeSeveral(AccessPath path, Body body) => path.Root is ILocalSymbol local && body.Outermost.SelfAndNested()
        .SelectMany(static part => part.Sites).Count(site => site is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned } } && SymbolEqualityComparer.Default.Equals(assigned, local)) > 1;

    private void Analyze(IOperation release, int gate, HoldCount before, LockFlow flow, BodyContext body)
    {
        List<Acquisition> taken = flow.Acquisitions.Where(acquisition => acquisition.Lock == gate).ToList();
        List<Acquisition> takenBefore = taken.FindAll(acquisition => acquisition.Operation.Syntax.SpanStart < release.Syntax.SpanStart);
        if (takenBefore.Count > 0 && before.WasTaken && (flow.IsFreeOnSomePathTo(release) || (before.Minimum == 0 && taken.Count == 1 && IsTakenInTryOf(release.Syntax, taken[0].Operation.Syntax))))
            Report(release, flow.Locks[gate], takenBefore, "on a path to here it was not taken", body);
        else if (takenBefore.Count > 0 && takenBefore.Count == taken.Count && before.Minimum == 0 && taken.TrueForAll(attempt => IsFlagUnread(attempt, flow, body.Body)))
            Report(release, flow.Locks[gate], takenBefore, "nothing looks at whether it was taken", body);
        else if (taken.Count == 0 && before.Maximum == 0 && OtherMode(release, gate, flow) is { } held)
            Report(release, flow.Locks[gate], [.. flow.Acquisitions.Where(acquisition => acquisition.Lock == held)], "it is held in another mode", body);
        else if (taken.Count == 0 && before.Maximum == 0 && MistakenReleases.TakenInstead(gate, flow) is { } other)
            Report(release, flow.Locks[gate], [.. flow.Acquisitions.Where(acquisition => acquisition.Lock == other)], $"what is taken here is '{flow.Locks[other].Path}'", body);
    }

    // TryEnter(_gate, ref taken), and nobody decides by the flag. Who passes it on leaves that to others.
    private static bool IsFlagUnread(Acquisition attempt, LockFlow flow, Body body) =>
        attempt.Operation is IInvocationOperation call
        && call.Arguments.FirstOrDefault(static argument => argument.Parameter?.RefKind == RefKind.Ref && argument.Value is ILocalReferenceOperation)?.Value is ILocalReferenceOperation { Local: var flag }
        && !flow.IsResultTested(attempt)
        && !body.Outermost.Root.Descendants().Any(part => part is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, flag)
            && Operand.ParentOf(part) is IArgumentOperation { Parameter.RefKind: RefKind.None } or IInvalidOperation);

    // A handler is entered with the lock and without it. If the only call that takes it always runs in the try, it was the call itself that failed, or what comes before it.
    private static bool IsTakenInTryOf(SyntaxNode release, SyntaxNode take) =>
        release.Parent is ExpressionStatementSyntax { Parent: BlockSyntax { Parent: FinallyClauseSyntax { Parent: TryStatementSyntax { Catches.Count: > 0 } attempt } } }
        && take.Parent is ExpressionStatementSyntax { Parent: var around } && around == attempt.Block;

    // EnterReadLock … ExitWriteLock: the lock is held, but not like that.
    private static int? OtherMode(IOperation release, int gate, LockFlow flow)
    {
        if (flow.StateAt(release.Syntax) is not { } state)
            return null;
        LockKey key = flow.Locks[gate];
        for (int other = 0; other < state.LockCount; other++)
        {
            if (other != gate && flow.Locks[other] is { Primitive: LockPrimitive.ReaderWriterLock } held && held.Path.Equals(key.Path) && state[other].Minimum > 0)
                return other;
        }

        return null;
    }

    private void Report(IOperation release, LockKey key, List<Acquisition> taken, string why, BodyContext body)
    {
        if (body.IsInTest)
            return;
        body.Report(
            Declaration,
            release.Syntax.GetLocation(),
            taken.Select(static acquisition => acquisition.Operation.Syntax.GetLocation()),
            ImmutableDictionary<string, string?>.Empty.Add(Takes, taken.Count.ToString(CultureInfo.InvariantCulture)),
            key.Path.ToString(),
            why);
    }
}
