using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Testing;

/// <summary>What fixes which diagnostics, and which of the offered actions is taken.</summary>
internal sealed record FixSettings(CodeFixProvider Fixer, ImmutableArray<DiagnosticAnalyzer> Analyzers)
{
    internal string? EquivalenceKey { get; init; }

    internal int Index { get; init; }

    /// <summary>The one id that is fixed, where the fixer knows several.</summary>
    internal string? OnlyId { get; init; }

    internal CodeActionValidationMode Validation { get; init; } = CodeActionValidationMode.SemanticStructure;

    internal CodeAction? Choose(IReadOnlyList<CodeAction> offered)
    {
        var candidates = EquivalenceKey is null ? offered : [.. offered.Where(action => action.EquivalenceKey == EquivalenceKey)];
        return candidates.ElementAtOrDefault(Index);
    }

    internal bool CanFix(Diagnostic diagnostic) =>
        Fixer.FixableDiagnosticIds.Contains(diagnostic.Id) && (OnlyId ?? diagnostic.Id) == diagnostic.Id
        && diagnostic.Location.IsInSource && !diagnostic.IsSuppressed;
}

/// <summary>An action that is offered for a diagnostic.</summary>
internal sealed record FixOffer(Document Document, Diagnostic Diagnostic, CodeAction Action)
{
    internal string Title => $"'{Action.Title}' for {Diagnostic.Id}";
}
