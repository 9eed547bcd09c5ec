using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Takes the lock before the try whose finally block gives it back.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0102LockReleasedUnheldCodeFix))]
public sealed class THR0102LockReleasedUnheldCodeFix() : AcquireBeforeTryCodeFix("THR0102");
