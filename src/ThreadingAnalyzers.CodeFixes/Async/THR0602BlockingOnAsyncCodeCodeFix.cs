using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits what was waited for by blocking, in a method that becomes async with its callers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0602BlockingOnAsyncCodeCodeFix))]
public sealed class THR0602BlockingOnAsyncCodeCodeFix() : RuleCodeFix("THR0602")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is ExpressionSyntax blocking && AwaitableForm.Of(site, blocking) is { } awaitable && AsyncChange.For(blocking, site) is { } change && UnwrappedExceptions.Around(blocking) is { } exceptions)
            yield return new Repair("Await", "Await, in a method that becomes async", editor => Apply(editor, change, exceptions, blocking, awaitable)) { NeedsProof = true };
    }

    private static void Apply(SyntaxEditor editor, AsyncChange change, UnwrappedExceptions exceptions, ExpressionSyntax blocking, ExpressionSyntax awaitable)
    {
        change.Await(editor, blocking, awaitable);
        exceptions.Apply(editor);
    }
}
