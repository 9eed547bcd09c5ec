namespace ThreadingAnalyzers.Model;

/// <summary>Finds by their text the declarations of static objects that are not safe to share; nothing else in their type need have to do with threads.</summary>
internal static class StaticObject
{
    private const int LongestDeclaration = 100;
    private static readonly char[] Ends = [';', '=', '(', '{'];
    private static readonly string[] Types = ["Dictionary<", "List<", "HashSet<", "Queue<", "Stack<", "LinkedList<", "SHA", "MD5", "HashAlgorithm", "HMAC", "ArrayList", "Random"];

    /// <summary>Whether the word from <paramref name="start"/> to <paramref name="end"/> is the <c>static</c> of such a declaration.</summary>
    internal static bool IsAt(string text, int start, int end)
    {
        if (end - start != "static".Length || string.CompareOrdinal(text, start, "static", 0, "static".Length) != 0)
            return false;
        int stop = text.IndexOfAny(Ends, end, Math.Min(LongestDeclaration, text.Length - end));
        return stop >= 0 && text[stop] is ';' or '=' && Array.Exists(Types, type => text.IndexOf(type, end, stop - end, StringComparison.Ordinal) >= 0);
    }
}
