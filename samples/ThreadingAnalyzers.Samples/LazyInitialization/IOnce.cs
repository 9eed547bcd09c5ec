namespace ThreadingAnalyzers.Samples.LazyInitialization;

/// <summary>A value that is made when it is first asked for, once, however many ask at the same time.</summary>
public interface IOnce
{
    /// <summary>The value.</summary>
    object Value { get; }
}
