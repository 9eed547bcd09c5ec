using System.Reflection;

namespace ThreadingAnalyzers.PackageTests;

/// <summary>What the build knew about its places.</summary>
internal static class RepositoryPaths
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    public static string PackageProject { get; } = Path.Combine(Root, "src", "ThreadingAnalyzers.Package");

    /// <summary>The program that every test builds with the package.</summary>
    public static string Program { get; } = Path.Combine(Root, "tests", "ThreadingAnalyzers.PackageTests", "Program");

    public static string NuGetPackages { get; } = Metadata("NuGetPackageRoot");

    public static string Configuration { get; } = Metadata("Configuration");

    private static string Metadata(string key) =>
        typeof(RepositoryPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
