using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        if (!hasGuard && UseInterlocked.For(site.Node, site.Model) is { } edit && OthersCanBeAtomic(site))
            yield return new Repair("Interlocked", $"Use Interlocked.{edit.Method}", edit.Apply);
        if (GuardedAccesses.Of(site)?.Locked() is { } locked)
            yield return locked;
    }

    /// <summary>Whether each other change writes in one step, or can be made to do so.</summary>
    private static bool OthersCanBeAtomic(FixSite site) => site.Places(THR0301UnsynchronizedReadModifyWrite.UnlockedAccesses)
        .All(other => other is null or InvocationExpressionSyntax || IsPlainWrite(other) || UseInterlocked.For(other, site.Model) is not null);

    private static bool IsPlainWrite(SyntaxNode other) =>
        other is AssignmentExpressionSyntax { OperatorToken.Text: "=", Right: LiteralExpressionSyntax or DefaultExpressionSyntax };
}
