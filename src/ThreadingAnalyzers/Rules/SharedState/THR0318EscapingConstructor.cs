using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>Other threads can use an object before its constructor is through.</summary>
internal sealed class THR0318EscapingConstructor() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0318",
        title: "Let others see an object only when it is complete",
        messageFormat: "{0}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Until its constructor returns, an object is not what its type promises: fields are still empty, and the constructors of heirs have not begun.",
        cwe: [362, 665]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        foreach (Body body in type.Type.GetMembers().Any(ValueShape.IsVolatile) ? type.Summary.Bodies : [])
        {
            foreach (EarlyPublication early in EarlyPublication.In(body, type.Summary, type.Model))
                Report(early.Store, [early.Fill, early.Reader], $"'{early.Variable.Name}' is stored here and completed at line {Excerpt.LineOf(early.Fill.Syntax)}: who uses it meanwhile, as line {Excerpt.LineOf(early.Reader.Syntax)} does, finds it half done", type);
        }

        foreach (Body body in type.Summary.ConcernedBodies.Any(static body => body.HasAtomics) || type.Type.GetMembers().Any(ValueShape.IsVolatile) ? type.Summary.OwnBodies : [])
        {
            foreach (EarlyFlag early in EarlyFlag.In(body, type.Summary, type.Model))
                Report(early.Set, [early.Late, early.Reader], $"'{early.Flag.Name}' says here that all is ready, and '{early.Data.Name}' gets its value at line {Excerpt.LineOf(early.Late.Syntax)}: who finds the flag set meanwhile, as line {Excerpt.LineOf(early.Reader.Syntax)} does, goes on too early", type);
        }

        bool mayEscape = type.Summary.ConcernedBodies.Any(static body => body.HasForksOrJoins || body.Symbol is IMethodSymbol { MethodKind: MethodKind.Constructor })
            || ConstructorEscapes.MayHave(type.Type, type.Cancellation);
        if (!mayEscape)
            return;
        var escapes = new ConstructorEscapes(type.Summary);
        foreach (Body constructor in type.Summary.Bodies.Where(static body => body is { Parent: null, Symbol: IMethodSymbol { MethodKind: MethodKind.Constructor } }))
        {
            foreach (ConstructorEscape escape in escapes.In(constructor))
                Analyze(escape, constructor, type);
            foreach ((IOperation start, IMethodSymbol work) in ConstructorEscapes.OfHeirs(constructor, type.Model))
                Report(start, [], $"What this starts on another thread is '{work.Name}', which heirs write: it may run before the constructor of its own type has", type);
            foreach (UnfinishedStart start in UnfinishedStart.In(constructor, type.Summary, type.Model))
                Report(start.Call, [start.Assignment], $"'{Excerpt.Of(start.Call.Syntax)}' goes on when the constructor has returned: '{start.Member.Name}' gets its value at line {Excerpt.LineOf(start.Assignment.Syntax)}, nobody knows when, and nobody can wait for it", type);
        }
    }

    private static void Analyze(ConstructorEscape escape, Body constructor, TypeContext type)
    {
        if (LateFieldOf(escape, constructor, type) is var (field, assignment, reader))
            Report(escape.Start, [assignment, reader], $"{(escape.Readers is null ? "Other threads can get at the object from here on" : "What this starts can run on another thread at once")}, and read '{field.Name}' at line {Excerpt.LineOf(reader.Syntax, assignment.Syntax)}, which gets its value at line {Excerpt.LineOf(assignment.Syntax)}", type);
        else if (escape.Readers is { } readers && MemberOfHeirs(readers, constructor) is { } call)
            Report(escape.Start, [call], $"What this starts on another thread calls '{call.TargetMethod.Name}' at line {Excerpt.LineOf(call.Syntax)}, which heirs override: the override may run before the constructor of its own type has", type);
    }

    // A field that gets its value after the escape, and that others read.
    private static (ISymbol Field, IOperation Assignment, IOperation Reader)? LateFieldOf(ConstructorEscape escape, Body constructor, TypeContext type)
    {
        foreach (ISimpleAssignmentOperation assignment in constructor.Sites.OfType<ISimpleAssignmentOperation>())
        {
            bool isLater = assignment.Syntax.SpanStart > escape.Start.Syntax.Span.End && !EmptinessTests.IsNothing(assignment.Value);
            if (isLater && assignment.Target is IMemberReferenceOperation { Instance: IInstanceReferenceOperation } && SharedLocations.LocationOf(assignment.Target) is { } field
                && !HasEarlierValue(field, escape, constructor) && type.Summary.HeldLocks.At(constructor, assignment.Target.Syntax) is { IsEmpty: true } && (escape.Readers ?? type.Summary.Bodies).Where(reader => !ReferenceEquals(reader, constructor)).Select(reader => ReadIn(reader, field)).FirstOrDefault(static read => read is not null) is { } read)
            {
                return (field, assignment, read);
            }
        }

        return null;
    }

    private static bool HasEarlierValue(ISymbol field, ConstructorEscape escape, Body constructor) => constructor.Sites.OfType<ISimpleAssignmentOperation>()
        .Any(assignment => assignment.Syntax.SpanStart < escape.Start.Syntax.SpanStart && SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(assignment.Target), field));

    private static IOperation? ReadIn(Body body, ISymbol field) => body.Sites.Find(site =>
        SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(site), field) && !(site.Parent is ISimpleAssignmentOperation assignment && assignment.Target == site));

    private static IInvocationOperation? MemberOfHeirs(IEnumerable<Body> readers, Body constructor) => constructor.Symbol.ContainingType is not { IsSealed: false } type || type.IsStatic
        ? null
        : readers.SelectMany(static reader => reader.Sites.OfType<IInvocationOperation>().Where(call => !ConstructorEscapes.WaitsBefore(call, reader)))
            .FirstOrDefault(call => call is { Instance: IInstanceReferenceOperation, IsVirtual: true } && call.TargetMethod.IsAbstract && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, type));

    private static void Report(IOperation place, IEnumerable<IOperation> others, string message, TypeContext type) =>
        type.Report(Descriptor, place.Syntax.GetLocation(), others.Select(static other => other.Syntax.GetLocation()), ImmutableDictionary<string, string?>.Empty, message);
}
