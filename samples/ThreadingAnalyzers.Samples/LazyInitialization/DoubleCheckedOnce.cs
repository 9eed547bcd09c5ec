namespace ThreadingAnalyzers.Samples.LazyInitialization;

/// <summary>
/// Double-checked locking by hand. .NET's memory model publishes an object completely when its reference is written, so the field need not be volatile; what it must not do is to
/// hold the object before it is ready.
/// </summary>
public sealed class DoubleCheckedOnce(Func<object> factory) : IOnce
{
    private readonly object _gate = new();
    private object? _value;

    /// <inheritdoc/>
    public object Value
    {
        get
        {
            if (_value is { } ready)
                return ready;
            lock (_gate)
                return _value ??= factory();
        }
    }
}
