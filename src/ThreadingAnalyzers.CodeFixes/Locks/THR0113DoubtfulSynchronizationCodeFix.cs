using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Gives a type whose methods are synchronized by attribute a private lock, in all these methods at once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0113DoubtfulSynchronizationCodeFix))]
public sealed class THR0113DoubtfulSynchronizationCodeFix() : RuleCodeFix("THR0113")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not AttributeSyntax { Parent.Parent: MethodDeclarationSyntax { Parent: ClassDeclarationSyntax home } method })
            yield break;
        bool isStatic = method.Modifiers.Any(SyntaxKind.StaticKeyword);
        if (site.Model.GetDeclaredSymbol(home) is not INamedTypeSymbol { DeclaringSyntaxReferences.Length: 1 } type || !MonitorUses.IsFreeOf(type, isStatic, site.Model))
            yield break;
        List<AttributeSyntax> attributes = [.. home.DescendantNodes().OfType<AttributeSyntax>().Where(IsSynchronized)];
        List<MethodDeclarationSyntax> methods = [.. attributes.Select(static attribute => attribute.Parent?.Parent).OfType<MethodDeclarationSyntax>()
            .Where(other => other.Parent == home && other.Modifiers.Any(SyntaxKind.StaticKeyword) == isStatic && CanLock(other))];
        if (methods.Count == attributes.Count && methods.Contains(method) && AddLockField.For(site, home, type, isStatic, isNew: true) is { } gate)
            yield return new Repair("Gate", $"Lock a private object '{gate.Expression}'", editor => Apply(editor, methods, gate)) { NeedsProof = true };
    }

    // Other flags beside it would have to stay.
    private static bool IsSynchronized(AttributeSyntax attribute) => attribute.Name.ToString().Contains("MethodImpl") && attribute.ArgumentList?.ToString().Contains("Synchronized") == true;

    private static bool CanLock(MethodDeclarationSyntax method) => method.Body is { Statements.Count: > 0 } && !FunctionOf.Suspends(method.Body)
        && method.AttributeLists.All(static list => !list.Attributes.Any(IsSynchronized) || (list.Attributes is [{ ArgumentList.Arguments: [{ NameEquals: null, Expression: MemberAccessExpressionSyntax }] }] && !list.GetLeadingTrivia().Any(static trivia => trivia.IsDirective)));

    private static void Apply(SyntaxEditor editor, List<MethodDeclarationSyntax> methods, Gate gate)
    {
        foreach (MethodDeclarationSyntax method in methods)
            editor.ReplaceNode(method, Locked(method, gate));
        gate.Declare(editor);
    }

    private static MethodDeclarationSyntax Locked(MethodDeclarationSyntax method, Gate gate)
    {
        AttributeListSyntax removed = method.AttributeLists.First(static list => list.Attributes.Any(IsSynchronized));
        BlockSyntax body = method.Body!;
        SyntaxTrivia lineEnd = Layout.LineEndOf(method.SyntaxTree.GetRoot());
        BlockSyntax inner = SyntaxFactory.Block(body.Statements)
            .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(lineEnd))
            .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithLeadingTrivia(body.CloseBraceToken.LeadingTrivia.Where(KeptComments.IsComment)).WithTrailingTrivia(lineEnd));
        LockStatementSyntax region = SyntaxFactory.LockStatement(gate.Expression, inner);
        MethodDeclarationSyntax locked = method.WithBody(body.WithStatements(SyntaxFactory.SingletonList<StatementSyntax>(region)).WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTriviaFrom(body.CloseBraceToken).WithLeadingTrivia()));
        locked = locked.WithAttributeLists(SyntaxFactory.List(method.AttributeLists.Where(list => list != removed)));
        return locked.WithLeadingTrivia(method.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
