using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Rules;

/// <summary>Taking and giving back locks, and what is locked on: THR01xx.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LocksAnalyzer() : FamilyAnalyzer(RuleCatalog.OfFamily(RuleCategory.Locks));

/// <summary>Data races and atomicity: THR03xx.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedStateAnalyzer() : FamilyAnalyzer(RuleCatalog.OfFamily(RuleCategory.SharedState));

/// <summary>Semaphores, conditions, events and queues: THR04xx.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SignalsAnalyzer() : FamilyAnalyzer(RuleCatalog.OfFamily(RuleCategory.Signals));

/// <summary>The life of threads and timers: THR05xx.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ThreadsAnalyzer() : FamilyAnalyzer(RuleCatalog.OfFamily(RuleCategory.Threads));

/// <summary>Blocking, async void and lost tasks: THR06xx.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncAnalyzer() : FamilyAnalyzer(RuleCatalog.OfFamily(RuleCategory.Async));
