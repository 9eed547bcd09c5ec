using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.Signals;

/// <summary>Takes the permit before the try whose finally block gives it back.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0402PermitReleasedUnheldCodeFix))]
public sealed class THR0402PermitReleasedUnheldCodeFix() : AcquireBeforeTryCodeFix("THR0402");
