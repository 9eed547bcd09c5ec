using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Takes the lock that the contract names.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0321BrokenContractCodeFix))]
public sealed class THR0321BrokenContractCodeFix() : TakeGuardCodeFix("THR0321");
