using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Awaits what was waited for by blocking. The rules differ in who blocks: code that is asynchronous, or code that may become so.</summary>
public abstract class AwaitInsteadCodeFix : RuleCodeFix
{
    private readonly string _title;

    private protected AwaitInsteadCodeFix(string id, string title)
        : base(id) => _title = title;

    private protected sealed override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is ExpressionSyntax blocking && AwaitableForm.Of(site, blocking) is { } awaitable && AsyncChange.For(blocking, site) is { } change && UnwrappedExceptions.Around(blocking) is { } exceptions)
            yield return new Repair("Await", _title, editor => Apply(editor, change, exceptions, blocking, awaitable)) { NeedsProof = true };
    }

    private static void Apply(SyntaxEditor editor, AsyncChange change, UnwrappedExceptions exceptions, ExpressionSyntax blocking, ExpressionSyntax awaitable)
    {
        change.Await(editor, blocking, awaitable);
        exceptions.Apply(editor);
    }
}
