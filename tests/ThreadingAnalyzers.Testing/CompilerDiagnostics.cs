namespace ThreadingAnalyzers.Testing;

/// <summary>Which diagnostics of the compiler a test has to expect.</summary>
public enum CompilerDiagnostics
{
    /// <summary>None: the source need not compile.</summary>
    None,

    /// <summary>Errors.</summary>
    Errors,

    /// <summary>Errors and warnings.</summary>
    Warnings,

    /// <summary>Errors, warnings and infos.</summary>
    Suggestions,

    /// <summary>All, hidden ones too.</summary>
    All,
}
