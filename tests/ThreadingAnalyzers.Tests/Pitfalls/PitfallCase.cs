using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Tests.Pitfalls;

/// <summary>One file of a case, such as <c>A01_counter_two_threads/bad.cs</c>.</summary>
internal static class PitfallCase
{
    private static readonly string s_folder = Repository.At("tests", "ThreadingAnalyzers.Tests", "Pitfalls", "Cases");

    internal static IEnumerable<string> Ids => Directory.GetDirectories(s_folder).Select(IdOf).Order(StringComparer.Ordinal);

    internal static IEnumerable<string> Bad => Files("bad*.cs");

    internal static IEnumerable<string> Good => Files("good*.cs");

    internal static IEnumerable<string> BadOf(string id) => Bad.Where(file => IdOf(Path.GetDirectoryName(file)!) == id);

    internal static string TextOf(string file) => File.ReadAllText(Path.Combine(s_folder, file));

    internal static Project Project(string file, params string[] alsoOn) => Snippet.Project("/0/" + file, TextOf(file), alsoOn);

    /// <summary>The zero-based lines of the bug.</summary>
    internal static IReadOnlySet<int> MarkedLines(string file) => TextOf(file).Split('\n')
        .Select((line, index) => (line, index))
        .Where(item => item.line.Contains("//!"))
        .Select(item => item.index)
        .ToHashSet();

    private static IEnumerable<string> Files(string pattern) => Directory.GetFiles(s_folder, pattern, SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(s_folder, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private static string IdOf(string folder) => Path.GetFileName(folder).Split('_')[0];
}
