using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ThreadingAnalyzers.Testing;

/// <summary>The framework that test sources compile against.</summary>
public sealed class ReferenceAssemblies
{
    private readonly Lazy<ImmutableArray<MetadataReference>> _references;
    private readonly Lazy<Compilation> _warm;

    private ReferenceAssemblies(string name, Func<IEnumerable<string>> files)
    {
        Name = name;
        _references = new(() => [.. files().Select(file => MetadataReference.CreateFromFile(file))]);
        _warm = new(Warm);
    }

    /// <summary>.NET 8.</summary>
    public static ReferenceAssemblies Net80 { get; } =
        new("net8.0", () => Package("microsoft.netcore.app.ref/8.0.33/ref/net8.0"));

    /// <summary>.NET 10, the default.</summary>
    public static ReferenceAssemblies Net100 { get; } =
        new("net10.0", () => Package("microsoft.netcore.app.ref/10.0.14/ref/net10.0"));

    /// <summary>.NET 10 with the ASP.NET Core shared framework.</summary>
    public static ReferenceAssemblies AspNetCore100 { get; } = new("net10.0 + ASP.NET Core", WithAspNetCore);

    /// <summary>.NET Standard 2.0.</summary>
    public static ReferenceAssemblies NetStandard20 { get; } =
        new("netstandard2.0", () => Package("netstandard.library/2.0.3/build/netstandard2.0/ref"));

    /// <summary>.NET Framework 4.7.2.</summary>
    public static ReferenceAssemblies Net472 { get; } =
        new("net472", () => Package("microsoft.netframework.referenceassemblies.net472/1.0.3/build/.NETFramework/v4.7.2"));

    /// <summary>The name of the framework.</summary>
    public string Name { get; }

    /// <summary>The references, read once.</summary>
    public ImmutableArray<MetadataReference> References
    {
        get
        {
            // A compilation that stays alive keeps the symbols of the framework alive for all compilations that follow.
            GC.KeepAlive(_warm.Value);
            return _references.Value;
        }
    }

    /// <inheritdoc />
    public override string ToString() => Name;

    private Compilation Warm()
    {
        Compilation compilation = CSharpCompilation.Create("Warm", references: _references.Value);
        _ = compilation.GetSpecialType(SpecialType.System_Object);
        return compilation;
    }

    private static IEnumerable<string> Package(string folder) => Dlls(Path.Combine(Metadata("NuGetPackageRoot"), folder));

    private static IEnumerable<string> WithAspNetCore()
    {
        string[] framework = [.. Package("microsoft.netcore.app.ref/10.0.14/ref/net10.0")];
        var known = framework.Select(Path.GetFileName).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return framework.Concat(Dlls(AspNetCoreFolder()).Where(file => known.Add(Path.GetFileName(file))));
    }

    /// <summary>The targeting pack of the SDK, and where there is none the shared framework beside the running runtime.</summary>
    private static string AspNetCoreFolder()
    {
        var packs = Newest(Path.Combine(Metadata("TargetingPackRoot"), "Microsoft.AspNetCore.App.Ref"), "10.*");
        if (packs is not null)
            return Path.Combine(packs, "ref", "net10.0");
        var runtimes = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetDirectoryName(typeof(object).Assembly.Location)!))!;
        return Newest(Path.Combine(runtimes, "..", "Microsoft.AspNetCore.App"), "10.*")
            ?? throw new DirectoryNotFoundException("Neither the targeting pack nor the shared framework of ASP.NET Core 10 is installed.");
    }

    private static string? Newest(string folder, string pattern) => !Directory.Exists(folder)
        ? null
        : Directory.GetDirectories(folder, pattern).OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal).LastOrDefault();

    /// <summary>System.EnterpriseServices.* of .NET Framework have native parts that the compiler cannot read.</summary>
    private static IEnumerable<string> Dlls(string folder) => Directory.GetFiles(folder, "*.dll")
        .Where(file => !Path.GetFileName(file).StartsWith("System.EnterpriseServices.", StringComparison.Ordinal))
        .OrderBy(file => file, StringComparer.Ordinal);

    private static string Metadata(string key) => typeof(ReferenceAssemblies).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
