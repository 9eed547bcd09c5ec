using System.Reflection;

namespace ThreadingAnalyzers.Tests;

/// <summary>The files of the repository that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    internal static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Sources below a folder, in a fixed order, without what a build left there. A folder that does not exist has none.</summary>
    internal static IEnumerable<string> Sources(params string[] folder)
    {
        var path = At(folder);
        return !Directory.Exists(path) ? [] : Directory.GetFiles(path, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(path, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);
    }
}
