using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Testing;

/// <summary>Applies the first offered action again and again until none is offered.</summary>
internal static class FixOneByOne
{
    /// <summary>Without a stated number, one application for each diagnostic has to be enough: more means that a fix feeds itself.</summary>
    internal static async Task<Project> RunAsync(Project project, FixSettings settings, int? iterations, bool onlyFirst)
    {
        var limit = onlyFirst ? 1 : iterations is { } stated ? Math.Abs(stated) : (await FixOffers.AllAsync(project, settings)).Length;
        var done = 0;
        while (await FixOffers.FirstAsync(project, settings) is { } offer)
        {
            if (done == limit)
                return onlyFirst ? project : throw new VerificationException(await StillOfferedAsync(offer, limit));
            project = await FixApplication.ApplyAsync(project, offer.Action, offer.Title, settings.Validation);
            done++;
        }
        return iterations > done
            ? throw new VerificationException($"The fix was to be applied {iterations} times, but after {done} there was nothing more to fix.")
            : project;
    }

    private static async Task<string> StillOfferedAsync(FixOffer offer, int limit) =>
        $"After {limit} applications the action {offer.Title} is still offered: the fix is not idempotent, or its result is reported.\n"
        + await offer.Document.GetTextAsync();
}
