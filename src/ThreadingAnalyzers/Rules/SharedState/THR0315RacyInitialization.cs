using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A value that is made when it is first asked for is made twice, or seen half done, when two threads ask at once.</summary>
internal sealed class THR0315RacyInitialization() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0315",
        title: "Initialize shared state only once",
        messageFormat: "{0}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Between the test and the assignment another thread can test, too. Lazy<T> and LazyInitializer let one thread win, and everybody have the same object.",
        cwe: [362, 543]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        var initializations = new LazyInitializations(type.Summary);
        bool isConcurrent = type.Summary.ConcernedBodies.Any(static body => body.HasForks || body.HasLockOperations) || type.Type.GetMembers().Any(member => ValueShape.IsVolatile(member) || IsOwnSingleton(member, type.Type));
        foreach (Body body in isConcurrent ? type.Summary.Bodies : type.Summary.ConcernedBodies)
        {
            foreach (LazyInitialization found in initializations.In(body).Where(static found => !ValueShape.IsFlag(found.Variable)))
                Analyze(found, type);
        }
    }

    private static bool IsOwnSingleton(ISymbol member, INamedTypeSymbol type) =>
        member is IFieldSymbol { IsStatic: true, IsReadOnly: false, Type: var held } && SymbolEqualityComparer.Default.Equals(held, type);

    private static void Analyze(LazyInitialization found, TypeContext type)
    {
        if (found is { IsLocked: true, FirstCheck: { } check })
        {
            if (!found.IsConditionalInLock && IsObject(found))
                Report(found, check, $"'{found.Variable.Name}' was found empty at line {Excerpt.LineOf(check.Reference!.Syntax)}, before '{found.Held.First()}' was taken, and is not tested again: each thread that waited makes it once more", type);
        }
        else if (!found.IsLocked && found.FirstCheck is { } test && new RacyInitializations(type.Summary, type.Model, type.Cancellation).ReasonFor(found) is { } reason)
        {
            Report(found, test, $"'{found.Variable.Name}' gets its value without a lock, {reason}", type);
        }
    }

    private static bool IsObject(LazyInitialization found) => ValueShape.TypeOf(found.Variable) is { } type && ValueShape.CanBeNull(type);

    private static void Report(LazyInitialization found, EmptyTest check, string message, TypeContext type)
    {
        IEnumerable<Location> additional = found.Assignment is ICoalesceAssignmentOperation ? [] : [check.Reference!.Syntax.GetLocation()];
        type.Report(Descriptor, found.Assignment.Syntax.GetLocation(), additional, ImmutableDictionary<string, string?>.Empty, message);
    }
}
