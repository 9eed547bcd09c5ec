namespace ThreadingAnalyzers.Testing;

/// <summary>Checks that a test leaves out.</summary>
[Flags]
public enum TestBehaviors
{
    /// <summary>All checks run.</summary>
    None = 0,

    /// <summary>The analyzer may report in generated code.</summary>
    SkipGeneratedCodeCheck = 1,
}

/// <summary>Checks of fixes that a test leaves out.</summary>
[Flags]
public enum CodeFixTestBehaviors
{
    /// <summary>All checks run.</summary>
    None = 0,

    /// <summary>Only the first diagnostic is fixed.</summary>
    FixOne = 1,

    /// <summary>No Fix All in the document.</summary>
    SkipFixAllInDocumentCheck = 2,

    /// <summary>No Fix All in the project.</summary>
    SkipFixAllInProjectCheck = 4,

    /// <summary>No Fix All in the solution.</summary>
    SkipFixAllInSolutionCheck = 8,

    /// <summary>No Fix All at all.</summary>
    SkipFixAllCheck = SkipFixAllInDocumentCheck | SkipFixAllInProjectCheck | SkipFixAllInSolutionCheck,
}

/// <summary>How closely the trees that a fix makes are looked at.</summary>
public enum CodeActionValidationMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The tree is the one that its own text parses to, trivia aside.</summary>
    SemanticStructure,
}
