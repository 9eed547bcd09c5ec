using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>An object that one thread at a time may use, such as a list, is used by several.</summary>
internal sealed class THR0304UnsafeObjectShared() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0304",
        title: "Do not share objects that are not thread-safe",
        messageFormat: "'{0}' is {1}, which is not safe to use on several threads at once, and {2}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "Lists, dictionaries, builders, random generators and the like keep state that a second thread finds half changed: elements get lost, calls throw or never return.",
        cwe: [362, 366, 820]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            if (body.HasAwaits || body.HasForksOrJoins || body.Parent is not null)
                AnalyzeSessions(body, type);
            AnalyzeDefaults(body, type);
        }

        bool hasForks = type.Summary.ConcernedBodies.Any(static body => body.HasForks) && type.Summary.Parallelism.Exists;
        if (hasForks || StaticContent.MayBeIn(type.Type, type.Model.UnsafeObjects))
            AnalyzeContent(hasForks, type);
    }

    private static void AnalyzeContent(bool hasForks, TypeContext type)
    {
        foreach (KeyValuePair<AccessPath, List<Access>> location in type.Summary.Accesses)
        {
            if (SharedContent.Of(location.Key, location.Value, type.Model) is not { } content || GuardContract.Of(location.Key.Last!) is not null || StatedAttributes.AreForOneThread(location.Key.Last!))
                continue;
            // THR0302 names the lock that is missing.
            if (type.Summary.Guards.Of(location.Key) is { Missing.Count: > 0 } guard && guard.Missing.Any(new GuardBreach(guard, type).IsOne))
                continue;
            if (!(hasForks && Analyze(content, type)) && StaticContent.Unguarded(content, type.Summary, type.Model) is { } use && !IsToldOfRequests(use, type))
                ReportStatic(use, content, type);
        }
    }

    // THR0320 knows who calls it.
    private static bool IsToldOfRequests(ContentUseSite use, TypeContext type) => new HandlerBodies(type.Summary, type.Model, type.Type, type.Cancellation) is { Exist: true } handlers
        && handlers.Changes.Any(change => ReferenceEquals(change.Body, use.Access.Body) && SymbolEqualityComparer.Default.Equals(change.Location, use.Access.Location.Last));

    private static void ReportStatic(ContentUseSite use, SharedContent content, TypeContext type)
    {
        bool isOpen = Visibility.ReachesOutside(use.Access.Body.Outermost.Symbol) && content.Family == ObjectFamily.Crypto;
        ContentUseSite? other = content.Uses.Find(other => !ReferenceEquals(other.Access.Body, use.Access.Body)) ?? content.Uses.Find(other => other != use);
        string meets = other is null ? "" : $", while another one may be at line {Excerpt.LineOf(other.Syntax, use.Syntax)}";
        // What a lock for one of them leaves out, it does not protect.
        List<Location> unlocked = content.Uses.Concat(content.Counts).Where(one => one != use && one.Syntax != use.Syntax && type.Summary.HeldLocks.IsNoneAt(one.Access)).Select(static one => one.Syntax.GetLocation()).Distinct().ToList();
        type.Report(Descriptor, isOpen ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info, use.Syntax.GetLocation(), unlocked.Concat(content.Uses.Where(other => other != use).Select(static other => other.Syntax.GetLocation())).Distinct(),
            ImmutableDictionary<string, string?>.Empty.Add(THR0301UnsynchronizedReadModifyWrite.UnlockedAccesses, unlocked.Count.ToString(CultureInfo.InvariantCulture)), content.Place.ToString(), NameOf(content.Type), "is static and changed here without a lock by every thread that calls this" + meets);
    }

    // Headers that are meant for one request, and reach all others.
    private static void AnalyzeDefaults(Body body, TypeContext type)
    {
        if (body.Outermost.Method is not { MethodKind: not (MethodKind.Constructor or MethodKind.StaticConstructor) })
            return;
        foreach ((IOperation change, AccessPath client) in SharedDefaults.In(body).Take(1))
            type.Report(Descriptor, change.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, client + ".DefaultRequestHeaders", "HttpRequestHeaders", "is changed here while other requests of the client may be reading it; give the header to the request itself");
    }

    private static bool Analyze(SharedContent content, TypeContext type)
    {
        List<ContentUseSite> changes = content.Uses.FindAll(SharedContent.IsChange);
        var reported = new HashSet<Body>();
        foreach (ContentUseSite change in changes.Where(change => type.Summary.HeldLocks.IsNoneAt(change.Access) && !reported.Contains(change.Access.Body)))
        {
            ParallelAccess? partner = type.Summary.Parallelism.PartnerOf(change.Access, changes.ConvertAll(static other => other.Access))
                ?? type.Summary.Parallelism.PartnerOf(change.Access, content.Uses.ConvertAll(static other => other.Access));
            if (partner is null || IsUpToCaller(change.Access, partner, content, type))
                continue;
            reported.Add(change.Access.Body);
            Report(change, partner, content, type);
        }

        if (reported.Count == 0 && content.Family == ObjectFamily.Collection)
            ReportHandedOut(changes, content, type);
        return reported.Count > 0;
    }

    // A thread fills it, and a property shows it to everybody meanwhile.
    private static void ReportHandedOut(List<ContentUseSite> changes, SharedContent content, TypeContext type)
    {
        foreach (ContentUseSite change in content.HandedOut.Count == 0 ? [] : changes.FindAll(change => type.Summary.HeldLocks.IsNoneAt(change.Access)))
        {
            if (type.Summary.Parallelism.PartnerOf(change.Access, content.HandedOut) is not { Fork.Kind: ForkKind.Thread or ForkKind.Timer or ForkKind.PoolItem } partner)
                continue;
            type.Report(Descriptor, DiagnosticSeverity.Info, change.Syntax.GetLocation(), [partner.Access.Reference.Syntax.GetLocation(), partner.Fork.Site.Syntax.GetLocation()], content.Place.ToString(), NameOf(content.Type),
                "is changed here without a lock, " + ParallelWording.Reason(change.Access, partner, "hands it out to whoever asks"));
            return;
        }
    }

    // Whoever gets the task of work that only looks at the object decides what comes before its end.
    private static bool IsUpToCaller(Access change, ParallelAccess partner, SharedContent content, TypeContext type) => partner.Reason == ParallelReason.ForkAndCaller
        && !type.Summary.Contexts.ForksOf(change.Body).Contains(partner.Fork)
        && partner.Fork.Site is IInvocationOperation start && Waiting.IsPassedOn(start, partner.Fork.Container)
        && !content.Uses.Exists(use => SharedContent.IsChange(use) && type.Summary.Contexts.ForksOf(use.Access.Body).Contains(partner.Fork));

    // One operation of a session has to end before the next begins.
    private static void AnalyzeSessions(Body body, TypeContext type)
    {
        List<SessionUse> uses = SessionUses.In(body, type.Model);
        if (SessionUses.BegunForEach(body, uses, type.Model) is var (start, use))
        {
            type.Report(Descriptor, use.Call.Syntax.GetLocation(), [start.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, use.Path.ToString(), NameOf(use.Session.Type!),
                "the operation is begun here for all elements before the first has ended");
        }

        foreach ((SessionUse first, SessionUse second) in SessionUses.Overlapping(uses))
        {
            type.Report(Descriptor, second.Call.Syntax.GetLocation(), [first.Call.Syntax.GetLocation()], ImmutableDictionary<string, string?>.Empty, second.Path.ToString(), NameOf(second.Session.Type!),
                $"the operation begun at line {Excerpt.LineOf(first.Call.Syntax)} has not been awaited when this one begins");
        }
    }

    private static bool MayCome(Access access, TypeContext type) => !AccessTable.IsCapturedVariable(access.Location)
        && !type.Summary.Construction.Covers(access.Body, access.Location.Root is { IsStatic: true }) && !type.Summary.Parallelism.IsBesideNothing(access);

    private static string NameOf(ITypeSymbol type)
    {
        string name = type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        return ("AEIO".IndexOf(name[0]) >= 0 ? "an " : "a ") + name;
    }

    private static void Report(ContentUseSite change, ParallelAccess partner, SharedContent content, TypeContext type)
    {
        SyntaxNode reported = change.Syntax;
        List<ContentUseSite> bare = content.Uses.FindAll(other => other != change && other.Syntax != reported && type.Summary.HeldLocks.IsNoneAt(other.Access));
        List<ContentUseSite> unlocked = bare.FindAll(other => type.Summary.Parallelism.PartnerOf(other.Access, [change.Access]) is not null);
        // A lock for these is one for all that may come meanwhile.
        unlocked.AddRange(bare.Concat(content.Counts.Where(count => type.Summary.HeldLocks.IsNoneAt(count.Access))).Where(other => !unlocked.Contains(other) && MayCome(other.Access, type)));
        IEnumerable<Location> additional = unlocked.Select(static other => other.Syntax.GetLocation())
            .Append(content.Uses.Find(use => use.Access == partner.Access)?.Syntax.GetLocation() ?? partner.Access.Operation.Syntax.GetLocation())
            .Append(partner.Fork.Site.Syntax.GetLocation())
            .Append((partner.Own ?? partner.Fork).Site.Syntax.GetLocation())
            .Distinct();
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty
            .Add(THR0301UnsynchronizedReadModifyWrite.UnlockedAccesses, unlocked.Count.ToString(CultureInfo.InvariantCulture));
        if (THR0301UnsynchronizedReadModifyWrite.GuardOf(content.Uses.ConvertAll(static use => use.Access), type) is { } guard)
            properties = properties.Add(THR0301UnsynchronizedReadModifyWrite.Guard, guard);
        bool isChange = content.Uses.Exists(use => use.Access == partner.Access && SharedContent.IsChange(use));
        DiagnosticSeverity severity = new EventLoops(type.Summary, type.Model).MayCallBack(change.Access, partner) ? DiagnosticSeverity.Info : Descriptor.DefaultSeverity;
        type.Report(Descriptor, severity, reported.GetLocation(), additional, properties, content.Place.ToString(), NameOf(content.Type),
            "is changed here without a lock, " + ParallelWording.Reason(change.Access, partner, isChange ? "changes it" : "uses it"));
    }
}
