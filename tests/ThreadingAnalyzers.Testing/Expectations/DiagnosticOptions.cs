namespace ThreadingAnalyzers.Testing;

/// <summary>What of a diagnostic a comparison leaves out.</summary>
[Flags]
public enum DiagnosticOptions
{
    /// <summary>Everything that was stated is compared.</summary>
    None = 0,

    /// <summary>The diagnostic may have any additional locations.</summary>
    IgnoreAdditionalLocations = 1,

    /// <summary>The diagnostic may have any severity.</summary>
    IgnoreSeverity = 2,
}
