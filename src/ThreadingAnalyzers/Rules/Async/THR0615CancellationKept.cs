using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>A cancellation source or registration is not disposed of, and a timer or somebody's token keeps it.</summary>
internal sealed class THR0615CancellationKept() : TypeRule(Descriptor)
{
    /// <summary>The property that names the <see cref="Keeper"/>.</summary>
    internal const string KeptBy = "keptBy";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0615",
        title: "Dispose of cancellation sources and registrations",
        messageFormat: "{0}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A token that lives long keeps whatever was linked to it or registered with it, with all that it captures, until it is disposed of. A memory leak for each call.",
        cwe: [772, 401]);

    internal override Evidence Needs => Evidence.Cancellation;

    internal override void Analyze(TypeContext type)
    {
        if (TestCode.Holds(type.Type))
            return;
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach (IOperation site in body.Sites)
            {
                if (KeeperOf(site, body, type.Model) is not { } keeper)
                    continue;
                if (keeper == Keeper.Link && new KeptObjects(body).GivesTokenOnly(site) && IsOfOneCall(body, type.Summary))
                    type.Report(Descriptor, site.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, "Only the token of this linked source is returned: nobody can dispose of the source, so that the tokens it is linked to keep it");
                else if (!LastsAsLong(site, body, keeper, type.Model) && IsForgotten(site, body, type))
                    type.Report(Descriptor, site.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty.Add(KeptBy, keeper.ToString()), MessageOf(keeper, site));
            }
        }

        List<SwappedSource> swaps = new SwappedSources(type.Summary, type.Model).Find().ToList();
        foreach (SwappedSource swapped in swaps)
            type.Report(Descriptor, swapped.Place.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, swapped.Reason);
        foreach (ReplacedSource replaced in new ReplacedSources(type.Summary, type.Model).Find())
        {
            if (!swaps.Exists(swapped => IsOfSameMember(swapped.Place, replaced.Cancelled)) && !KeptFields.IsForgotten(replaced.Field, type.Cancellation))
                type.Report(Descriptor, replaced.Cancelled.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, $"A new source takes the place of this one in '{replaced.Field.Name}', and nobody disposes of it: cancelled or not, the tokens it is linked to keep it");
        }
    }

    private static bool IsOfSameMember(IOperation one, IOperation other) => one.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() == other.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();

    private static Keeper? KeeperOf(IOperation site, Body body, ThreadingModel model) => model.CancellationSources.KeeperOf(site) is { } keeper ? keeper
        : site is IObjectCreationOperation creation && model.CancellationSources.IsSource(creation.Type) && new KeptObjects(body).GetsTimer(creation) ? Keeper.Timer
        : null;

    private static bool IsForgotten(IOperation site, Body body, TypeContext type) =>
        KeptFields.TargetOf(site) is { } field ? KeptFields.IsForgotten(field, type.Cancellation) : new KeptObjects(body).IsForgotten(site);

    // What an object gets when it is made, or keeps in a field, may live as long as it does.
    private static bool IsOfOneCall(Body body, TypeSummary summary) => !TokenLifetimes.IsCalledOnce(body.Outermost.Symbol)
        && summary.Contexts.CallSitesOf(body).All(call => call.Caller.Sites.Find(site => site.Syntax == call.Site) is not { } begun || !(IsKept(begun) || IsCalledOnce(begun, call.Caller, summary)));

    private static bool IsKept(IOperation token) => Operand.ParentOf(token) is IAssignmentOperation { Target: IMemberReferenceOperation } or IFieldInitializerOperation or IPropertyInitializerOperation;

    private static bool IsCalledOnce(IOperation call, Body caller, TypeSummary summary) => !Nesting.IsInLoop(call) && (summary.Contexts.IsConstruction(caller) || TokenLifetimes.IsCalledOnce(caller.Outermost.Symbol));

    // A function that runs until the token is cancelled may leave its callback to it; so may code that runs once in the life of the program. Who keeps the registration wants to end it.
    private static bool LastsAsLong(IOperation site, Body body, Keeper keeper, ThreadingModel model) => keeper == Keeper.Registration
        && KeptFields.TargetOf(site) is null
        && (TokenLifetimes.RunsOnce(body.Outermost.Symbol) || TokenLifetimes.RunsUntilCancelled(body, model));

    private static string MessageOf(Keeper keeper, IOperation site) => keeper switch
    {
        Keeper.Link => "Nobody disposes of this linked source, so that the tokens it is linked to keep it",
        Keeper.Timer => "Nobody disposes of this source, so that its timer runs on when the work is done",
        _ => $"Nobody disposes of this registration: '{Excerpt.Of(((IInvocationOperation)site).Instance!.Syntax)}' keeps the callback, and all that it captures, as long as it lives",
    };
}
