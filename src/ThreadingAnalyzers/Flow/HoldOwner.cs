using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Who, beside one body, may give a lock or permit back. Decided from names in the syntax of the type, since it can only silence: a mention of
/// its release anywhere else counts as somebody who does.
/// </summary>
internal sealed class HoldOwner(LockKey key, Body body, LockModel locks, CancellationToken cancellation)
{
    private readonly string _name = key.Path.Last?.Name ?? "this";
    private readonly ImmutableHashSet<string> _releases = locks.MembersOf(key.Primitive, key.Mode, LockAction.Release);
    private readonly ImmutableHashSet<string> _takes = locks.MembersOf(key.Primitive, key.Mode, LockAction.Acquire);

    /// <summary>Whether the type keeps the lock to itself and never releases it.</summary>
    internal bool IsNeverReleased =>
        key.Path.Last is IFieldSymbol { DeclaredAccessibility: Accessibility.Private }
        && TopLevel(key.Path.Last.ContainingType).DeclaringSyntaxReferences.All(part => !part.GetSyntax(cancellation).DescendantNodes().Any(MayGiveBack));

    /// <summary>Whether it goes to somebody else, who gives it back: a lambda, a callee, whoever is given the lock, or the caller.</summary>
    /// <param name="releasesHere">How many releases the body itself holds.</param>
    /// <param name="leak">The way out on which it is kept.</param>
    internal bool HandsOver(int releasesHere, HeldAtExit leak) =>
        IsPassedOn || MentionsOfRelease(MemberSyntax) > releasesHere || CalleeReleases || (leak.Kind == ExitKind.Normal && AnotherMemberOnlyReleases);

    /// <summary>
    /// Whether the releases here ask first whether the semaphore is still of use, since another member disposes of it: <c>finally { if (_state != State.Shutdown) _slots.Release(); }</c>.
    /// </summary>
    /// <param name="releasesHere">The releases that the body itself holds.</param>
    internal bool MayBeDisposedOf(IEnumerable<IOperation> releasesHere) => key.Mode == LockMode.Counting && releasesHere.All(release => IsLeftToState(release.Syntax)) && key.Path.Last?.ContainingType is { } type
        && TopLevel(type).DeclaringSyntaxReferences.Any(part => part.GetSyntax(cancellation).DescendantNodes().Any(node => IsMention(node, Disposals) && !MemberSyntax.Span.Contains(node.Span)));

