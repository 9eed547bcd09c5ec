using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>Double-checked locking whose first check, without the lock, can find something that is not ready.</summary>
internal sealed class THR0316BrokenDoubleCheck() : TypeRule(Descriptor)
{
    /// <summary>The property that names what is wrong, for the fix.</summary>
    internal const string Flaw = "flaw";

    /// <summary>The value of <see cref="Flaw"/> where an object is stored before it is complete.</summary>
    internal const string Early = "early";

    /// <summary>The value of <see cref="Flaw"/> where a flag is read by an ordinary read.</summary>
    internal const string Plain = "plain";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0316",
        title: "Publish in double-checked locking only what is complete",
        messageFormat: "{0}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The first check of double-checked locking runs without the lock. It is right only for one reference that is stored when all behind it is ready.",
        cwe: [609, 362]);

    internal override Evidence Needs => Evidence.Locks;

    internal override void Analyze(TypeContext type)
    {
        var initializations = new LazyInitializations(type.Summary);
        foreach (Body body in type.Summary.ConcernedBodies.Where(static body => body.HasLockOperations))
        {
            foreach (LazyInitialization found in initializations.In(body).Where(static found => found is { IsLocked: true, IsCheckedAgain: true }))
            {
                if (found.IsDoubleChecked)
                    Analyze(found, type);
                else
                    AnalyzeCheckOfCaller(found, type);
            }
            foreach (UnlockedLookup lookup in UnlockedLookup.In(body, type.Summary, type.Model).Where(lookup => !IsToldOf(lookup, type)))
                Report(lookup, type);
        }
    }

    private static void Analyze(LazyInitialization found, TypeContext type)
    {
        var around = new FilledAfter(found, type.Summary, type.Model);
        IOperation check = found.FirstCheck!.Value.Reference!;
        string name = found.Variable.Name;
        if (ValueShape.IsFlag(found.Variable))
        {
            if ((around.OtherAfter ?? around.WaitAfter) is { } late)
                Report(found.Assignment, [late, check], $"'{name}' says here that all is ready, and what line {Excerpt.LineOf(late.Syntax)} does comes later: a thread that finds it set at line {Excerpt.LineOf(check.Syntax)}, without the lock, goes on too early", type);
            else if (found.FirstCheck.Value.IsPlain && !ValueShape.IsVolatile(found.Variable) && !around.HasBarrier && around.OtherBefore is { } early)
                Report(check, [found.Assignment, early], $"'{name}' is not volatile: a thread that finds it set here, without the lock '{found.Held.First()}', may not see yet what line {Excerpt.LineOf(early.Syntax)} wrote before line {Excerpt.LineOf(found.Assignment.Syntax)} set it", type, Plain);
        }
        else if (ValueShape.IsTearing(found.Variable))
        {
            Report(check, [found.Assignment], $"'{name}' is a value of several parts, which are not read in one step: read here without the lock, it may be half of what line {Excerpt.LineOf(found.Assignment.Syntax)} writes", type);
        }
        else if (around.Fill is { } fill && new UnlockedUses(type.Summary).Exist(found))
        {
            Report(found.Assignment, [fill, check], $"'{name}' is published here and completed at line {Excerpt.LineOf(fill.Syntax)}: a thread that finds it without the lock, at line {Excerpt.LineOf(check.Syntax)}, uses it half done", type, Early);
        }
        else if (around.OtherAfter is ISimpleAssignmentOperation { Target: var other } && new UnlockedUses(type.Summary).ExistBehind(found, other))
        {
            Report(found.Assignment, [other, check], $"'{name}' says here that all is ready, and '{other.Syntax}' gets its value only at line {Excerpt.LineOf(other.Syntax)}: a thread that finds it at line {Excerpt.LineOf(check.Syntax)}, without the lock, goes on too early", type);
        }
    }

    // if (_map == null) Load(); where Load takes the lock and tests again.
    private static void AnalyzeCheckOfCaller(LazyInitialization found, TypeContext type)
    {
        var around = new FilledAfter(found, type.Summary, type.Model);
        var uses = new UnlockedUses(type.Summary);
        bool isFlag = ValueShape.IsFlag(found.Variable);
        if (ValueShape.IsTearing(found.Variable) || (isFlag ? around.OtherAfter : around.Fill) is not { } late || uses.TestByCallerOf(found) is not { } check || !(isFlag || uses.Exist(found)))
            return;
        Report(found.Assignment, [late, check], $"'{found.Variable.Name}' is set here, and what line {Excerpt.LineOf(late.Syntax)} does comes later: a thread that finds it set at line {Excerpt.LineOf(check.Syntax)}, without the lock, goes on too early", type, isFlag ? null : Early);
    }

    // THR0302 names the guard that others hold.
    private static bool IsToldOf(UnlockedLookup lookup, TypeContext type) => type.Summary.Guards.Of(lookup.Collection) is { Missing.Count: > 0 } guard
        && guard.Missing.Any(access => lookup.Lookups.Contains(access.Access.Reference) && new GuardBreach(guard, type).IsOne(access));

    private static void Report(UnlockedLookup lookup, TypeContext type)
    {
        IOperation first = lookup.Lookups[0];
        string message = $"'{lookup.Collection}' is looked up here without the lock '{lookup.Lock}', while line {Excerpt.LineOf(lookup.Change.Syntax)} changes it under that lock for other threads: a lookup in the middle of a change gives wrong answers";
        type.Report(Descriptor, first.Syntax.GetLocation(), lookup.Lookups.Skip(1).Append(lookup.Change).Select(static other => other.Syntax.GetLocation()), ImmutableDictionary<string, string?>.Empty, message);
    }

    private static void Report(IOperation place, IEnumerable<IOperation> others, string message, TypeContext type, string? flaw = null) => type.Report(
        Descriptor,
        flaw == Plain ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity,
        place.Syntax.GetLocation(),
        others.Select(static other => other.Syntax.GetLocation()),
        ImmutableDictionary<string, string?>.Empty.Add(Flaw, flaw),
        message);
}
