namespace ThreadingAnalyzers.Model;

/// <summary>Finds in the text of a file the methods that are asynchronous and do not say so by their names: who calls one need not mention any word of the vocabulary.</summary>
internal static class TaskMethods
{
    /// <summary>
    /// The name of the method that is declared behind a word, if the word is a task type or stands before <c>void</c>:
    /// <c>Task Save(</c>, <c>ValueTask&lt;int&gt; Count&lt;T&gt;(</c>, <c>async void Load(</c>.
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
        if (position < text.Length && text[position] == '?')
            position++;
        int name = AfterSpace(text, position);
        if (name == position)
            return null;
        int nameEnd = name;
        while (nameEnd < text.Length && (char.IsLetterOrDigit(text[nameEnd]) || text[nameEnd] == '_'))
            nameEnd++;
        return nameEnd > name && nameEnd < text.Length && text[nameEnd] is '(' or '<' ? (name, nameEnd) : null;
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
