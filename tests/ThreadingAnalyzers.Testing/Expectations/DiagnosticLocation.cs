using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Testing;

/// <summary>A place that an expected diagnostic names: a markup key, a span, or a mere start.</summary>
public sealed record DiagnosticLocation
{
    /// <summary>The key of a <c>{|#key:…|}</c> span, where the place is given by markup.</summary>
    public int? MarkupKey { get; init; }

    /// <summary>The file, or null for the first source.</summary>
    public string? Path { get; init; }

    /// <summary>The zero-based lines and characters.</summary>
    public LinePositionSpan Span { get; init; }

    /// <summary>Whether only the start is compared.</summary>
    public bool IgnoreLength { get; init; }

    internal static DiagnosticLocation At(string? path, int line, int column)
    {
        var start = new LinePosition(line - 1, column - 1);
        return new() { Path = path, Span = new(start, start), IgnoreLength = true };
    }

    internal static DiagnosticLocation Between(string? path, int startLine, int startColumn, int endLine, int endColumn) =>
        new() { Path = path, Span = new(new(startLine - 1, startColumn - 1), new(endLine - 1, endColumn - 1)) };

    /// <inheritdoc />
    public override string ToString() =>
        MarkupKey is { } key ? $"#{key}" : $"{Path}({Span.Start.Line + 1},{Span.Start.Character + 1}{End()})";

    private string End() => IgnoreLength ? "" : $",{Span.End.Line + 1},{Span.End.Character + 1}";
}
