namespace ThreadingAnalyzers.Samples.LazyInitialization;

/// <summary>Whoever has waited for the lock makes the value a second time.</summary>
public sealed class BrokenOnce(Func<object> factory) : IOnce
{
    private readonly object _gate = new();
    private object? _value;

    public object Value
    {
        get
        {
            if (_value == null)
            {
                lock (_gate)
                {
                    _value = factory(); //! THR0315
                }
            }

            return _value;
        }
    }
}
