using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.CodeFixes;

/// <summary>
/// The fix of one rule. A subclass says how to repair one diagnostic; offering a repair and repairing all come from that same answer, so that
/// Fix All gives what repairing one by one gives.
/// </summary>
public abstract class RuleCodeFix : CodeFixProvider
{
    private protected RuleCodeFix(string id) => FixableDiagnosticIds = ImmutableArray.Create(id);

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(async (context, document, diagnostics) => await RepairAllAsync(context, document, diagnostics).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        // dotnet format asks about whatever diagnostic comes first, of this rule or not.
        foreach (Diagnostic diagnostic in context.Diagnostics.Where(diagnostic => FixableDiagnosticIds.Contains(diagnostic.Id)))
        {
            if (await FixSite.FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } site)
                await RegisterAsync(context, site).ConfigureAwait(false);
        }
    }

    /// <summary>The repairs of one diagnostic, the safest and most idiomatic one first: <c>dotnet format</c> takes that one.</summary>
    private protected abstract IEnumerable<Repair> RepairsOf(FixSite site);

    /// <summary>The document with the repair of what an earlier repair has brought about; null where there is none.</summary>
    internal async Task<Document?> FollowUpAsync(FixSite site, CancellationToken cancellation) =>
        FollowUpOf(site) is { } repair ? await RepairRun.ApplyAsync(site, repair, cancellation).ConfigureAwait(false) : null;

    /// <summary>The repair that fits where an earlier repair has brought the finding about.</summary>
    private protected virtual Repair? FollowUpOf(FixSite site) => RepairsOf(site).FirstOrDefault();

    private static async Task<Document> CompleteAsync(Document repaired, Document original, CancellationToken cancellation) =>
        await Layout.TidyAsync(await AsyncFollowUps.ApplyAsync(repaired, cancellation).ConfigureAwait(false), original, cancellation).ConfigureAwait(false);

    private async Task RegisterAsync(CodeFixContext context, FixSite site)
    {
        foreach (Repair repair in RepairsOf(site))
        {
            if (await RepairRun.ApplyAsync(site, repair, context.CancellationToken).ConfigureAwait(false) is not { } repaired)
                continue;
            CodeAction action = CodeAction.Create(
                repair.Title, cancellation => CompleteAsync(repaired, context.Document, cancellation), KeyOf(repair));
            context.RegisterCodeFix(action, site.Diagnostic);
        }
    }

    /// <summary>
    /// Makes one repair after the other in the tree that the repairs before it have left. So edits that nest or share a gate need no rules of
    /// their own, and a repair that others made needless is left out.
    /// </summary>
    private async Task<Document?> RepairAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        if (await TrackedSites.CreateAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false) is not { } sites)
            return null;
        Document current = sites.Document;
        for (int index = 0; index < sites.Count; index++)
        {
            if (await sites.FindAsync(current, index, context.CancellationToken).ConfigureAwait(false) is { } site)
                current = await RepairOneAsync(context, site).ConfigureAwait(false);
        }

        return current == sites.Document ? null : await Layout.TidyAsync(current, document, context.CancellationToken).ConfigureAwait(false);
    }

    private async Task<Document> RepairOneAsync(FixAllContext context, FixSite site)
    {
        // It then wants everything fixed with no kind of repair in mind: the first one is meant.
        string? key = context.CodeActionEquivalenceKey;
        Repair? repair = RepairsOf(site).FirstOrDefault(repair => key is null || KeyOf(repair) == key);
        Document? repaired = repair is null ? null : await RepairRun.ApplyAsync(site, repair, context.CancellationToken).ConfigureAwait(false);
        return repaired is null ? site.Document : await AsyncFollowUps.ApplyAsync(repaired, context.CancellationToken).ConfigureAwait(false);
    }

    private string KeyOf(Repair repair) => FixableDiagnosticIds[0] + "." + repair.Kind;
}
