using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Signals;

/// <summary>
/// Who, beside one body, may give a semaphore's permits back. Decided from names in the syntax of the type, since it can only silence: a
/// mention of the semaphore's Release anywhere else counts as somebody who does.
/// </summary>
internal sealed class PermitOwner(AccessPath semaphore, BodyContext context)
{
    private readonly string _name = semaphore.Last?.Name ?? "this";

    /// <summary>Whether the type keeps the semaphore to itself and never releases it.</summary>
    internal bool IsNeverReleased =>
        semaphore.Last is IFieldSymbol { DeclaredAccessibility: Accessibility.Private }
        && TopLevel(semaphore.Last.ContainingType).DeclaringSyntaxReferences.All(part => !part.GetSyntax(context.Cancellation).DescendantNodes().Any(MayGiveBack));

    /// <summary>Whether the permit goes to somebody else, who gives it back: a lambda, a callee, the receiver of the semaphore, or the caller.</summary>
    /// <param name="releasesHere">How many releases the body itself holds.</param>
    /// <param name="leak">The way out on which it is kept.</param>
    internal bool HandsOver(int releasesHere, HeldAtExit leak) =>
        IsPassedOn || MentionsOfRelease(MemberSyntax) > releasesHere || CalleeReleases || (leak.Kind == ExitKind.Normal && AnotherMemberOnlyReleases);

    private SyntaxNode MemberSyntax => context.Body.Outermost.Root.Syntax;

    // new Releaser(_gate), Track(_gate), return _gate: whoever gets the semaphore may release it.
    private bool IsPassedOn => context.Body.Outermost.SelfAndNested().SelectMany(static body => body.Sites).Any(site =>
        SymbolEqualityComparer.Default.Equals(SharedLocations.LocationOf(site), semaphore.Last)
        && Operand.ParentOf(site) is IArgumentOperation or IReturnOperation or ISimpleAssignmentOperation or IVariableInitializerOperation or ITupleOperation
        && !IsTarget(site));

    private bool CalleeReleases => context.Body.Sites.OfType<IInvocationOperation>()
        .Where(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, semaphore.Last?.ContainingType))
        .SelectMany(static call => call.TargetMethod.DeclaringSyntaxReferences)
        .Any(callee => callee.SyntaxTree == MemberSyntax.SyntaxTree && MentionsOfRelease(callee.GetSyntax(context.Cancellation)) > 0);

    // Enter takes, Exit gives back: a member that releases without ever waiting.
    private bool AnotherMemberOnlyReleases => semaphore.Last?.ContainingType is { } type && TopLevel(type).DeclaringSyntaxReferences
        .SelectMany(part => part.GetSyntax(context.Cancellation).DescendantNodes().OfType<MemberDeclarationSyntax>())
        .Where(member => member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax && !member.Span.Contains(MemberSyntax.Span))
        .Any(member => MentionsOfRelease(member) > 0 && !member.DescendantNodes().Any(IsWait));

    private static bool IsTarget(IOperation site) => site.Parent is ISimpleAssignmentOperation assignment && assignment.Target == site;

    private static INamedTypeSymbol TopLevel(INamedTypeSymbol type)
    {
        while (type.ContainingType is { } outer)
            type = outer;
        return type;
    }

    private int MentionsOfRelease(SyntaxNode scope) => scope.DescendantNodes().Count(IsRelease);

    private bool MayGiveBack(SyntaxNode node) => IsRelease(node) || (node is ArgumentSyntax { Expression: var value } && NameOf(value) == _name);

    private bool IsRelease(SyntaxNode node) => IsMember(node, static name => name == "Release");

    private bool IsWait(SyntaxNode node) => IsMember(node, static name => name.StartsWith("Wait", StringComparison.Ordinal));

    private bool IsMember(SyntaxNode node, Func<string, bool> isNamed) => node switch
    {
        MemberAccessExpressionSyntax access => isNamed(access.Name.Identifier.ValueText) && NameOf(access.Expression) == _name,
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } } access =>
            isNamed(binding.Name.Identifier.ValueText) && NameOf(access.Expression) == _name,
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
