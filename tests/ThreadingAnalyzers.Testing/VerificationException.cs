namespace ThreadingAnalyzers.Testing;

/// <summary>What a test expected and what happened differ.</summary>
public sealed class VerificationException(string message) : Exception(message);
