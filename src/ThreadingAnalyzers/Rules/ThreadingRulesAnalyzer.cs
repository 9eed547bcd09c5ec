using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Rules;

/// <summary>
/// Hosts all rules of the package. One analyzer and not one per rule or family: the compiler's driver takes a few microseconds for each analyzer and
/// member, which for five analyzers was more than all rules together take.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ThreadingRulesAnalyzer() : HostAnalyzer(RuleCatalog.All);
