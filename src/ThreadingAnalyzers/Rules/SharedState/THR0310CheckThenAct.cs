using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>Two calls on a concurrent collection, each of them atomic, that are meant as one.</summary>
internal sealed class THR0310CheckThenAct() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0310",
        title: "Check and act in one call",
        messageFormat: "{0} is used in two steps, each of them atomic, and both together not: when another thread {1}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "What a check has seen may be over when the next call acts on it. Concurrent collections have calls that do both: TryAdd, GetOrAdd, AddOrUpdate, TryUpdate, TryRemove.",
        cwe: [362, 367]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        foreach (SplitLocks split in SplitsIn(type))
        {
            // A member that looks is often asked by the only thread that takes.
            DiagnosticSeverity severity = split.IsInOtherMember ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
            type.Report(Descriptor, severity, split.Act.Syntax.GetLocation(), [split.Check.Syntax.GetLocation()], $"'{split.Place}'",
                $"comes in between, what was seen at line {Excerpt.LineOf(split.Check.Syntax)} under the lock '{split.Lock}' no longer holds here, where the lock is taken a second time");
        }

        var ends = new TakesAtEnd(type.Summary);
        foreach ((IInvocationOperation take, IOperation question) in type.Summary.ConcernedBodies.SelectMany(ends.In))
            type.Report(Descriptor, DiagnosticSeverity.Warning, take.Syntax.GetLocation(), [question.Syntax.GetLocation()], $"'{Excerpt.Of(take.Instance!.Syntax)}' (a BlockingCollection)", $"completes it in between, '{Excerpt.Of(take.Syntax)}' throws; ask GetConsumingEnumerable or TryTake");

        if (type.Model.ConcurrentCollections.AreKnown && type.Summary.ConcurrentUsesIn(type.Type) is { All.Count: > 0 } uses)
        {
            foreach (CheckThenAct pair in CheckThenAct.In(uses, type.Model))
                Report(pair, type);
        }
    }

    private static IEnumerable<SplitLocks> SplitsIn(TypeContext type)
    {
        List<Body> locking = type.Summary.ConcernedBodies.Where(static body => body.HasLockOperations).ToList();
        IEnumerable<SplitLocks> ofMembers = locking.Count < 2 ? [] : from body in type.Summary.OwnBodies
                                                                     from split in SplitLocks.OfMembers(body, locking, type.Model)
                                                                     where type.Summary.HeldLocks.At(body, (split.Act as IInvocationOperation ?? split.Check).Syntax) is { } held && !held.Contains(split.Lock)
                                                                     select split;
        return locking.SelectMany(body => SplitLocks.In(body, type.Summary.ConcernedBodies, type.Model)).Concat(ofMembers);
    }

    private static void Report(CheckThenAct pair, TypeContext type)
    {
        SyntaxNode reported = pair.Harm == CheckThenActHarm.LostUpdate ? pair.Act.Operation.Parent!.Syntax : pair.Check.Operation.Syntax;
        Location[] others = pair.Harm == CheckThenActHarm.LostUpdate ? [pair.Check.Operation.Syntax.GetLocation()] : [pair.Act.Operation.Syntax.GetLocation()];
        DiagnosticSeverity severity = IsHarmless(pair, type.Model) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
        type.Report(Descriptor, severity, reported.GetLocation(), others.Where(other => other != reported.GetLocation()), $"'{pair.Act.Path}' (a {pair.Act.Call.Collection.Type?.Name})", Harm(pair));
    }

    // A cache whose values are as good as each other.
    private static bool IsHarmless(CheckThenAct pair, ThreadingModel model) =>
        pair is { Harm: CheckThenActHarm.Replaced, Act.Operation.Parent: IAssignmentOperation { Value.ConstantValue.HasValue: true } }
        || pair is { Harm: CheckThenActHarm.Replaced, Check.Action: ConcurrentAction.TryGet, Act.Action: ConcurrentAction.Set or ConcurrentAction.AddOrUpdate }
        && !SharedValues.HasIdentity(model.ConcurrentCollections.DictionaryOf(pair.Act.Call.Collection.Type)?.TypeArguments[1], model);

    private static string Harm(CheckThenAct pair) => pair.Harm switch
    {
        CheckThenActHarm.Replaced => "comes in between, both find the key missing, and the second value replaces the first",
        CheckThenActHarm.LostUpdate => "comes in between, its change is overwritten with a value computed from the old one",
        CheckThenActHarm.Missing => $"removes the key in between, '{Excerpt.Of(pair.Act.Operation.Syntax)}' throws",
        CheckThenActHarm.Unused => "comes in between, its value is the one in the dictionary, and this one is used all the same",
        CheckThenActHarm.Orphaned => "comes in between, what it has just added to the value that was found empty is removed with it",
        CheckThenActHarm.Waits => "takes the last element in between, the second call waits for another one",
        _ => "takes the last element in between, what the second call gives is no element",
    };
}
