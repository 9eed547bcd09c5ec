using Microsoft.CodeAnalysis.Editing;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>One way to cure one diagnostic.</summary>
internal sealed class Repair(string kind, string title, Action<SyntaxEditor> edit)
{
    /// <summary>What tells the repairs of a rule apart; with the rule's id it is the equivalence key.</summary>
    internal string Kind { get; } = kind;

    internal string Title { get; } = title;

    /// <summary>Makes the repair. It is given the tree in which the site was found.</summary>
    internal Action<SyntaxEditor> Edit { get; } = edit;

    /// <summary>Whether the way the edit is built cannot rule out that its result fails to compile.</summary>
    internal bool NeedsProof { get; set; }
}
