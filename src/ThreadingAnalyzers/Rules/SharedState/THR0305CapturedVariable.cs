using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A captured variable is used by started work and by the code that started it, before that code has waited.</summary>
internal sealed class THR0305CapturedVariable() : TypeRule(Descriptor)
{
    /// <summary>The property that is there if the variable is the counter of a loop.</summary>
    internal const string LoopVariable = "loop";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0305",
        title: "Do not share a captured variable with work that is still running",
        messageFormat: "'{0}' is {1} here while {2}; {3}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A lambda captures the variable and not its value. What one side writes the other side may see too early, too late or never.",
        cwe: [362, 366]);

    private static readonly HashSet<string> Signals = new(StringComparer.Ordinal)
    {
        "Wait", "WaitOne", "WaitAny", "WaitAll", "WaitAsync", "SignalAndWait", "Take", "TryTake", "Join", "ReadAsync", "Receive", "Sleep", "SpinUntil", "Delay", "Read", "ReadLine", "ReadKey", "Invoke", "Set",
    };

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        if (type.Summary.Forks.Count == 0)
            return;
        foreach (AccessPath variable in type.Summary.AccessTable.Locations.Where(AccessTable.IsCapturedVariable))
            Analyze(type.Summary.AccessTable.Of(variable).Where(static access => access is { IsExempt: false, Held.IsEmpty: true }).ToList(), type);
    }

    private static void Analyze(List<TableAccess> accesses, TypeContext type)
    {
        foreach (TableAccess access in accesses)
        {
            if (accesses.Select(other => Pair(access, other, type)).FirstOrDefault(static pair => pair is not null) is { } found)
            {
                Report(found.InFork, found.ByCreator, found.Fork, type);
                return;
            }
        }
    }

    private static (TableAccess InFork, TableAccess ByCreator, Fork Fork)? Pair(TableAccess inFork, TableAccess byCreator, TypeContext type)
    {
        bool matters = (inFork.Effect is AccessEffect.Read or AccessEffect.Write || (inFork.Effect == AccessEffect.Update && byCreator.Effect == AccessEffect.Read)) && (byCreator.Effect is AccessEffect.Read or AccessEffect.Write or AccessEffect.Update)
            && (inFork.Changes || byCreator.Changes) && !IsFlag(inFork.Access.Location);
        if (!matters || !inFork.Access.Body.SelfAndOuter().Skip(1).Contains(byCreator.Access.Body)
            || type.Summary.Parallelism.PartnerOf(inFork.Access, [byCreator.Access]) is not { Reason: ParallelReason.ForkAndCaller } partner)
        {
            return null;
        }

        // Who waits for the end later only looks how far the work has come.
        if (inFork.Effect == AccessEffect.Update && byCreator.Access.Body.Sites.Any(site => site is IAwaitOperation || (site is IInvocationOperation call && type.Model.Joins.KindOf(call.TargetMethod) == JoinKind.Handles) || UnboundForks.IsWait(site)))
            return null;
        bool isStepOfLoop = IsStepOfLoop(byCreator.Access.Operation.Syntax);
        if (!isStepOfLoop && (byCreator.Effect == AccessEffect.Update || IsBehindWait(inFork) || IsSignalledBetween(partner.Fork, byCreator) || byCreator.Access.Reference.Syntax.SpanStart < partner.Fork.Site.Syntax.SpanStart))
            return null;
        return StatedIntent.Excuses(byCreator.Place.Syntax) ? null : (inFork, byCreator, partner.Fork);
    }

    // A flag that stops a loop has its own rule.
    private static bool IsFlag(AccessPath variable) => variable.Root is ILocalSymbol { Type.SpecialType: SpecialType.System_Boolean } or IParameterSymbol { Type.SpecialType: SpecialType.System_Boolean };

    private static bool IsStepOfLoop(SyntaxNode change) => change.Parent is ForStatementSyntax loop && loop.Incrementors.Contains(change);

    // Waiting for something else, such as an event that the work sets, may order the two as well.
    private static bool IsSignalledBetween(Fork fork, TableAccess access) => access.Access.Body.Sites.Any(site =>
        site.Syntax.SpanStart > fork.Site.Syntax.Span.End && site.Syntax.SpanStart < access.Access.Reference.Syntax.SpanStart
        && (site is IAwaitOperation || (NameOf(site) is { } name && Signals.Contains(name))));

    // The work begins with waiting until the creator is ready.
    private static bool IsBehindWait(TableAccess access) => access.Access.Body.Sites.Any(site =>
        site.Syntax.Span.End <= access.Access.Reference.Syntax.SpanStart && NameOf(site) is "Wait" or "WaitOne" or "WaitAll" or "SignalAndWait" or "Take");

    private static string? NameOf(IOperation site) => site is IInvocationOperation call ? call.TargetMethod.Name : UnboundCalls.NameOf(site);

    private static void Report(TableAccess inFork, TableAccess byCreator, Fork fork, TypeContext type)
    {
        bool isLoop = IsStepOfLoop(byCreator.Access.Operation.Syntax);
        TableAccess place = isLoop ? inFork : byCreator;
        TableAccess other = isLoop ? byCreator : inFork;
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        type.Report(
            Descriptor,
            place.Place.Syntax.GetLocation(),
            [other.Place.Syntax.GetLocation(), fork.Site.Syntax.GetLocation()],
            isLoop ? properties.Add(LoopVariable, place.Access.Location.Root!.Name) : properties,
            place.Access.Location.ToString(),
            place.Changes ? "written" : "read",
            isLoop ? "the loop that started the work goes on to change it" : $"the work started at line {Excerpt.LineOf(fork.Site.Syntax)} may be {(inFork.Changes ? "writing" : "reading")} it at line {Excerpt.LineOf(inFork.Place.Syntax)}",
            isLoop ? "the work sees a later value than the one it was started for" : "nothing says which comes first");
    }
}
