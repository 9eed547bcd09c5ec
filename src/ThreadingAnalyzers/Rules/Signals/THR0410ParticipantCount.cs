using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>A barrier or countdown is made for another number of signals than the code gives.</summary>
internal sealed class THR0410ParticipantCount() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0410",
        title: "Count the participants right",
        messageFormat: "{0}",
        category: RuleCategory.Signals,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "With one participant too many, all wait for somebody who never comes; with one too few, they go on too early, or the last signal throws.",
        cwe: [667, 833]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        var ends = new EndsByOneOfMany(type.Summary, type.Model);
        var signals = new SignalRounds(type.Summary);
        var sole = new SoleUsers(type.Summary, type.Model);
        AnalyzeFields(type);
        foreach (Body body in type.Summary.ConcernedBodies)
        {
            foreach ((IInvocationOperation end, IOperation feeding) in ends.In(body))
                Report(end, [feeding], $"Each of several producers ends the stream for all: '{Excerpt.Of(feeding.Syntax)}' at line {Excerpt.LineOf(feeding.Syntax)} fails in those that are not done when the first one is", type);
            if (type.Model.Types.Barrier is not null || type.Model.Types.CountdownEvent is not null)
                AnalyzeCounts(body, type);
            if (type.Model.Types.Barrier is not null)
                AnalyzeRounds(body, type);
            foreach ((IInvocationOperation wait, IOperation signal) in signals.Spent(body))
                Report(wait, [signal], $"Nothing resets '{Excerpt.Of(wait.Instance!.Syntax)}' between the rounds of this loop: from the second one on the wait is over at once, and '{Excerpt.Of(signal.Syntax)}' at line {Excerpt.LineOf(signal.Syntax)} throws", type);
            foreach ((IInvocationOperation set, IInvocationOperation wait, Fork fork) in body.HasForksOrJoins ? signals.OneForMany(body) : [])
                Report(set, [wait, fork.Site], $"'{Excerpt.Of(set.Syntax)}' lets one of the threads of line {Excerpt.LineOf(fork.Site.Syntax)} go on: the others wait for ever", type);
            foreach ((IInvocationOperation use, SyntaxNode promise, bool isReader, Fork fork) in sole.In(body))
                Report(use, promise.GetLocation(), $"The channel is made with '{promise}', and line {Excerpt.LineOf(fork.Site.Syntax)} starts several that {(isReader ? "read from" : "write to")} it at once", type);
        }
    }

    private static void Report(IOperation place, Location other, string message, TypeContext type) =>
        type.Report(Descriptor, place.Syntax.GetLocation(), [other], ImmutableDictionary<string, string?>.Empty, message);

    // A field that only one member uses is like a local of it.
    private static void AnalyzeFields(TypeContext type)
    {
        if (!type.Summary.ConcernedBodies.Any(static body => body.HasForks) || !HoldsMeeting(type))
            return;
        foreach (Body initializer in type.Summary.OwnBodies)
        {
            if (MemberOf(initializer) is { DeclaredAccessibility: Accessibility.Private } field && Operand.Unwrap(((ISymbolInitializerOperation)initializer.Root).Value) is IObjectCreationOperation { Arguments: [_, ..] } creation && IsMeeting(creation, type.Model.Types)
                && type.Summary.ConcernedBodies.Where(body => body.Parent is null && body != initializer && type.Summary.References.To(field).Any(use => !IsDisposal(use) && Nesting.Contains(body.Root, use))).ToList() is [var only] && only.HasForks && type.Summary.References.To(field).Any(use => !IsDisposal(use) && Nesting.FunctionAround(use) is not null))
                AnalyzeCreation(creation, field, only, type);
        }
    }

    private static ISymbol? MemberOf(Body initializer) => initializer.Root switch
    {
        IFieldInitializerOperation { InitializedFields: [var field] } => field,
        IPropertyInitializerOperation { InitializedProperties: [var property] } => property,
        _ => null,
    };

    private static bool HoldsMeeting(TypeContext type) => type.Type.GetMembers().OfType<IFieldSymbol>().Any(field => KnownTypes.Is(field.Type, type.Model.Types.Barrier) || KnownTypes.Is(field.Type, type.Model.Types.CountdownEvent));

    private static bool IsDisposal(IOperation use) => use.Parent is IInvocationOperation { TargetMethod.Name: "Dispose" };

    private static void AnalyzeRounds(Body body, TypeContext type)
    {
        foreach ((IInvocationOperation meeting, IOperation rounds) in new UnevenRounds(type.Summary, type.Model.Types).In(body))
            Report(meeting, [rounds], $"Each participant comes here as often as '{Excerpt.Of(rounds.Syntax)}' says, which is not the same for all: when the first one is done, the others wait here for ever", type);
    }

    private static void AnalyzeCounts(Body body, TypeContext type)
    {
        foreach (IOperation site in body.Sites)
        {
            if (site is IVariableDeclaratorOperation { Symbol: var local } declarator && CreationIn(declarator, type.Model.Types) is { } creation)
                AnalyzeCreation(creation, local, body, type);
            else if (site is IInvocationOperation call && IsCountUp(call, type.Model.Types))
                AnalyzeCountUp(call, body, type);
        }
    }

    private static void Report(IOperation place, IEnumerable<IOperation> others, string message, TypeContext type) =>
        type.Report(Descriptor, place.Syntax.GetLocation(), others.Select(static other => other.Syntax.GetLocation()), ImmutableDictionary<string, string?>.Empty, message);

    private static IObjectCreationOperation? CreationIn(IVariableDeclaratorOperation declarator, KnownTypes types) =>
        declarator.GetVariableInitializer() is { Value: var value } && Operand.Unwrap(value) is IObjectCreationOperation { Arguments: [_, ..] } creation
        && IsMeeting(creation, types) ? creation : null;

    private static bool IsMeeting(IObjectCreationOperation creation, KnownTypes types) => KnownTypes.Is(creation.Type, types.Barrier) || KnownTypes.Is(creation.Type, types.CountdownEvent);

    private static void AnalyzeCreation(IObjectCreationOperation creation, ISymbol meeting, Body body, TypeContext type)
    {
        bool isBarrier = KnownTypes.Is(creation.Type, type.Model.Types.Barrier);
        if (!isBarrier && Quantity.Of(creation.Arguments[0].Value, body.Locals) is { Name: not null } all && meeting is ILocalSymbol local && SkippedStarts.In(body, local, all) is { } skip)
            Report(skip, [creation], $"'{meeting.Name}' is made for '{all}' signals, and none comes for what is left out here: who waits for it waits for ever", type);
        if (Quantity.Of(creation.Arguments[0].Value, body.Locals) is not { } made || new Participants(meeting, body, type.Model).Count(isBarrier) is not { } found)
            return;
        if (made.Name == found.Name && made.Offset != found.Offset)
            Report(creation, [], $"'{meeting.Name}' is made for '{made}' {(isBarrier ? "participants" : "signals")}, but the code has '{found}': {Outcome(made.Offset > found.Offset, isBarrier)}", type);
    }

    private static string Outcome(bool isTooMany, bool isBarrier) =>
        isTooMany ? "who waits for it waits for ever" : isBarrier ? "a phase ends without some of them" : "the wait ends too early, and a signal throws";

    private static bool IsCountUp(IInvocationOperation call, KnownTypes types) =>
        call is { TargetMethod.Name: "AddCount" or "TryAddCount", Instance: not null } && KnownTypes.Is(call.TargetMethod.ContainingType, types.CountdownEvent);

    // The work that adds itself comes after the wait if it starts late.
    private static void AnalyzeCountUp(IInvocationOperation call, Body body, TypeContext type)
    {
        if (AccessPath.Of(call.Instance, body.Locals.Resolve) is not { } path || SymbolEqualityComparer.Default.Equals(path.Root?.ContainingSymbol, body.Symbol))
            return;
        // A count that outlives the call may be a gate, which refuses who comes too late.
        bool isGate = path.Last is IFieldSymbol;
        if (isGate && new LateCounts(type.Summary, type.Model).ClosingFor(call, body) is { } closing)
            Report(call, [closing], $"'{Excerpt.Of(call.Syntax)}' throws if '{Excerpt.Of(closing.Syntax)}' at line {Excerpt.LineOf(closing.Syntax)} has given the last signal by then; TryAddCount tells", type);
        else if (!(isGate && call.TargetMethod.Name == "TryAddCount") && IsStartedWork(body, type.Model) && body.Sites.Exists(site => site is IInvocationOperation { TargetMethod.Name: "Signal" } signal && path.Equals(AccessPath.Of(signal.Instance, body.Locals.Resolve))))
            Report(call, [], $"'{Excerpt.Of(call.Syntax)}' runs in the work that it counts: who waits for '{path}' may have gone on before this work begins", type);
    }

    private static bool IsStartedWork(Body body, ThreadingModel model)
    {
        IOperation? start = body.Root is IAnonymousFunctionOperation lambda ? Operand.CallGiven(lambda) : null;
        return start is IInvocationOperation call ? model.Threads.IsFork(call) : start is IObjectCreationOperation { Constructor: { } constructor } && model.Threads.IsFork(constructor);
    }
}
