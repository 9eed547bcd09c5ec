using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits what was waited for by blocking.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0601BlockingCallInAsyncCodeCodeFix))]
public sealed class THR0601BlockingCallInAsyncCodeCodeFix() : AwaitInsteadCodeFix("THR0601", "Await instead of blocking");
