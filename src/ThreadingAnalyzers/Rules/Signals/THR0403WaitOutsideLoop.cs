using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A thread waits on a monitor and goes on after any pulse, without a look at what it waited for.</summary>
internal sealed class THR0403WaitOutsideLoop() : TypeRule(Descriptor)
{
    /// <summary>The property that is there where an event is waited for: a look at the collection before the lock is held is none.</summary>
    internal const string Event = "event";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0403",
        title: "Wait on a monitor in a loop that tests the condition",
        messageFormat: "'{0}' is in no loop that tests what it waits for: {1}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A pulse says that something has changed, not that it is what this thread waits for; and before the lock is held again, others may have changed it back.",
        cwe: [366, 662]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        AnalyzeEvents(type);
        foreach (MonitorSignalSite wait in MonitorSignalSite.In(type.Summary, type.Model).Where(static site => site.IsWait))
        {
            var around = new WaitSurroundings(wait, type.Model);
            if (around.Loop is null && !around.HasLabels && !(IsCalledInLoop(wait.Body, type) && !TakesFromState(around)) && ReasonOf(wait, around, type) is { } reason)
                type.Report(Descriptor, wait.Call.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(wait.Call.Syntax), reason);
        }
    }

    private static void AnalyzeEvents(TypeContext type)
    {
        foreach ((IInvocationOperation wait, IInvocationOperation take) in type.Summary.ConcernedBodies.SelectMany(UntestedTakes.In))
            type.Report(Descriptor, wait.Syntax.GetLocation(), [take.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty.Add(Event, ""), Excerpt.Of(wait.Syntax), $"the event may still be set from a time at which nobody waited, and '{Excerpt.Of(take.Syntax)}' at line {Excerpt.LineOf(take.Syntax)} does not look again");
    }

    private static string? ReasonOf(MonitorSignalSite wait, WaitSurroundings around, TypeContext type)
    {
        const string Stale = "another thread may get the lock first, and what was waited for is gone again";
        const string Lost = "a pulse that comes before it is lost, and it waits for the next one";
        if (around.StartsOver)
            return null;
        if (around.Guard is { } guard && !IsOfOwnSteps(guard.Condition, wait.Body))
        {
            StateTest test = new(guard.Condition, around.After(guard));
            bool needsProof = wait.Signal.IsTimed || around.OuterLoop is not null;
            return test.IsRepeated || IsTakenInAdvance(guard.Condition, around) || (needsProof && (IsStatement(wait) && wait.Signal.IsTimed || !test.IsConsumed)) || IsLeftToCallers(wait, around) ? null : Stale;
        }

        return wait.Signal.IsTimed || around.OuterLoop is not null || IsLeftToCallers(wait, around) || IsHandshake(wait, around, type) ? null : Lost;
    }

    // _permits--; if (_permits < 0) Monitor.Wait(_gate): who comes later counts this one, and waits behind it.
    private static bool IsTakenInAdvance(IOperation condition, WaitSurroundings around) => around.Before().Any(step => step is IIncrementOrDecrementOperation or ICompoundAssignmentOperation
        && step.ChildOperations.FirstOrDefault() is { } target && SharedLocations.LocationOf(target) is { } counted && StateTest.StateIn(condition).Contains(counted, SymbolEqualityComparer.Default));

    // bool isQueued = false; … isQueued = true; … if (isQueued) Monitor.Wait(work): what this thread itself has done no other one changes back.
    private static bool IsOfOwnSteps(IOperation condition, Body body)
    {
        List<ILocalSymbol> locals = condition.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(static local => local.Local).ToList();
        return locals.Count > 0 && !StateTest.StateIn(condition).Except(locals, SymbolEqualityComparer.Default).Any() && !condition.Descendants().Any(static part => part is IInvocationOperation)
            && locals.TrueForAll(local => body.Root.Descendants().All(operation => operation switch
            {
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var target }, Value: var value } when SymbolEqualityComparer.Default.Equals(target, local) => value.ConstantValue.HasValue,
                IVariableDeclaratorOperation { Symbol: var declared } declarator when SymbolEqualityComparer.Default.Equals(declared, local) => declarator.GetVariableInitializer() is not { Value.ConstantValue.HasValue: false },
                IArgumentOperation { Value: ILocalReferenceOperation { Local: var passed }, Parameter.RefKind: not RefKind.None } => !SymbolEqualityComparer.Default.Equals(passed, local),
                _ => true,
            }));
    }

    // Callers that come again do not mend what is taken out of an empty queue in between.
    private static bool TakesFromState(WaitSurroundings around) => around.Guard is { } guard && new StateTest(guard.Condition, around.After(guard)) is { IsConsumed: true, IsRepeated: false };

    // THR0107 is about timed waits whose result is not looked at.
    private static bool IsStatement(MonitorSignalSite wait) => Operand.ParentOf(wait.Call) is IExpressionStatementOperation;

    // The lock is the caller's, and so may the loop be.
    private static bool IsLeftToCallers(MonitorSignalSite wait, WaitSurroundings around) =>
        around.Locks.Count == 0 && (ThreadContexts.IsCallableFromOutside(wait.Body) || wait.Body.Parent is not null);

    private static bool IsCalledInLoop(Body body, TypeContext type) =>
        type.Summary.Contexts.CallSitesOf(body).Any(static call => call.Site.Ancestors()
            .TakeWhile(static node => node is not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(static node => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or LabeledStatementSyntax));

    // Who starts or wakes the other thread under the lock that it then waits on cannot miss the answer; any call may do so.
    private static bool IsHandshake(MonitorSignalSite wait, WaitSurroundings around, TypeContext type) =>
        around.Before().OfType<IInvocationOperation>().Any(call => type.Model.Locks.EffectOf(call) is null && type.Model.Throws.CanThrow(call))
        || around.Before().OfType<IInvocationOperation>().Any(call => type.Model.MonitorSignals.Of(call) is { Kind: not MonitorSignalKind.Wait } && wait.IsGate(call.Arguments[0].Value));
}
