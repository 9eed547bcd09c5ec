using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A semaphore is released on a path on which no permit was taken.</summary>
internal sealed class THR0402PermitReleasedUnheld() : UnheldReleaseRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0402",
        title: "Release only a permit that was taken",
        messageFormat: "A permit of '{0}' may be given back without having been taken: {1}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A permit too many lets one caller too many in, for as long as the semaphore lives: what it guards is no longer guarded.",
        cwe: [832, 667]);

    // A semaphore that starts without permits is a signal: releasing it without a wait is what it is for.
    internal override void Analyze(BodyContext body)
    {
        base.Analyze(body);
        if (body.Body.TakesPermits && body.Body.LockFlow(body.Model, body.Cancellation) is { GaveUp: false } flow)
        {
            foreach (IInvocationOperation wait in body.Body.Sites.OfType<IInvocationOperation>())
                AnalyzeWait(wait, flow, body);
        }
    }

    // WaitAsync only asks for the permit; it is there once the task has ended.
    private void AnalyzeWait(IInvocationOperation wait, LockFlow flow, BodyContext body)
    {
        if (body.Model.Locks.EffectOf(wait) is not { IsAsync: true } effect || !IsForgotten(wait, body.Body) || AccessPath.Of(effect.Target, body.Body.Locals.Resolve) is not { } path)
            return;
        var releases = flow.Releases.Where(release => flow.Locks[release.Lock].Path.Equals(path)).Select(static release => release.Operation.Syntax.GetLocation()).ToList();
        if (releases.Count > 0 && !flow.Acquisitions.Any(acquisition => flow.Locks[acquisition.Lock].Path.Equals(path)))
            body.Report(Declaration, wait.Syntax.GetLocation(), releases, ImmutableDictionary<string, string?>.Empty, path.ToString(), "nothing waits for this task to end");
    }

    private static bool IsForgotten(IInvocationOperation wait, Body body) => Operand.ParentOf(wait) switch
    {
        IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var task } } =>
            !body.Outermost.Root.Descendants().Any(part => part is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, task)),
        _ => false,
    };

    protected override bool Concerns(LockKey key) => key.Mode == LockMode.Counting && SemaphorePermits.InitialOf(key.Path.Last) is not 0;
}
