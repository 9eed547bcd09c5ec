using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A semaphore or event is disposed while other threads may wait for it, or a file while one writes to it.</summary>
internal sealed class THR0411DisposedWhileAwaited() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0411",
        title: "Dispose an object only when no other thread needs it any more",
        messageFormat: "'{0}' is disposed here, while {1}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Who comes too late gets an ObjectDisposedException, who waits already may never be woken, and what is still being written is lost.",
        cwe: [672, 416]);

    private static readonly HashSet<string> Waits = new(StringComparer.Ordinal) { "Wait", "WaitAsync", "WaitOne", "WaitOneAsync" };

    // An event that is waited for is no lock.
    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        // Whoever disposes an event needs no word about threads for it. All members are looked at only where a thread may wait.
        bool mayWait = type.Summary.ConcernedBodies.Any(static body => body.HasForks) && type.Summary.ConcernedBodies.Any(static body => body.Sites.Exists(static site => IsWait(site) || TokenLoops.IsQuestion(site)));
        AnalyzeLate(type);
        bool mayUse = ResourcesInUse.AreHeldBy(type.Type, type.Model) && type.Summary.ConcernedBodies.Any(static body => body.HasForks);
        foreach (Body body in mayWait || mayUse ? type.Summary.Bodies : type.Summary.ConcernedBodies)
        {
            foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>())
            {
                if (call is not { TargetMethod: { Name: "Dispose" or "Close", Parameters.IsEmpty: true }, Instance: { } instance })
                    continue;
                if (mayUse && type.Model.FinishingWork.IsResource(instance.Type))
                    AnalyzeUse(call, instance, body, type);
                else if (call.TargetMethod.Name == "Dispose" && (IsWaitable(instance.Type) || TokenLoops.IsSource(instance.Type)) && ReasonOf(call, instance, body, mayWait, type) is var (reason, places))
                    type.Report(Descriptor, call.Syntax.GetLocation(), places.Select(static place => place.Syntax.GetLocation()), ImmutableDictionary<string, string?>.Empty, Excerpt.Of(instance.Syntax), reason);
            }
        }
    }

    private static void AnalyzeLate(TypeContext type)
    {
        var late = new LateSignals(type.Model);
        var entries = new LateEntrySignals(type.Summary);
        foreach (Body body in type.Summary.ConcernedBodies.Where(static body => body.HasForks))
        {
            foreach ((IInvocationOperation disposal, IInvocationOperation wait, IOperation signal) in entries.In(body))
                type.Report(Descriptor, disposal.Syntax.GetLocation(), [signal.Syntax.GetLocation(), wait.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(disposal.Instance!.Syntax), $"'{Excerpt.Of(signal.Syntax)}' at line {Excerpt.LineOf(signal.Syntax)} may still come from who has found the entry before '{Excerpt.Of(wait.Syntax)}' gave up: it throws then");
            foreach ((SyntaxNode disposal, string name, IOperation wait, IOperation signal) in late.In(body))
            {
                // What a test waits for it also brings about.
                if (TestCode.Holds(type.Type))
                    return;
                type.Report(Descriptor, disposal.GetLocation(), [signal.Syntax.GetLocation(), wait.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, name, $"'{Excerpt.Of(signal.Syntax)}' at line {Excerpt.LineOf(signal.Syntax)} may still come when '{Excerpt.Of(wait.Syntax)}' has given up: it throws then");
            }
        }
    }

    private static void AnalyzeUse(IInvocationOperation disposal, IOperation instance, Body body, TypeContext type)
    {
        if (instance is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field } && !WaitsForWork(body, type) && new ResourcesInUse(type.Summary).UseBeside(field, disposal, body) is { } use)
            type.Report(Descriptor, disposal.Syntax.GetLocation(), [use.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(instance.Syntax), $"other code of this type may still be at line {Excerpt.LineOf(use.Syntax)}, on another thread: nothing here waits for its end");
    }

    private static bool IsWait(IOperation site) => site is IInvocationOperation { Instance: { } instance } call && Waits.Contains(call.TargetMethod.Name) && IsWaitable(instance.Type);

    private static bool IsWaitable(ITypeSymbol? type) =>
        type is { Name: "SemaphoreSlim" or "Semaphore" or "ManualResetEventSlim" or "ManualResetEvent" or "AutoResetEvent" or "EventWaitHandle" or "CountdownEvent", ContainingNamespace.Name: "Threading" };

    private static (string Reason, List<IOperation> Places)? ReasonOf(IInvocationOperation disposal, IOperation instance, Body body, bool mayWait, TypeContext type)
    {
        if (SemaphorePermits.IsSemaphore(instance.Type) && SharedSemaphores.ReleaseBefore(instance, body, type.Model) is { } release)
            return ("who waited for this permit still needs it", [release]);
        if (SemaphorePermits.IsSemaphore(instance.Type) && AccessPath.Of(instance, body.Locals.Resolve) is { Members.Length: 1, Last: IFieldSymbol replaced } && !WaitsForWork(body, type) && new ReplacedSemaphores(type.Summary, type.Model).UseBeside(replaced, body) is var (take, given))
            return ($"who has a permit since line {Excerpt.LineOf(take.Syntax)} gives it back to the one that takes its place, at line {Excerpt.LineOf(given.Syntax)}, and who waits is never woken", [take, given]);
        if (!mayWait || instance is not IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field })
            return null;
        var awaited = new AwaitedDisposals(type.Summary);
        if (awaited.JustSignalled(field, disposal, body) is var (signal, late))
            return ($"those whom '{Excerpt.Of(signal.Syntax)}' wakes at line {Excerpt.LineOf(late.Syntax)} still use it, and who comes later will", [signal, late]);
        if (WaitsForWork(body, type))
            return null;
        if (awaited.NeverWoken(field, body) is { } asleep)
            return ($"others may wait for it at line {Excerpt.LineOf(asleep.Syntax)}: a disposal does not wake them", [asleep]);
        if (TokenLoops.IsSource(instance.Type))
            return TokenLoops.In(type.Summary, field) is { } asked ? ($"a thread that this type starts may still ask for its token at line {Excerpt.LineOf(asked.Syntax)}, which throws then", [asked]) : null;
        return WaitOnStartedThread(field, body, type) is { } wait
            ? ($"a thread that this type starts may still wait for it at line {Excerpt.LineOf(wait.Syntax)}", [wait])
            : null;
    }

    private static IOperation? WaitOnStartedThread(IFieldSymbol field, Body body, TypeContext type)
    {
        foreach (Body other in type.Summary.ConcernedBodies.Where(other => other != body && type.Summary.Contexts.ForksOf(other).Any(static fork => fork.Kind is ForkKind.Thread or ForkKind.Task)))
        {
            IOperation? wait = other.Sites.FirstOrDefault(site => IsWait(site) && site is IInvocationOperation { Instance: { } waited } call && call.Arguments.All(static argument => argument.Parameter?.Type.Name != "CancellationToken") && SymbolEqualityComparer.Default.Equals(AccessPath.Of(waited, other.Locals.Resolve)?.Last, field));
            if (wait is not null && !other.Outermost.Root.Syntax.ToString().Contains(nameof(ObjectDisposedException)))
                return wait;
        }

        return null;
    }

    private static bool WaitsForWork(Body body, TypeContext type) =>
        body.SelfAndOuter().Concat(CalleesOf(body, type)).Any(one => one.Sites.Exists(site => WaitsForWork(site, type.Model))) || type.Summary.Contexts.ForksOf(body).Count > 0;

    private static IEnumerable<Body> CalleesOf(Body body, TypeContext type) => body.Sites.OfType<IInvocationOperation>()
        .Select(call => type.Summary.Callbacks.Of(call.TargetMethod)).Where(static callee => callee is not null)!;

    // Join, await, a wait for an event that the thread sets: any of them may be for its end, and so may a method of the type.
    private static bool WaitsForWork(IOperation site, ThreadingModel model) => site switch
    {
        IAwaitOperation => true,
        IInvocationOperation call => model.Joins.IsJoin(call) || Waits.Contains(call.TargetMethod.Name) || call.TargetMethod.Name is "Join" or "Stop" or "StopAsync" or "WaitForExit" or "Shutdown" || (call.TargetMethod.Name == "Close" && !Framework.Owns(call.TargetMethod.ContainingType)),
        _ => UnboundCalls.NameOf(site) is { } name && (Waits.Contains(name) || name is "Join" or "Stop" or "StopAsync" or "Close" or "WaitForExit" or "Shutdown"),
    };
}
