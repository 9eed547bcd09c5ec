using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Changes shared state by Interlocked, or under a lock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0301UnsynchronizedReadModifyWriteCodeFix))]
public sealed class THR0301UnsynchronizedReadModifyWriteCodeFix() : RuleCodeFix("THR0301")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        // Where others change the state under a lock, an atomic change beside it would still come between their read and their write.
        bool hasGuard = site.Property(THR0301UnsynchronizedReadModifyWrite.Guard) is not null;
        if (!hasGuard && AtomicAccesses(site) is [var first, ..] edits)
            yield return new Repair("Interlocked", $"Use Interlocked.{first.Method}", editor => Apply(editor, edits)) { NeedsProof = true };
        if (GuardedAccesses.Of(site)?.Locked() is { } locked)
            yield return locked;
    }

    /// <summary>
    /// The edits of this change and of the others that run beside it: it is atomic only if all of them are. None where one cannot be.
    /// </summary>
    private static List<UseInterlocked> AtomicAccesses(FixSite site)
    {
        List<UseInterlocked> edits = [];
        IEnumerable<SyntaxNode> others = site.Places(THR0301UnsynchronizedReadModifyWrite.UnlockedAccesses).OfType<SyntaxNode>();
        foreach (SyntaxNode access in others.Prepend(site.Node))
        {
            if (UseInterlocked.For(access, site.Model) is { } edit)
                edits.Add(edit);
            else if (access == site.Node || !IsPlainWrite(access))
                return [];
        }

        return edits;
    }

    private static void Apply(SyntaxEditor editor, List<UseInterlocked> edits)
    {
        foreach (UseInterlocked edit in edits)
            edit.Apply(editor);
    }

    private static bool IsPlainWrite(SyntaxNode other) =>
        other is AssignmentExpressionSyntax { OperatorToken.Text: "=", Right: LiteralExpressionSyntax or DefaultExpressionSyntax };
}
