using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Configuration;

/// <summary>The configuration has a key or a value of ours that means nothing, and so has no effect.</summary>
internal sealed class THR0001UnknownOption() : ConfigurationRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0001",
        title: "Set only options that there are, to values that they take",
        messageFormat: "'{0} = {1}' in the configuration has no effect: {2}",
        category: RuleCategory.Configuration,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A misspelled option is ignored, and the analysis goes on as if it were not there.",
        cwe: [1287]);

    internal override bool HasFindings(ThreadingModel model) => model.Options.Problems(model.Compilation).Any();

    internal override void Analyze(ThreadingModel model, Action<Diagnostic> report)
    {
        foreach (OptionProblem problem in model.Options.Problems(model.Compilation))
            report(Diagnostic.Create(Descriptor, Location.None, problem.Key, problem.Value, problem.Allowed));
    }
}
