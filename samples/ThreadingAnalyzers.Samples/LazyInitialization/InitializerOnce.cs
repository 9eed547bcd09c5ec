namespace ThreadingAnalyzers.Samples.LazyInitialization;

/// <summary>Lazy without the Lazy object: for classes of which there are very many.</summary>
public sealed class InitializerOnce(Func<object> factory) : IOnce
{
    private object? _value;
    private object? _gate;

    /// <inheritdoc/>
    public object Value => LazyInitializer.EnsureInitialized(ref _value, ref _gate, factory);
}
