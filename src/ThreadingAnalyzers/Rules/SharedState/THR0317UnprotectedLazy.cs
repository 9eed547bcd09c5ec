using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A Lazy that several threads reach was told that only one would.</summary>
internal sealed class THR0317UnprotectedLazy() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0317",
        title: "Let a shared Lazy protect its initialization",
        messageFormat: "'{0}' takes the protection from a Lazy that threads share: {1}. Who asks for the value while it is made makes it a second time, or gets an InvalidOperationException.",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "With LazyThreadSafetyMode.None two threads can both run the factory, and each may keep a value of its own.",
        cwe: [362, 543]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach (IObjectCreationOperation creation in body.Sites.OfType<IObjectCreationOperation>())
            {
                if (type.Model.LazyModes.UnprotectedBy(creation) is { } mode && new SharedValue(type.Summary, type.Model, type.Cancellation).ReasonFor(creation, body) is { } reason)
                    type.Report(Descriptor, mode.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, Excerpt.Of(mode.Value.Syntax), reason);
            }
        }
    }
}
