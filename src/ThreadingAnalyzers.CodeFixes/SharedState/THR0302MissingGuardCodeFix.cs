using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Takes the lock that guards the state elsewhere.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0302MissingGuardCodeFix))]
public sealed class THR0302MissingGuardCodeFix() : TakeGuardCodeFix("THR0302");
