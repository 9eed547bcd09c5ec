using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Gives the permit back in a finally block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0401PermitNotReleasedCodeFix))]
public sealed class THR0401PermitNotReleasedCodeFix() : ReleaseInFinallyCodeFix("THR0401");
