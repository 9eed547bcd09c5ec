using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>Who completes a task runs what awaits it, or fails because it was completed before.</summary>
internal sealed class THR0613CompletionSurprise() : TypeRule(Descriptor)
{
    /// <summary>The property that holds which of the defects it is: <see cref="Missing"/>, <see cref="WrongEnum"/> or <see cref="Race"/>.</summary>
    internal const string Defect = "defect";

    internal const string Missing = "missing";
    internal const string WrongEnum = "enum";
    internal const string Race = "race";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0613",
        title: "Complete a task without surprises",
        messageFormat: "{0}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A TaskCompletionSource runs what awaits its task inside SetResult, on the thread that calls it, unless it was made with RunContinuationsAsynchronously; and it can be set only once.",
        cwe: [833, 662]);

    internal override Evidence Needs => Evidence.CompletionSources;

    internal override void Analyze(TypeContext type)
    {
        CompletionSources sources = type.Model.CompletionSources;
        bool isTest = TestCode.Holds(type.Type);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach (IObjectCreationOperation creation in body.Sites.OfType<IObjectCreationOperation>().Where(creation => sources.Is(creation.Type)))
                AnalyzeCreation(creation, new CompletionUse(body, type.Summary.ConcernedBodies, sources), isTest, type);
        }

        foreach (RacingCompletion racing in new CompletionRaces(type.Summary.ConcernedBodies, type.Model).Find())
            ReportRace(racing, type);
    }

    private static void AnalyzeCreation(IObjectCreationOperation creation, CompletionUse use, bool isTest, TypeContext type)
    {
        if (type.Model.CompletionSources.MistakenOptions(creation) is { } mistaken)
            Report(mistaken.Syntax, WrongEnum, [], $"'{Excerpt.Of(mistaken.Syntax)}' is an option for continuations; the source takes it for a state object, and has no option set", type);
        else if (!isTest && type.Model.CompletionSources.RunsContinuationsInside(creation) && !use.IsHarmless(creation))
            Report(creation.Syntax, Missing, [], "Whoever completes this source runs all code that awaits its task in the middle of the call; make it with RunContinuationsAsynchronously", type);
    }

    private static void ReportRace(RacingCompletion racing, TypeContext type)
    {
        SyntaxNode place = racing.Call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } ? member.Name : racing.Call.Syntax;
        string name = racing.Call.TargetMethod.Name;
        string line = Excerpt.LineOf(racing.Others[0].Syntax).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Report(place, Race, racing.Others.Select(static other => other.Syntax.GetLocation()), $"'{name}' throws if line {line} has completed '{racing.Source.Name}' before; use 'Try{name}'", type);
    }

    private static void Report(SyntaxNode place, string defect, IEnumerable<Location> others, string message, TypeContext type) =>
        type.Report(Descriptor, place.GetLocation(), others, ImmutableDictionary<string, string?>.Empty.Add(Defect, defect), message);
}
