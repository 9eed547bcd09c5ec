using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// The words without which no code has anything to do with threads: the names in the model's tables, and a few keywords. Finding them in a file's text
/// costs a small part of what binding its operations does, and most members hold none.
/// </summary>
internal static class Vocabulary
{
    private const int LongestCondition = 200;
    private static readonly ConditionalWeakTable<SyntaxTree, List<int>> Positions = new();
    private static readonly HashSet<uint> Words = new(AllWords().Select(static word => Hash(word)));

    /// <summary>Whether the code of a node may have to do with threads. Errs only towards yes.</summary>
    internal static bool OccursIn(SyntaxNode node, CancellationToken cancellation) => OccursIn(node.SyntaxTree, node.Span, cancellation);

    /// <summary>Whether a part of a file may have to do with threads. Errs only towards yes.</summary>
    internal static bool OccursIn(SyntaxTree tree, TextSpan span, CancellationToken cancellation)
    {
        List<int> positions = PositionsIn(tree, cancellation);
        int index = positions.BinarySearch(span.Start);
        index = index < 0 ? ~index : index;
        return index < positions.Count && positions[index] < span.End;
    }

    private static List<int> PositionsIn(SyntaxTree tree, CancellationToken cancellation)
    {
        if (Positions.TryGetValue(tree, out List<int>? known))
            return known;
        List<int> computed = Find(tree.GetText(cancellation).ToString());
        return Positions.GetValue(tree, _ => computed);
    }

    private static List<int> Find(string text)
    {
        var positions = new List<int>();
        var declared = new HashSet<uint>();
        var delegates = new HashSet<uint>();
        foreach ((int start, int end, uint hash) in WordsOf(text))
        {
            if (!Words.Contains(hash) && !IsShape(text, start, end))
                continue;
            positions.Add(start);
            if (TaskMethods.DeclaredBehind(text, start, end) is { } name && !IsAsyncName(text, name.Start, name.End))
                (TaskMethods.IsDelegate(text, start) ? delegates : declared).Add(Hash(text, name.Start, name.End));
        }

        if (delegates.Count > 0)
            declared.UnionWith(DeclaredWith(delegates, text));

        declared.ExceptWith(Words);
        return declared.Count == 0 ? positions : WithUses(declared, text, positions);
    }

    // Opened?.Invoke(this); gives a task, which only the declaration of its delegate type says.
    private static IEnumerable<uint> DeclaredWith(HashSet<uint> types, string text)
    {
        foreach ((_, int end, uint hash) in WordsOf(text))
        {
            if (types.Contains(hash) && TaskMethods.DeclaredWith(text, end) is { } name)
                yield return Hash(text, name.Start, name.End);
        }
    }

    // Save(); gives a task, which only the declaration of Save says.
    private static List<int> WithUses(HashSet<uint> declared, string text, List<int> positions)
    {
        foreach ((int start, _, uint hash) in WordsOf(text))
        {
            if (declared.Contains(hash))
                positions.Add(start);
        }

        positions.Sort();
        return positions;
    }

    private static IEnumerable<(int Start, int End, uint Hash)> WordsOf(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            if (!IsWordPart(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            uint hash = Seed;
            for (; i < text.Length && IsWordPart(text[i]); i++)
                hash = Next(hash, text[i]);
            yield return (start, i, hash);
        }
    }

    // One entry a line.
    private static bool IsShape(string text, int start, int end) =>
        IsUnnamedCreation(text, start, end)
        || IsEmptyLoop(text, start, end)
        || IsFinalizer(text, start, end)
        || IsAsyncName(text, start, end)
        || CalledAfterNullTest.IsAt(text, start, end)
        || ThreadedEvents.IsAt(text, start, end)
        || UserScopes.IsAt(text, start, end)
        || StaticObject.IsAt(text, start, end);

    // _timer = new(Tick, …) names no type.
    private static bool IsUnnamedCreation(string text, int start, int end) =>
        end - start == 3 && end + 1 < text.Length && text[end] == '(' && text[end + 1] != ')' && string.CompareOrdinal(text, start, "new", 0, 3) == 0;

    // ~Connection()
    private static bool IsFinalizer(string text, int start, int end) =>
        start > 0 && text[start - 1] == '~' && end + 1 < text.Length && text[end] == '(' && text[end + 1] == ')';

    // sink.WriteAsync(…) gives a task, although nothing says so here.
    private static bool IsAsyncName(string text, int start, int end) => end - start > 5 && text[end - 5] == 'A' && string.CompareOrdinal(text, end - 5, "Async", 0, 5) == 0;

    // while (!_done) ; waits for somebody else.
    private static bool IsEmptyLoop(string text, int start, int end)
    {
        if (end - start != 5 || string.CompareOrdinal(text, start, "while", 0, 5) != 0)
            return false;
        int depth = 0;
        for (int last = Math.Min(text.Length, end + LongestCondition); end < last && (depth > 0 || text[end] is ' ' or '('); end++)
            depth += text[end] switch { '(' => 1, ')' => -1, _ => 0 };
        while (end < text.Length && (char.IsWhiteSpace(text[end]) || text[end] == '{' || IsLineComment(text, end)))
            end = IsLineComment(text, end) ? LineEnd(text, end) : end + 1;
        return end < text.Length && text[end] is ';' or '}';
    }

    private static bool IsLineComment(string text, int start) => start + 1 < text.Length && text[start] == '/' && text[start + 1] == '/';

    private static int LineEnd(string text, int start) => text.IndexOf('\n', start) is var end and >= 0 ? end : text.Length;

    private static bool IsWordPart(char character) => character is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' || (character > 127 && char.IsLetter(character));

    // One entry a line.
    private static IEnumerable<string> AllWords() =>
    [
        .. LockModel.Words,
        .. MonitorSignals.Words,
        .. ThreadEntryPoints.Words,
        .. JoinModel.Words,
        .. BlockingCalls.Words,
        .. VoidCallbacks.Words,
        .. ThreadControl.Words,
        .. SignalModel.Words,
        .. PollingModel.Words,
        .. ThreadBoundValues.Words,
        .. TokenOverloads.Words,
        .. CompletionSources.Words,
        .. AtomicCalls.Words,
        .. ConcurrentCollections.Words,
        .. ChannelModes.Words,
        .. TimedWaits.Words,
        .. LazyModes.Words,
        .. ParallelQueries.Words,
        .. RequestHandlers.Words,
        .. GuardContract.Words,
        "lock",
        "Lock",
        "SemaphoreSlim",
        "await",
        "async",
        "Task",
        "ValueTask",
        "IAsyncEnumerable",
        "SpinLock",
        "Synchronized",
        "ContinueWith",
        "Main",
        "Elapsed",
        "ThreadStatic",
        "ThreadStaticAttribute",
        "volatile",
        "ConcurrentBag",
        "ConcurrentDictionary",
        "ConcurrentQueue",
        "ConcurrentStack",
        "DefaultRequestHeaders",
        "event",
    ];

    // Fowler, Noll and Vo's hash (FNV-1a). Two words with one hash only cost a look that finds nothing.
    private const uint Seed = 2166136261;

    private static uint Next(uint hash, char character) => (hash ^ character) * 16777619;

    private static uint Hash(string word) => Hash(word, 0, word.Length);

    private static uint Hash(string text, int start, int end)
    {
        uint hash = Seed;
        for (int i = start; i < end; i++)
            hash = Next(hash, text[i]);
        return hash;
    }
}