    /// <summary>Whether the body takes back, somewhere, the flag by which it knows that it has to release: <c>Observe(sending); taken = false; throw;</c>. Whoever it has told of the work has the permit now.</summary>
    /// <param name="releasesHere">The releases that the body itself holds.</param>
    internal bool IsDisowned(IReadOnlyList<IOperation> releasesHere) => body.Sites.Exists(site =>
        site is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var flag }, Value.ConstantValue: { HasValue: true, Value: false }, Syntax: var taking }
        && !releasesHere.Any(release => taking.FirstAncestorOrSelf<BlockSyntax>()?.Span.Contains(release.Syntax.Span) == true)
        && releasesHere.Any(release => release.Syntax.FirstAncestorOrSelf<IfStatementSyntax>() is { Condition: IdentifierNameSyntax asked } && asked.Identifier.ValueText == flag.Name && release.Syntax.SpanStart > taking.SpanStart));

    private static readonly ImmutableHashSet<string> Disposals = ImmutableHashSet.Create("Dispose");

    // The condition stands in the finally, and asks for more than a local flag that tells of this call.
    private bool IsLeftToState(SyntaxNode release)
    {
        if (release.Ancestors().TakeWhile(static node => node is not MemberDeclarationSyntax).OfType<IfStatementSyntax>().FirstOrDefault() is not { } choice || !choice.Ancestors().OfType<FinallyClauseSyntax>().Any(last => release.Ancestors().Contains(last)))
            return false;
        return body.Sites.Exists(site => choice.Condition.Span.Contains(site.Syntax.Span) && site is IFieldReferenceOperation { Field.IsConst: false } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation });
    }

    /// <summary>How many releases the member holds that the body belongs to.</summary>
    internal int MentionsInMember => MentionsOfRelease(MemberSyntax);

    private SyntaxNode MemberSyntax => body.Outermost.Root.Syntax;

    // new Releaser(_gate), Track(_gate), return _gate: whoever gets the semaphore may release it.
    private bool IsPassedOn => key.Path.Last is { } place && MentionsOf(place).Any(site => IsPassed(site) || (NameGivenTo(site) is { } name && MentionsOf(name).Any(IsPassed)));

    private bool IsPassed(IOperation site) =>
        Operand.ParentOf(site) is IArgumentOperation or IReturnOperation or ISimpleAssignmentOperation or IVariableInitializerOperation or ITupleOperation or IInvalidOperation
        && !IsTarget(site) && !IsMonitorCall(site) && NameGivenTo(site) is null;

    // var gate = _gate; makes a second name for it, if the local gets nothing else.
    private ILocalSymbol? NameGivenTo(IOperation site) =>
        Operand.ParentOf(site) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var name } } && body.Outermost.Locals.Of(name) is not null ? name : null;

    // A body's own locals are no sites.
    private IEnumerable<IOperation> MentionsOf(ISymbol place) => (place is ILocalSymbol ? body.Outermost.Root.Descendants() : body.Outermost.SelfAndNested().SelectMany(static body => body.Sites))
        .Where(site => SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(site), place));

    private bool CalleeReleases => ReleasingCalls.Any();

    /// <summary>Whether a method of the type gives it back that is called where an exception leads.</summary>
    internal bool CalleeReleasesOnFailure => ReleasingCalls.Any(static call => call.Syntax.Ancestors().Any(static node => node is FinallyClauseSyntax or CatchClauseSyntax));

    private IEnumerable<IInvocationOperation> ReleasingCalls => body.Sites.OfType<IInvocationOperation>()
        .Where(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, key.Path.Last?.ContainingType)
            && call.TargetMethod.DeclaringSyntaxReferences.Any(callee => callee.SyntaxTree == MemberSyntax.SyntaxTree && MentionsOfRelease(callee.GetSyntax(cancellation)) > 0));

    /// <summary>Whether another member releases without ever waiting: Enter takes, Exit gives back.</summary>
    internal bool AnotherMemberOnlyReleases => key.Path.Last?.ContainingType is { } type && TopLevel(type).DeclaringSyntaxReferences
        .SelectMany(part => part.GetSyntax(cancellation).DescendantNodes().OfType<MemberDeclarationSyntax>())
        .Where(member => member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax && !member.Span.Contains(MemberSyntax.Span))
        .Any(member => MentionsOfRelease(member) > 0 && !member.DescendantNodes().Any(IsTake));

    private static bool IsMonitorCall(IOperation site) =>
        Operand.ParentOf(site) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } } };

    private static bool IsTarget(IOperation site) => site.Parent is ISimpleAssignmentOperation assignment && assignment.Target == site;

    private static INamedTypeSymbol TopLevel(INamedTypeSymbol type)
    {
        while (type.ContainingType is { } outer)
            type = outer;
        return type;
    }

    private int MentionsOfRelease(SyntaxNode scope) => scope.DescendantNodes().Count(IsRelease);

    private bool MayGiveBack(SyntaxNode node) => IsRelease(node) || (ValueIn(node) is { } value && NameOf(value) == _name);

    private static ExpressionSyntax? ValueIn(SyntaxNode node) => node switch
    {
        ArgumentSyntax argument => argument.Expression,
        EqualsValueClauseSyntax initializer => initializer.Value,
        AssignmentExpressionSyntax assignment => assignment.Right,
        ReturnStatementSyntax leaving => leaving.Expression,
        ArrowExpressionClauseSyntax arrow => arrow.Expression,
        UsingStatementSyntax scope => scope.Expression,
        _ => null,
    };

    private bool IsRelease(SyntaxNode node) => IsMention(node, _releases);

    private bool IsTake(SyntaxNode node) => IsMention(node, _takes);

    // gate.Release, gate?.Release(), Monitor.Exit(gate)
    private bool IsMention(SyntaxNode node, ImmutableHashSet<string> members) => node switch
    {
        MemberAccessExpressionSyntax access when members.Contains(access.Name.Identifier.ValueText) =>
            NameOf(access.Expression) == _name
            || (access.Parent is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var argument }, ..] } && key.Primitive == LockPrimitive.Monitor && NameOf(argument) == _name),
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } } access =>
            members.Contains(binding.Name.Identifier.ValueText) && NameOf(access.Expression) == _name,
        _ => false,
    };

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        PostfixUnaryExpressionSyntax suppressed => NameOf(suppressed.Operand),
        ParenthesizedExpressionSyntax parenthesized => NameOf(parenthesized.Expression),
        _ => null,
    };
}
