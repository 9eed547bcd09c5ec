using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits what was waited for by blocking.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0601BlockingCallInAsyncCodeCodeFix))]
public sealed class THR0601BlockingCallInAsyncCodeCodeFix() : RuleCodeFix("THR0601")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is ExpressionSyntax blocking && AwaitableForm.Of(site, blocking) is { } awaitable && AsyncChange.For(blocking, site) is { } change && UnwrappedExceptions.Around(blocking) is { } exceptions)
            yield return new Repair("Await", "Await instead of blocking", editor => Apply(editor, change, exceptions, blocking, awaitable)) { NeedsProof = true };
    }

    private static void Apply(SyntaxEditor editor, AsyncChange change, UnwrappedExceptions exceptions, ExpressionSyntax blocking, ExpressionSyntax awaitable)
    {
        change.Await(editor, blocking, awaitable);
        exceptions.Apply(editor);
    }
}
