using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Uses the lock statement, or gives the lock back in a finally block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0101LockNotReleasedCodeFix))]
public sealed class THR0101LockNotReleasedCodeFix() : ReleaseInFinallyCodeFix("THR0101");
