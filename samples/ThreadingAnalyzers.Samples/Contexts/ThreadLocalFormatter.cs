using System.Text;

namespace ThreadingAnalyzers.Samples.Contexts;

/// <summary>One buffer per thread, which nobody else sees, so that it needs no lock. The factory runs once for each thread; an initializer of a [ThreadStatic] field would run once.</summary>
public sealed class ThreadLocalFormatter : ILineFormatter
{
    private static readonly ThreadLocal<StringBuilder> Buffer = new(static () => new StringBuilder());

    /// <inheritdoc/>
    public string Join(ReadOnlySpan<string> parts)
    {
        StringBuilder buffer = Buffer.Value!.Clear();
        foreach (string part in parts)
            buffer.Append(buffer.Length == 0 ? string.Empty : ",").Append(part);
        return buffer.ToString();
    }
}
