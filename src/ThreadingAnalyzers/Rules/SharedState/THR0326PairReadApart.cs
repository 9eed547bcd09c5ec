using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>Two fields that are only changed together are read one after the other, with room for such a change in between.</summary>
internal sealed class THR0326PairReadApart() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0326",
        title: "Read values that belong together in one step",
        messageFormat: "'{0}' and '{1}' are only changed together, while the lock '{2}' is held{4}, and read here {3}: a change in between gives one value from before it and one from after it",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Each of the values is whole, but the two do not fit each other: a host with the port of another one, a sum with the count of the next round.",
        cwe: [362, 366]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        var reported = new HashSet<Body>();
        foreach (PairRead read in new FieldPairs(type.Summary).ReadApart())
        {
            // THR0302 speaks of a single field that may not be read like that.
            if (!IsToldOf(read, type) && !StatedIntent.Excuses(read.Later.Place.Syntax) && reported.Add(read.Later.Access.Body))
                Report(read, type);
        }
    }

    private static bool IsToldOf(PairRead read, TypeContext type)
    {
        var first = new GuardBreach(read.Pair.First, type);
        var second = new GuardBreach(read.Pair.Second, type);
        return first.MayCallerHoldIt(read.Later) || read.Pair.First.Missing.Any(access => access.Member == read.Later.Member && first.IsOne(access)) || read.Pair.Second.Missing.Any(access => access.Member == read.Later.Member && second.IsOne(access));
    }

    private static void Report(PairRead read, TypeContext type)
    {
        InferredGuard guard = read.Pair.First;
        ImmutableDictionary<string, string?> properties = read.IsLocked ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty
            .Add(THR0302MissingGuard.Guard, guard.Lock.ToString())
            .Add(THR0302MissingGuard.Primitive, guard.Primitive.ToString())
            .Add(THR0302MissingGuard.State, read.Later.Access.Location.Last!.Name);
        List<TableAccess> changes = [.. guard.Holding.Where(static access => access.Changes).Take(2), .. read.Pair.Second.Holding.Where(static access => access.Changes).Take(2)];
        type.Report(
            Descriptor,
            read.Later.Place.Syntax.GetLocation(),
            changes.Select(static access => access.Place.Syntax.GetLocation()).Prepend(read.Earlier.Place.Syntax.GetLocation()),
            properties,
            read.Earlier.Access.Location.ToString(),
            read.Later.Access.Location.ToString(),
            guard.Lock.ToString(),
            read.IsLocked ? "each in a critical section of its own" : "one after the other without it",
            changes.Count == 0 ? "" : $", as at line {Excerpt.LineOf(changes[0].Place.Syntax, read.Later.Place.Syntax)}");
    }
}
