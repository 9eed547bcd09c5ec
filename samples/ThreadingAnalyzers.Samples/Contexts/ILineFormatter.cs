namespace ThreadingAnalyzers.Samples.Contexts;

/// <summary>Builds a text from parts; used by many threads.</summary>
public interface ILineFormatter
{
    /// <summary>Joins the parts by commas.</summary>
    string Join(ReadOnlySpan<string> parts);
}
