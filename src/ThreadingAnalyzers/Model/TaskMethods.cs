namespace ThreadingAnalyzers.Model;

/// <summary>
/// Finds in the text of a file the methods and delegates that are asynchronous and do not say so by their names: who calls one need not mention any word of the vocabulary.
/// </summary>
internal static class TaskMethods
{
    private static readonly char[] EndsOfType = [';', '{', '}', '('];

    /// <summary>
    /// The name of the method or delegate that is declared behind a word, if the word is a task type or stands before <c>void</c>:
    /// <c>Task Save(</c>, <c>ValueTask&lt;int&gt; Count&lt;T&gt;(</c>, <c>async void Load(</c>, <c>Func&lt;Job, Task&gt; _run</c>.
    /// </summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="start">Where the word starts.</param>
    /// <param name="end">Where it ends.</param>
    internal static (int Start, int End)? DeclaredBehind(string text, int start, int end)
    {
        if (IsAsyncVoid(text, start, end))
            end += " void".Length;
        else if (!IsTask(text, start, end))
            return null;
        int position = AfterArguments(text, end);
        if (position < text.Length && text[position] == '>')
            return IsResultOfFunc(text, start) ? NameBehind(text, AfterClosing(text, position)) : null;
        return NameBehind(text, position) is { } name && name.End < text.Length && text[name.End] is '(' or '<' ? name : null;
    }

    /// <summary>Whether the task type at a position is what a delegate type that is declared there returns: <c>delegate Task Handler(</c>.</summary>
    internal static bool IsDelegate(string text, int start)
    {
        const string Keyword = "delegate ";
        int keyword = text.LastIndexOf('\n', start) + 1;
        return text.IndexOf(Keyword, keyword, start - keyword, StringComparison.Ordinal) >= 0;
    }

    /// <summary>The name that is declared with the type whose name ends at a position: <c>event Handler Opened</c>.</summary>
    internal static (int Start, int End)? DeclaredWith(string text, int end) => NameBehind(text, AfterArguments(text, end));

    private static (int Start, int End)? NameBehind(string text, int position)
    {
        if (position < text.Length && text[position] == '?')
            position++;
        int name = AfterSpace(text, position);
        if (name == position)
            return null;
        int end = name;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        return end > name ? (name, end) : null;
    }

    // Func<Job, Task> _run; the task stands last.
    private static bool IsResultOfFunc(string text, int start)
    {
        const int Longest = 160;
        int func = text.LastIndexOf("Func<", start, Math.Min(start, Longest), StringComparison.Ordinal);
        return func >= 0 && text.IndexOfAny(EndsOfType, func, start - func) < 0;
    }

    private static int AfterClosing(string text, int position)
    {
        while (position < text.Length && text[position] == '>')
            position++;
        return position;
    }

    private static bool IsAsyncVoid(string text, int start, int end) => end - start == 5 && string.CompareOrdinal(text, start, "async void", 0, "async void".Length) == 0;

    private static bool IsTask(string text, int start, int end) => (end - start) switch
    {
        4 => string.CompareOrdinal(text, start, "Task", 0, 4) == 0,
        9 => string.CompareOrdinal(text, start, "ValueTask", 0, 9) == 0,
        _ => false,
    };

    private static int AfterSpace(string text, int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t')
            position++;
        return position;
    }

    // <Dictionary<string, int>>
    private static int AfterArguments(string text, int position)
    {
        const int Longest = 200;
        if (position >= text.Length || text[position] != '<')
            return position;
        int depth = 0;
        for (int last = Math.Min(text.Length, position + Longest); position < last; position++)
        {
            depth += text[position] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0)
                return position + 1;
        }

        return position;
    }
}
