using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Rules;

/// <summary>
/// What was found in the types whose parts stand in several files. The compiler asks file by file, and a type is understood as a whole: the first file that
/// asks has it analyzed, and each file is told what stands in it.
/// </summary>
internal sealed class PartialTypes
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, Parts> _types = new(SymbolEqualityComparer.Default);

    /// <summary>The findings in all files of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="analyze">Analyzes the type and reports to what it is given. If it is cancelled, the next file begins anew.</param>
    internal IReadOnlyList<Diagnostic> FindingsOf(INamedTypeSymbol type, Action<Action<Diagnostic>> analyze) => _types.GetOrAdd(type, static _ => new Parts()).FindingsBy(analyze);

    private sealed class Parts
    {
        private readonly object _gate = new();
        private IReadOnlyList<Diagnostic>? _findings;

        internal IReadOnlyList<Diagnostic> FindingsBy(Action<Action<Diagnostic>> analyze)
        {
            // Who waits here would do the same work again.
            lock (_gate)
            {
                return _findings ??= Collect(analyze);
            }
        }

        private static List<Diagnostic> Collect(Action<Action<Diagnostic>> analyze)
        {
            var findings = new List<Diagnostic>();
            analyze(findings.Add);
            return findings;
        }
    }
}
