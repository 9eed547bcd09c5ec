namespace ThreadingAnalyzers.Model;

/// <summary>
/// Finds by their text the places where a name is compared with null and called soon after, as events are that are raised the old way. No word is common
/// to all of them.
/// </summary>
internal static class CalledAfterNullTest
{
    private const string Null = "null";
    private const int Reach = 400;
    private static readonly string[] Calls = [".Invoke", ".GetInvocationList", ".BeginInvoke", ".DynamicInvoke"];

    /// <summary>Whether the word from <paramref name="start"/> to <paramref name="end"/> is the <c>null</c> of such a comparison, or the <c>is</c> of <c>is { }</c>.</summary>
    internal static bool IsAt(string text, int start, int end)
    {
        if (end - start == 2 && text[start] == 'i' && text[start + 1] == 's')
            return Skip(text, end) is var brace && brace < text.Length && text[brace] == '{' && NameEndingAt(text, SkipBack(text, start - 1)) is { Length: > 0 } tested && IsCalledAfter(text, tested, end);
        if (end - start != Null.Length || string.CompareOrdinal(text, start, Null, 0, Null.Length) != 0)
            return false;
        return NameBefore(text, start) is { Length: > 0 } before ? IsCalledAfter(text, before, end) || IsSnapshotOfCalled(text, before, start, end) : NameAfter(text, end) is { Length: > 0 } after && IsCalledAfter(text, after, end + after.Length);
    }

    // var changed = Changed; if (changed != null) Changed(…);
    private static bool IsSnapshotOfCalled(string text, string name, int start, int end)
    {
        int from = Math.Max(0, start - Reach);
        int declared = text.LastIndexOf(name + " = ", start, start - from, StringComparison.Ordinal);
        if (declared < 0)
            return false;
        int last = text.IndexOf(';', declared);
        return last > 0 && last < start && NameEndingAt(text, last - 1) is { Length: > 0 } source && IsCalledAfter(text, source, end);
    }

    // Changed != null, Changed is null, Changed is not null
    private static string? NameBefore(string text, int start)
    {
        int last = SkipBack(text, start - 1);
        if (last > 0 && text[last] == '=' && text[last - 1] is '=' or '!')
            return NameEndingAt(text, SkipBack(text, last - 2));
        if (NameEndingAt(text, last) == "not")
            last = SkipBack(text, last - "not".Length);
        return NameEndingAt(text, last) == "is" ? NameEndingAt(text, SkipBack(text, last - "is".Length)) : null;
    }

    // null != Changed
    private static string? NameAfter(string text, int end)
    {
        int first = Skip(text, end);
        if (first + 1 >= text.Length || text[first] is not ('!' or '=') || text[first + 1] != '=')
            return null;
        first = Skip(text, first + 2);
        int last = first;
        while (last < text.Length && IsWordPart(text[last]))
            last++;
        return text.Substring(first, last - first);
    }

    private static bool IsCalledAfter(string text, string name, int from)
    {
        int limit = Math.Min(text.Length, from + Reach);
        for (int at = text.IndexOf(name, from, limit - from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at, limit - at, StringComparison.Ordinal))
        {
            at += name.Length;
            int next = Skip(text, at);
            if (next < text.Length && (text[next] == '(' || Array.Exists(Calls, call => string.CompareOrdinal(text, next, call, 0, call.Length) == 0)))
                return true;
        }

        return false;
    }

    private static string? NameEndingAt(string text, int last)
    {
        int first = last;
        while (first >= 0 && IsWordPart(text[first]))
            first--;
        return last < 0 ? null : text.Substring(first + 1, last - first);
    }

    private static int SkipBack(string text, int index)
    {
        while (index >= 0 && char.IsWhiteSpace(text[index]))
            index--;
        return index;
    }

    private static int Skip(string text, int index)
    {
        while (index < text.Length && char.IsWhiteSpace(text[index]))
            index++;
        return index;
    }

    private static bool IsWordPart(char character) => char.IsLetterOrDigit(character) || character == '_';
}
