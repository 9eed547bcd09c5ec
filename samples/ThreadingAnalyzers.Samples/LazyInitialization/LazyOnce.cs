namespace ThreadingAnalyzers.Samples.LazyInitialization;

/// <summary>What to take unless something speaks against it.</summary>
public sealed class LazyOnce(Func<object> factory) : IOnce
{
    private readonly Lazy<object> _value = new(factory);

    /// <inheritdoc/>
    public object Value => _value.Value;
}
