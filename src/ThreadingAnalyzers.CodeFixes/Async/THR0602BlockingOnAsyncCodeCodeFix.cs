using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits what was waited for by blocking, in a method that becomes async with its callers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0602BlockingOnAsyncCodeCodeFix))]
public sealed class THR0602BlockingOnAsyncCodeCodeFix() : AwaitInsteadCodeFix("THR0602", "Await, in a method that becomes async");
