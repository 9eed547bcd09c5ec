namespace ThreadingAnalyzers.Testing;

/// <summary>How markup is read.</summary>
[Flags]
public enum MarkupOptions
{
    /// <summary><c>[|…|]</c> needs an analyzer of one rule.</summary>
    None = 0,

    /// <summary><c>[|…|]</c> means the first rule of the analyzer.</summary>
    UseFirstDescriptor = 1,
}
