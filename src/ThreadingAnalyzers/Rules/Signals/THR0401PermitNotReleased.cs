using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A semaphore's permit is taken, and some path leaves the body without giving it back.</summary>
internal sealed class THR0401PermitNotReleased() : BodyRule(Descriptor)
{
    /// <summary>The property that holds the expression which gives the permit back.</summary>
    internal const string Release = "release";

    /// <summary>The property that holds how many of the additional locations, from the first, are releases in the same body.</summary>
    internal const string Releases = "releases";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0401",
        title: "Release the permit on every path",
        messageFormat: "The permit of '{0}' that is taken here is not given back {1}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A permit that is not given back is lost for good: the semaphore lets one caller less through each time, until all of them wait for ever.",
        cwe: [772, 667]);

    internal override void Analyze(BodyContext body)
    {
        if (!body.Body.TakesPermits || body.Body.LockFlow(body.Model, body.Cancellation) is not { GaveUp: false } flow)
            return;
        foreach (Acquisition acquisition in flow.Acquisitions)
        {
            if (flow.Locks[acquisition.Lock] is { Mode: LockMode.Counting } key && IsShared(key, body.Body) && SemaphorePermits.InitialOf(key.Path.Last) is not 0)
                Analyze(new PermitPaths(flow, acquisition), key, body);
        }
    }

    // A semaphore that the body makes for itself dies with it, and its permits too.
    private static bool IsShared(LockKey key, Body body) => !SymbolEqualityComparer.Default.Equals((key.Path.Root as ILocalSymbol)?.ContainingSymbol, body.Symbol);

    private static void Analyze(PermitPaths paths, LockKey key, BodyContext body)
    {
        if (paths.Leak is not { } leak)
            return;
        var owner = new PermitOwner(key.Path, body);
        bool isLost = paths.IsReleasedHere ? !owner.HandsOver(paths.ReleasesHere.Count, leak) : paths.IsCertain && owner.IsNeverReleased;
        if (isLost)
            Report(paths, leak, key, body);
    }

    private static void Report(PermitPaths paths, HeldAtExit leak, LockKey key, BodyContext body)
    {
        SyntaxNode acquire = paths.Acquisition.Operation.Syntax;
        IEnumerable<Location> additional = paths.ReleasesHere.Select(static release => release.Syntax.GetLocation());
        if (leak.Cause is { } cause)
            additional = additional.Append(cause.Syntax.GetLocation());
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add(Release, paths.ReleasesHere.Count > 0 ? paths.ReleasesHere[0].Syntax.ToString() : key.Path + ".Release()")
            .Add(Releases, paths.ReleasesHere.Count.ToString(CultureInfo.InvariantCulture));
        body.Report(Descriptor, acquire.GetLocation(), additional, properties, key.Path.ToString(), When(paths, leak));
    }

    private static string When(PermitPaths paths, HeldAtExit leak)
    {
        if (!paths.IsReleasedHere)
            return "anywhere: nothing in this type releases it";
        string? cause = leak.Cause is { } operation ? Excerpt.Of(operation.Syntax) : null;
        int line = leak.Cause is { } at ? Excerpt.LineOf(at.Syntax) : 0;
        if (leak.Kind == ExitKind.Exceptional)
            return $"when '{cause}' at line {line} throws";
        return cause is null ? "on a path that reaches the end" : $"on the path that leaves after line {line}";
    }
}
