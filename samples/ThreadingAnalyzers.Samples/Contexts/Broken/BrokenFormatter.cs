using System.Text;

namespace ThreadingAnalyzers.Samples.Contexts;

/// <summary>The initializer runs on one thread. On every other one the buffer is null.</summary>
public sealed class BrokenFormatter : ILineFormatter
{
    [ThreadStatic]
    private static StringBuilder s_buffer = new(); //! THR0507

    public string Join(ReadOnlySpan<string> parts)
    {
        s_buffer.Clear();
        foreach (string part in parts)
            s_buffer.Append(s_buffer.Length == 0 ? string.Empty : ",").Append(part);
        return s_buffer.ToString();
    }
}
