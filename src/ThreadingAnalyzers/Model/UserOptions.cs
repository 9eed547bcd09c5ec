using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Model;

/// <summary>A line of the configuration that means nothing.</summary>
/// <param name="Key">The key as it is written.</param>
/// <param name="Value">The value.</param>
/// <param name="Allowed">What would be allowed.</param>
internal readonly record struct OptionProblem(string Key, string Value, string Allowed);

/// <summary>
/// What users say of their code in <c>.editorconfig</c>. Names hold for the whole compilation, wherever they are set: a lock is a lock in all files. Numbers are
/// asked for file by file.
/// </summary>
internal sealed class UserOptions
{
    private readonly AnalyzerConfigOptionsProvider? _provider;
    private readonly ImmutableDictionary<string, ImmutableHashSet<string>> _names;

    /// <summary>Reads the options of a compilation, once.</summary>
    internal UserOptions(Compilation compilation, AnalyzerConfigOptionsProvider? provider)
    {
        _provider = provider;
        _names = provider is null ? ImmutableDictionary<string, ImmutableHashSet<string>>.Empty : ReadNames(compilation, provider);
        Words = NamesOf(OptionKeys.LockAcquireMethods).Concat(NamesOf(OptionKeys.LockReleaseMethods)).Concat(NamesOf(OptionKeys.LockScopeMethods)).Concat(NamesOf(OptionKeys.ImmediateCallbacks))
            .Select(static name => name.Substring(name.LastIndexOf('.') + 1))
            .ToImmutableHashSet(StringComparer.Ordinal);
    }

    /// <summary>The names of methods by which users take locks and run callbacks: code that holds one of them has to do with threads.</summary>
    internal ImmutableHashSet<string> Words { get; }

    /// <summary>The names that an option lists, with those of all files together.</summary>
    internal ImmutableHashSet<string> NamesOf(OptionKey key) => _names.TryGetValue(key.Name, out ImmutableHashSet<string>? names) ? names : ImmutableHashSet<string>.Empty;

    /// <summary>The rows of a table for the methods that an option lists.</summary>
    internal IEnumerable<(string Type, string Member, TRow Row)> Rows<TRow>(OptionKey key, TRow row) =>
        from name in NamesOf(key).OrderBy(static name => name, StringComparer.Ordinal)
        let dot = name.LastIndexOf('.')
        from type in MetadataNames(name.Substring(0, dot))
        select (type, name.Substring(dot + 1), row);

    /// <summary>The number that holds in a file.</summary>
    internal int Number(OptionKey key, SyntaxTree tree) =>
        _provider is not null && _provider.GetOptions(tree).TryGetValue(OptionKeys.Prefix + key.Name, out string? value) && key.Accepts(value)
            ? int.Parse(value.Trim(), CultureInfo.InvariantCulture)
            : key.Default;

    /// <summary>Whether an option is switched on in a file.</summary>
    internal bool IsOn(OptionKey key, SyntaxTree tree) =>
        _provider is not null && _provider.GetOptions(tree).TryGetValue(OptionKeys.Prefix + key.Name, out string? value) && bool.TryParse(value.Trim(), out bool isOn) && isOn;

    /// <summary>The keys and values with our prefix that mean nothing. Files of one folder are taken to have the same ones.</summary>
    internal IEnumerable<OptionProblem> Problems(Compilation compilation) => _provider is null ? [] : compilation.SyntaxTrees
        .GroupBy(static tree => FolderOf(tree.FilePath), StringComparer.Ordinal)
        .Select(folder => _provider.GetOptions(folder.First()))
        .Prepend(_provider.GlobalOptions)
        .SelectMany(ProblemsIn)
        .Distinct()
        .OrderBy(static problem => problem.Key, StringComparer.Ordinal)
        .ThenBy(static problem => problem.Value, StringComparer.Ordinal);

    /// <summary>The names that a type may have in metadata: with type parameters, and nested in another one.</summary>
    internal static IEnumerable<string> MetadataNames(string name)
    {
        if (name.IndexOf('`') >= 0 || name.IndexOf('+') >= 0)
            return [name];
        int dot = name.LastIndexOf('.');
        IEnumerable<string> nested = dot > 0 ? [name, name.Substring(0, dot) + "+" + name.Substring(dot + 1)] : [name];
        return nested.SelectMany(static known => new[] { known, known + "`1", known + "`2", known + "`3" });
    }

    private static IEnumerable<OptionProblem> ProblemsIn(AnalyzerConfigOptions options)
    {
        foreach (string key in options.Keys.Where(static key => key.StartsWith(OptionKeys.Prefix, StringComparison.OrdinalIgnoreCase)))
        {
            options.TryGetValue(key, out string? value);
            string name = key.Substring(OptionKeys.Prefix.Length);
            OptionKey? known = OptionKeys.All.FirstOrDefault(option => string.Equals(option.Name, name, StringComparison.OrdinalIgnoreCase));
            if (known is null)
                yield return new OptionProblem(key, value ?? "", "the options are " + string.Join(", ", OptionKeys.All.Select(static option => option.Name)));
            else if (value is not null && !known.Accepts(value))
                yield return new OptionProblem(key, value, "allowed is " + known.Allowed);
        }
    }

    private static ImmutableDictionary<string, ImmutableHashSet<string>> ReadNames(Compilation compilation, AnalyzerConfigOptionsProvider provider)
    {
        ImmutableDictionary<string, ImmutableHashSet<string>> names = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;
        List<OptionKey> keys = OptionKeys.All.Where(static key => key.Kind is OptionKind.Types or OptionKind.Methods).ToList();
        var seen = new HashSet<(string, string)>();
        foreach (AnalyzerConfigOptions options in compilation.SyntaxTrees.Select(provider.GetOptions).Prepend(provider.GlobalOptions))
        {
            foreach (OptionKey key in keys)
            {
                // Most files have no such line, and the others have the same one.
                if (!options.TryGetValue(OptionKeys.Prefix + key.Name, out string? value) || !key.Accepts(value) || !seen.Add((key.Name, value)))
                    continue;
                ImmutableHashSet<string> known = names.TryGetValue(key.Name, out ImmutableHashSet<string>? before) ? before : ImmutableHashSet.Create<string>(StringComparer.Ordinal);
                names = names.SetItem(key.Name, known.Union(OptionKey.Names(value)));
            }
        }

        return names;
    }

    private static string FolderOf(string path) => path.Substring(0, Math.Max(path.LastIndexOf('/'), path.LastIndexOf('\\')) + 1);
}
