using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.Testing;

/// <summary>Runs Fix All in one scope, once for each kind of action that is offered (and, in document scope, for each document).</summary>
internal static class FixAllRun
{
    internal static bool Supports(CodeFixProvider fixer, FixAllScope scope) =>
        fixer.GetFixAllProvider()?.GetSupportedFixAllScopes().Contains(scope) == true;

    internal static async Task<Project> RunAsync(Project project, FixSettings settings, FixAllScope scope, int? iterations)
    {
        var limit = Math.Abs(iterations ?? 1);
        var done = 0;
        while (await FixOffers.FirstAsync(project, settings) is { } offer)
        {
            if (done == limit)
                throw new VerificationException(await StillOfferedAsync(offer, scope, limit));
            project = await PassAsync(project, settings, scope);
            done++;
        }
        return iterations > done
            ? throw new VerificationException($"Fix All in {scope} was to run {iterations} times, but after {done} there was nothing more to fix.")
            : project;
    }

    private static async Task<Project> PassAsync(Project project, FixSettings settings, FixAllScope scope)
    {
        var kinds = (await FixOffers.AllAsync(project, settings)).Select(offer => Kind(offer, scope)).Distinct().ToArray();
        foreach (var kind in kinds)
        {
            // An earlier kind may have cured this one as well.
            var offer = (await FixOffers.AllAsync(project, settings)).FirstOrDefault(offer => Kind(offer, scope) == kind);
            if (offer is not null)
                project = await ApplyAsync(project, offer, settings, scope);
        }
        return project;
    }

    private static (string, string?, DocumentId?) Kind(FixOffer offer, FixAllScope scope) =>
        (offer.Diagnostic.Id, offer.Action.EquivalenceKey, scope == FixAllScope.Document ? offer.Document.Id : null);

    private static async Task<Project> ApplyAsync(Project project, FixOffer offer, FixSettings settings, FixAllScope scope)
    {
        var title = $"{offer.Title} as Fix All in {scope}";
        var context = new FixAllContext(
            offer.Document,
            settings.Fixer,
            scope,
            offer.Action.EquivalenceKey,
            [offer.Diagnostic.Id],
            new FixAllDiagnostics(settings),
            CancellationToken.None);
        var action = await settings.Fixer.GetFixAllProvider()!.GetFixAsync(context)
            ?? throw new VerificationException($"The action {title} is not offered.");
        return await FixApplication.ApplyAsync(project, action, title, settings.Validation);
    }

    private static async Task<string> StillOfferedAsync(FixOffer offer, FixAllScope scope, int limit) =>
        $"After Fix All in {scope} ran {limit} times, the action {offer.Title} is still offered.\n" + await offer.Document.GetTextAsync();
}
