using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Locks;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Takes the lock in the mode that the code needs, and gives it back in the same one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0109WriteUnderSharedLockCodeFix))]
public sealed class THR0109WriteUnderSharedLockCodeFix() : RuleCodeFix("THR0109")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        bool isUpgrade = site.Property(THR0109WriteUnderSharedLock.Mode) != "Write";
        SimpleNameSyntax[] names = [.. site.Places(THR0109WriteUnderSharedLock.Calls).Select(NameOf).OfType<SimpleNameSyntax>()];
        if (names.Length == 0 || names.Length != site.Places(THR0109WriteUnderSharedLock.Calls).Length)
            yield break;
        string[] now = [.. names.Select(static name => name.Identifier.ValueText)];
        string[] then = [.. now.Select(name => Renamed(name, isUpgrade))];
        if (!Array.Exists(now, IsRelease) || Array.TrueForAll(now, IsRelease) || (isUpgrade && Array.Exists(now, static name => name.Contains("Reader"))))
            yield break;
        if (!isUpgrade && TakesMore(site.Node))
            yield break;
        string title = isUpgrade ? "Take the upgradeable lock" : "Take the write lock";
        yield return new Repair(isUpgrade ? "Upgradeable" : "Write", title, editor =>
        {
            for (int index = 0; index < names.Length; index++)
                editor.ReplaceNode(names[index], SyntaxFactory.IdentifierName(then[index]).WithTriviaFrom(names[index]));
        })
        { NeedsProof = true };
    }

    private static SimpleNameSyntax? NameOf(SyntaxNode? call) => call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } ? name : null;

    private static bool IsRelease(string name) => name.StartsWith("Exit", StringComparison.Ordinal) || name.StartsWith("Release", StringComparison.Ordinal);

    private static string Renamed(string name, bool isUpgrade) =>
        name.Replace("ReaderLock", "WriterLock").Replace("ReadLock", isUpgrade ? "UpgradeableReadLock" : "WriteLock");

    // Where the method also takes the write lock or upgrades, there is more to think about.
    private static bool TakesMore(SyntaxNode write) => FunctionOf.Node(write) is not { } function || function.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        .Any(static access => access.Name.Identifier.ValueText is var name && (name.Contains("WriteLock") || name.Contains("WriterLock") || name.Contains("Upgrade") || name.EndsWith("LockHeld", StringComparison.Ordinal)));
}
