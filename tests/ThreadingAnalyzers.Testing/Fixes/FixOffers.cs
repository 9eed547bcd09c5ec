using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ThreadingAnalyzers.Testing;

/// <summary>Asks a fixer what it offers in a project.</summary>
internal static class FixOffers
{
    internal static async Task<FixOffer?> FirstAsync(Project project, FixSettings settings)
    {
        foreach (var diagnostic in await FixableAsync(project, settings))
        {
            if (await OfferAsync(project, diagnostic, settings) is { } offer)
                return offer;
        }
        return null;
    }

    internal static async Task<ImmutableArray<FixOffer>> AllAsync(Project project, FixSettings settings)
    {
        var offers = ImmutableArray.CreateBuilder<FixOffer>();
        foreach (var diagnostic in await FixableAsync(project, settings))
        {
            if (await OfferAsync(project, diagnostic, settings) is { } offer)
                offers.Add(offer);
        }
        return offers.ToImmutable();
    }

    internal static async Task<ImmutableArray<CodeAction>> ActionsAsync(Document document, Diagnostic diagnostic, CodeFixProvider fixer)
    {
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        var context = new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None);
        await fixer.RegisterCodeFixesAsync(context);
        return actions.ToImmutable();
    }

    private static async Task<IEnumerable<Diagnostic>> FixableAsync(Project project, FixSettings settings) =>
        (await AnalyzerRun.DiagnosticsAsync(project, settings.Analyzers)).Where(settings.CanFix);

    private static async Task<FixOffer?> OfferAsync(Project project, Diagnostic diagnostic, FixSettings settings)
    {
        var document = project.GetDocument(diagnostic.Location.SourceTree)!;
        var actions = await ActionsAsync(document, diagnostic, settings.Fixer);
        if (actions.FirstOrDefault(action => action.EquivalenceKey is null) is { } nameless)
            throw new VerificationException($"The action '{nameless.Title}' has no equivalence key, so Fix All cannot tell it from others.");
        return settings.Choose(actions) is { } chosen ? new(document, diagnostic, chosen) : null;
    }
}
