using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Deadlocks;

/// <summary>The static initialization of a type waits for work that needs the type, and that therefore waits for the initialization.</summary>
internal sealed class THR0207TypeInitializerWaits() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0207",
        title: "Do not wait in a static constructor for work that needs the type",
        messageFormat: "'{0}' waits in the static initialization of '{1}' for work that uses '{1}' (line {2}), and that work waits until the initialization is done",
        category: RuleCategory.Deadlocks,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "The runtime lets no other thread touch the static members of a type before its static constructor has ended. Waiting there for such a thread never ends.",
        cwe: [833]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        foreach (Body initializer in type.Summary.Bodies.Where(IsTypeInitializer))
        {
            foreach (IOperation site in initializer.Sites)
            {
                if (ForksJoinedAt(site, type).SelectMany(static fork => fork.Targets).Select(target => UseOf(initializer.Symbol.ContainingType, target)).FirstOrDefault(static use => use is not null) is { } use)
                    Report(type, site, initializer, use);
            }

            foreach (CriticalPair wait in type.Summary.CriticalPairs.Of(initializer).Where(pair => pair.Event.Kind == CriticalKind.Block && type.Model.Stops.KindOf(pair.Event.Operation) != StopKind.Loop))
            {
                if (UsesIn(initializer.Symbol.ContainingType, wait.Event, type).FirstOrDefault() is { } use)
                    Report(type, wait.Trace[0].Operation, initializer, use);
            }
        }
    }

    private static void Report(TypeContext type, IOperation site, Body initializer, IOperation use) =>
        type.Report(
            Descriptor, site.Syntax.GetLocation(), [use.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty,
            Excerpt.Of(site.Syntax), initializer.Symbol.ContainingType.Name, Excerpt.LineOf(use.Syntax, site.Syntax));

    private static bool IsTypeInitializer(Body body) => body.Parent is null && body.Symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.StaticConstructor } => true,
        IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } => body.Root is IFieldInitializerOperation or IPropertyInitializerOperation,
        _ => false,
    };

    // Parallel.For and its kin start and wait in one call.
    private static IEnumerable<Fork> ForksJoinedAt(IOperation site, TypeContext type) =>
        site is IInvocationOperation ? type.Summary.Handles.AtSite(site.Syntax).Where(static fork => fork.WaitsAtSite) : [];

    private static IEnumerable<IOperation> UsesIn(INamedTypeSymbol initialized, CriticalEvent wait, TypeContext type)
    {
        if (StoppingCalls.WaitedBy(wait.Operation) is not { } waited)
            return [];
        IEnumerable<IOperation?> started = type.Summary.Handles.ForksIn(waited).SelectMany(static fork => fork.Targets).Select(target => UseOf(initialized, target));
        return started.Append(UseBehindAwait(initialized, waited, type)).Where(static use => use is not null)!;
    }

    // LoadAsync().Wait(): what comes behind the first await runs on another thread.
    private static IOperation? UseBehindAwait(INamedTypeSymbol initialized, IOperation waited, TypeContext type)
    {
        if (Operand.UnwrapWaiting(waited).Operation is not IInvocationOperation call || type.Summary.Callbacks.Of(call.TargetMethod) is not { IsAsync: true } callee)
            return null;
        int start = callee.Sites.OfType<IAwaitOperation>().Select(static awaited => awaited.Syntax.Span.End).DefaultIfEmpty(int.MaxValue).Min();
        return callee.Sites.FirstOrDefault(site => site.Syntax.SpanStart >= start && IsUse(initialized, site));
    }

    // A static method of the type waits before it begins, a lambda where it first names a static member. Instance members do not wait.
    private static IOperation? UseOf(INamedTypeSymbol initialized, Body work)
    {
        if (work is { Parent: null, Method: { IsStatic: true } method } && IsOf(initialized, method))
            return work.Root;
        return work.SelfAndNested().SelectMany(static body => body.Sites).FirstOrDefault(site => IsUse(initialized, site));
    }

    private static bool IsUse(INamedTypeSymbol initialized, IOperation site) => site switch
    {
        IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } field } => IsOf(initialized, field),
        IPropertyReferenceOperation { Property: { IsStatic: true } property } => IsOf(initialized, property),
        IInvocationOperation { TargetMethod: { IsStatic: true, MethodKind: not MethodKind.LocalFunction } called } => IsOf(initialized, called),
        IObjectCreationOperation { Constructor: { } constructor } => IsOf(initialized, constructor),
        _ => false,
    };

    private static bool IsOf(INamedTypeSymbol type, ISymbol member) => SymbolEqualityComparer.Default.Equals(member.ContainingType?.OriginalDefinition, type.OriginalDefinition);
}
