using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Rules;

/// <summary>
/// One defect that the package reports. A rule has no state: it is created once and asked about every
/// body or type, from several threads at the same time.
/// </summary>
internal abstract class Rule(DiagnosticDescriptor declaration)
{
    private const string DocumentationRoot = "https://github.com/ThreadingAnalyzers/ThreadingAnalyzers/blob/main/docs/rules/";

    /// <summary>The descriptor under which the rule reports; its category names the family of the rule.</summary>
    internal DiagnosticDescriptor Declaration { get; } = declaration;

    /// <summary>
    /// Declares a rule's descriptor. Assign the result to a <c>static readonly</c> field: only then does the build check it against
    /// the release files.
    /// </summary>
    /// <param name="id">The rule's id, which never changes its meaning once shipped.</param>
    /// <param name="title">What the user should do, without a full stop.</param>
    /// <param name="messageFormat">What is wrong at this place, why that is believed, and what it leads to.</param>
    /// <param name="category">One of <see cref="RuleCategory"/>.</param>
    /// <param name="defaultSeverity">The promise about precision: a warning is right nine times in ten.</param>
    /// <param name="description">One or two sentences on why the defect matters.</param>
    /// <param name="cwe">The numbers of the Common Weakness Enumeration entries that the defect belongs to.</param>
    /// <returns>The descriptor, with help link and CWE tags.</returns>
    internal static DiagnosticDescriptor Declare(
        string id, string title, string messageFormat, string category, DiagnosticSeverity defaultSeverity, string description, params int[] cwe) =>
        new(id, title, messageFormat, category, defaultSeverity, isEnabledByDefault: true, description,
            helpLinkUri: DocumentationRoot + id + ".md",
            customTags: [.. cwe.Select(static number => "CWE-" + number)]);

    /// <summary>Declares the descriptor of a <see cref="CompilationRule"/>; the parameters are those of the other method.</summary>
    internal static DiagnosticDescriptor DeclareForCompilation(
        string id, string title, string messageFormat, string category, DiagnosticSeverity defaultSeverity, string description, params int[] cwe) =>
        new(id, title, messageFormat, category, defaultSeverity, isEnabledByDefault: true, description,
            helpLinkUri: DocumentationRoot + id + ".md",
            customTags: [.. cwe.Select(static number => "CWE-" + number), WellKnownDiagnosticTags.CompilationEnd]);
}
