using System.Globalization;

namespace ThreadingAnalyzers.Model;

/// <summary>What the value of an option may be.</summary>
internal enum OptionKind
{
    /// <summary>Types by their full names.</summary>
    Types,

    /// <summary>Methods by the full names of their types and their own names.</summary>
    Methods,

    /// <summary>A number between two others.</summary>
    Number,

    /// <summary>True or false.</summary>
    Switch,
}

/// <summary>An option that a user can set in <c>.editorconfig</c>.</summary>
/// <param name="Name">The key behind the prefix.</param>
/// <param name="Kind">What its value may be.</param>
/// <param name="Minimum">The smallest number allowed.</param>
/// <param name="Maximum">The largest number allowed.</param>
/// <param name="Default">The number that holds where nothing is set.</param>
internal sealed record OptionKey(string Name, OptionKind Kind, int Minimum = 0, int Maximum = 0, int Default = 0)
{
    /// <summary>What is allowed, for a message.</summary>
    internal string Allowed => Kind switch
    {
        OptionKind.Types => "full names of types, separated by commas, such as 'Shop.Data.SafeList'",
        OptionKind.Methods => "full names of methods, separated by commas, such as 'Shop.Data.Gate.Enter'",
        OptionKind.Switch => "true or false",
        _ => $"a number from {Minimum} to {Maximum}",
    };

    /// <summary>Whether a value is one that is allowed.</summary>
    internal bool Accepts(string value) => Kind switch
    {
        OptionKind.Number => int.TryParse(value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= Minimum && number <= Maximum,
        OptionKind.Switch => bool.TryParse(value.Trim(), out _),
        _ => Names(value) is { Count: > 0 } names && names.TrueForAll(name => IsName(name) && (Kind == OptionKind.Types || name.IndexOf('.') > 0)),
    };

    /// <summary>The names in a value.</summary>
    internal static List<string> Names(string value) =>
        value.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries).Select(static name => name.Trim()).Where(static name => name.Length > 0).ToList();

    private static bool IsName(string name) => name.Split('.').All(static part =>
        part.Length > 0 && !char.IsDigit(part[0]) && part.All(static character => char.IsLetterOrDigit(character) || character is '_' or '`' or '+'));
}

/// <summary>The options that there are.</summary>
internal static class OptionKeys
{
    /// <summary>What every key begins with.</summary>
    internal const string Prefix = "threading_analyzers.";

    internal static readonly OptionKey LockAcquireMethods = new("lock_acquire_methods", OptionKind.Methods);
    internal static readonly OptionKey LockReleaseMethods = new("lock_release_methods", OptionKind.Methods);
    internal static readonly OptionKey LockScopeMethods = new("lock_scope_methods", OptionKind.Methods);
    internal static readonly OptionKey ImmediateCallbacks = new("immediate_callbacks", OptionKind.Methods);
    internal static readonly OptionKey ThreadSafeTypes = new("thread_safe_types", OptionKind.Types);
    internal static readonly OptionKey GuardShare = new("guard_share", OptionKind.Number, Minimum: 50, Maximum: 100, Default: 66);
    internal static readonly OptionKey GuardAccesses = new("guard_accesses", OptionKind.Number, Minimum: 1, Maximum: 1000, Default: 2);

    internal static readonly OptionKey ModernizeLocks = new("modernize_locks", OptionKind.Switch);

    /// <summary>All of them, in the order of the documentation.</summary>
    internal static readonly IReadOnlyList<OptionKey> All = [LockAcquireMethods, LockReleaseMethods, LockScopeMethods, ImmediateCallbacks, ThreadSafeTypes, GuardShare, GuardAccesses, ModernizeLocks];
}
