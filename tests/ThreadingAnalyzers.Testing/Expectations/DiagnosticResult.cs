using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Testing;

/// <summary>One diagnostic that a test expects. Only what is stated is compared.</summary>
public sealed record DiagnosticResult
{
    /// <summary>Expects a diagnostic of the given id and severity.</summary>
    public DiagnosticResult(string id, DiagnosticSeverity severity) => (Id, Severity) = (id, severity);

    /// <summary>Expects a diagnostic as the descriptor declares it.</summary>
    public DiagnosticResult(DiagnosticDescriptor descriptor)
        : this(descriptor.Id, descriptor.DefaultSeverity) => MessageFormat = descriptor.MessageFormat;

    /// <summary>No diagnostics.</summary>
    public static DiagnosticResult[] EmptyDiagnosticResults => [];

    /// <summary>The id.</summary>
    public string Id { get; private init; }

    /// <summary>The severity.</summary>
    public DiagnosticSeverity Severity { get; private init; }

    /// <summary>What the comparison leaves out.</summary>
    public DiagnosticOptions Options { get; private init; }

    /// <summary>The first is the place of the diagnostic, the others are its additional locations.</summary>
    public ImmutableArray<DiagnosticLocation> Spans { get; private init; } = [];

    /// <summary>The format that the arguments are put into.</summary>
    public LocalizableString? MessageFormat { get; private init; }

    /// <summary>The message arguments, or null where they do not matter.</summary>
    public object[]? MessageArguments { get; private init; }

    /// <summary>Whether the diagnostic is suppressed in the source; null means that it is not.</summary>
    public bool? IsSuppressed { get; private init; }

    /// <summary>The whole message, or null where it does not matter.</summary>
    public string? Message => _message ?? (MessageArguments is null ? null : FormattedMessage());

    private string? _message { get; init; }

    /// <summary>Expects an error of the compiler.</summary>
    public static DiagnosticResult CompilerError(string id) => new(id, DiagnosticSeverity.Error);

    /// <summary>Expects a warning of the compiler.</summary>
    public static DiagnosticResult CompilerWarning(string id) => new(id, DiagnosticSeverity.Warning);

    /// <summary>Replaces the severity.</summary>
    public DiagnosticResult WithSeverity(DiagnosticSeverity severity) => this with { Severity = severity };

    /// <summary>States the message arguments.</summary>
    public DiagnosticResult WithArguments(params object[] arguments) => this with { MessageArguments = arguments };

    /// <summary>States the whole message.</summary>
    public DiagnosticResult WithMessage(string? message) => this with { _message = message };

    /// <summary>States the format that arguments are put into.</summary>
    public DiagnosticResult WithMessageFormat(LocalizableString format) => this with { MessageFormat = format };

    /// <summary>States whether the source suppresses the diagnostic.</summary>
    public DiagnosticResult WithIsSuppressed(bool? isSuppressed) => this with { IsSuppressed = isSuppressed };

    /// <summary>Leaves something out of the comparison.</summary>
    public DiagnosticResult WithOptions(DiagnosticOptions options) => this with { Options = options };

    /// <summary>Adds the place of a <c>{|#key:…|}</c> span.</summary>
    public DiagnosticResult WithLocation(int markupKey) => Add(new() { MarkupKey = markupKey });

    /// <summary>Adds a place by its one-based start in the first source.</summary>
    public DiagnosticResult WithLocation(int line, int column) => Add(DiagnosticLocation.At(null, line, column));

    /// <summary>Adds a place by its one-based start.</summary>
    public DiagnosticResult WithLocation(string path, int line, int column) => Add(DiagnosticLocation.At(path, line, column));

    /// <summary>Adds a place by its one-based start and end in the first source.</summary>
    public DiagnosticResult WithSpan(int startLine, int startColumn, int endLine, int endColumn) =>
        Add(DiagnosticLocation.Between(null, startLine, startColumn, endLine, endColumn));

    /// <summary>Adds a place by its one-based start and end.</summary>
    public DiagnosticResult WithSpan(string path, int startLine, int startColumn, int endLine, int endColumn) =>
        Add(DiagnosticLocation.Between(path, startLine, startColumn, endLine, endColumn));

    /// <summary>Expects a diagnostic without a place.</summary>
    public DiagnosticResult WithNoLocation() => this with { Spans = [] };

    /// <inheritdoc />
    public override string ToString() => $"{Severity} {Id} at {(Spans.IsEmpty ? "no location" : string.Join(", ", Spans))}{Quoted()}";

    private DiagnosticResult Add(DiagnosticLocation location) => this with { Spans = Spans.Add(location) };

    private string Quoted() => Message is { } message ? $": {message}" : "";

    private string FormattedMessage() => MessageFormat is null
        ? throw new InvalidOperationException($"{Id} has arguments but no message format: use Diagnostic(…) or WithMessageFormat(…).")
        : string.Format(CultureInfo.InvariantCulture, MessageFormat.ToString(CultureInfo.InvariantCulture), MessageArguments!);
}
