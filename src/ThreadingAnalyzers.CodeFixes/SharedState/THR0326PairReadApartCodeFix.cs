using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Takes the lock around the statement that reads both values.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0326PairReadApartCodeFix))]
public sealed class THR0326PairReadApartCodeFix() : TakeGuardCodeFix("THR0326");
