using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Whether code that holds a gate may get to take it again. Decided by names, and any doubt counts.</summary>
internal static class GateReentry
{
    /// <summary>Whether some member under the gate mentions a member that uses the gate, be it through others.</summary>
    internal static bool IsPossible(TypeDeclarationSyntax type, IReadOnlyCollection<GateUse> uses)
    {
        List<MemberDeclarationSyntax> members = [.. type.DescendantNodes().OfType<MemberDeclarationSyntax>().Where(static member => member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax)];
        HashSet<string> users = [.. members.Where(member => uses.Any(use => member.Span.Contains(use.Node.Span))).SelectMany(NamesOf)];
        if (uses.Any(static use => use.Node.Ancestors().Any(static ancestor => ancestor is LocalFunctionStatementSyntax)))
            return true;
        for (int before = -1; before != users.Count;)
        {
            before = users.Count;
            users.UnionWith(members.Where(member => MentionsAny(member, users)).SelectMany(NamesOf));
        }

        return uses.Any(use => MentionsAny(ScopeOf(use), users)) || HasTwoInOneScope(uses);
    }

    // From an Enter on, the whole member may be under the gate.
    private static SyntaxNode ScopeOf(GateUse use) =>
        use.Node is LockStatementSyntax region ? region.Statement : use.Node.Ancestors().First(static ancestor => FunctionOf.IsFunction(ancestor) || ancestor is MemberDeclarationSyntax);

    private static bool HasTwoInOneScope(IReadOnlyCollection<GateUse> uses) => uses
        .Where(static use => use.Kind != GateUseKind.Exit)
        .GroupBy(static use => use.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>())
        .Any(static ofMember => ofMember.Count() > 1);

    private static bool MentionsAny(SyntaxNode scope, HashSet<string> names) => scope.DescendantNodes().Any(node => node switch
    {
        IdentifierNameSyntax name => names.Contains(name.Identifier.ValueText),
        GenericNameSyntax name => names.Contains(name.Identifier.ValueText),
        ElementAccessExpressionSyntax or ElementBindingExpressionSyntax => names.Contains("this[]"),
        _ => false,
    });

    private static IEnumerable<string> NamesOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => [method.Identifier.ValueText],
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        EventDeclarationSyntax raised => [raised.Identifier.ValueText],
        IndexerDeclarationSyntax => ["this[]"],
        _ => [],
    };
}
