using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Threads;

/// <summary>A background thread does work that must finish, and nobody waits for it: the end of the process cuts it off.</summary>
internal sealed class THR0501BackgroundThreadDoesFinishingWork() : TypeRule(Descriptor)
{
    /// <summary>The property that is present when the thread never ends by itself, so that it cannot simply keep the process alive.</summary>
    internal const string NeverEnds = "neverEnds";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0501",
        title: "Let work that must finish keep the process alive",
        messageFormat: "This background thread is cut off when the process ends, and nothing waits for it: '{0}' at line {1} may be left half done",
        category: RuleCategory.Threads,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "When the last foreground thread ends, the runtime stops background threads wherever they are, without running their finally blocks.",
        cwe: [404, 459]);

    internal override Evidence Needs => Evidence.Forks;

    internal override void Analyze(TypeContext type)
    {
        if (!type.Summary.Forks.Any(static fork => fork.Kind == ForkKind.Thread) || ThreadEnds.HasExitHandler(type.Summary))
            return;
        var ends = new ThreadEnds(type.Summary, type.Model);
        foreach (Body body in type.Summary.Bodies)
        {
            foreach (ISimpleAssignmentOperation assignment in body.Sites.OfType<ISimpleAssignmentOperation>())
            {
                if (BackgroundThread(assignment, type) is { } fork && !ends.IsWaitedFor(fork))
                    Analyze(assignment, fork, type);
            }
        }
    }

    // thread.IsBackground = true, as a statement or in the thread's initializer.
    private static Fork? BackgroundThread(ISimpleAssignmentOperation assignment, TypeContext type)
    {
        if (assignment.Target is not IPropertyReferenceOperation { Property: { Name: "IsBackground" } property, Instance: { } thread }
            || !KnownTypes.Is(property.ContainingType, type.Model.Types.Thread)
            || assignment.Value.ConstantValue is not { HasValue: true, Value: true })
        {
            return null;
        }

        IOperation? named = thread is IInstanceReferenceOperation ? assignment.Parent?.Parent : thread;
        return named is null ? null : type.Summary.Handles.ForksIn(named).FirstOrDefault(static fork => fork.Kind == ForkKind.Thread);
    }

    private static void Analyze(ISimpleAssignmentOperation assignment, Fork fork, TypeContext type)
    {
        foreach (Body body in type.Summary.Bodies.Where(body => type.Summary.Contexts.ForksOf(body).Contains(fork)))
        {
            foreach ((IOperation effect, IOperation through) in EffectsIn(body, type))
            {
                if (!new FinishingEffect(effect, through, body, type.Summary.Contexts).MustFinish(type.Model.FinishingWork.EffectOf(effect)!.Value, fork))
                    continue;
                ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
                if (FinishingEffect.NeverEnds(effect) || FinishingEffect.NeverEnds(through))
                    properties = properties.Add(NeverEnds, "true");
                type.Report(Descriptor, assignment.Syntax.GetLocation(), [effect.Syntax.GetLocation(), fork.Site.Syntax.GetLocation()], properties, Excerpt.Of(effect.Syntax), Excerpt.LineOf(effect.Syntax, assignment.Syntax));
                return;
            }
        }
    }

    // In the body itself, and in the methods of other types that it calls.
    private static IEnumerable<(IOperation Effect, IOperation Through)> EffectsIn(Body body, TypeContext type)
    {
        foreach (IOperation site in body.Sites)
        {
            if (type.Model.FinishingWork.EffectOf(site) is not null)
                yield return (site, site);
            else if (site is IInvocationOperation { IsVirtual: false, TargetMethod: var method } && type.Summary.Callbacks.Of(method) is null && type.Summary.BodyOfAny(method) is { } callee)
            {
                foreach (IOperation effect in callee.Sites.Where(effect => type.Model.FinishingWork.EffectOf(effect) is not null))
                    yield return (effect, site);
            }
        }
    }
}
