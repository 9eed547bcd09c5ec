using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Locks;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Makes one lock object and keeps it: a private gate, or a property that is set once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0104ChangingLockObjectCodeFix))]
public sealed class THR0104ChangingLockObjectCodeFix() : RuleCodeFix("THR0104")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        Repair? repair = site.Node switch
        {
            AssignmentExpressionSyntax => LockGateInsteadOfField(site),
            BaseObjectCreationExpressionSyntax creation => LockGateInsteadOfNew(site, creation),
            ExpressionSyntax named => KeepPropertyValue(site, named),
            _ => null,
        };
        if (repair is not null)
            yield return repair;
    }

    /// <summary>Data that is replaced under its own lock needs a lock beside it. A pure gate that is replaced should rather not be.</summary>
    private static Repair? LockGateInsteadOfField(FixSite site)
    {
        ImmutableArray<SyntaxNode?> places = site.Places(THR0104ChangingLockObject.Locks);
        List<ExpressionSyntax> locks = [.. places.OfType<ExpressionSyntax>().Where(static place => place.Parent is LockStatementSyntax)];
        if (locks.Count != places.Length || locks[0].FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } home || locks.Exists(place => place.FirstAncestorOrSelf<TypeDeclarationSyntax>() != home))
            return null;
        if (site.Model.GetSymbolInfo(locks[0]).Symbol is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } field || Gate.IsGateType(field.Type))
            return null;
        bool isLockedElsewhere = MonitorUses.AllIn(site.Model).Any(use => !locks.Contains(use.Used) && SymbolEqualityComparer.Default.Equals(use.Model.GetTypeInfo(use.Used).Type, field.Type));
        return isLockedElsewhere || AddLockField.For(site, home, field, field.IsStatic, isNew: true) is not { } gate ? null : gate.Replacing(locks);
    }

    private static Repair? LockGateInsteadOfNew(FixSite site, BaseObjectCreationExpressionSyntax creation)
    {
        if (creation.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } home || site.Model.GetDeclaredSymbol(home) is not { } type)
            return null;
        List<ExpressionSyntax> locks = [.. home.DescendantNodes().OfType<LockStatementSyntax>().Select(static region => region.Expression)
            .Where(locked => IsPlainGate(locked, site.Model) && locked.FirstAncestorOrSelf<TypeDeclarationSyntax>() == home)];
        bool isStatic = locks.Exists(static locked => locked.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member && member.Modifiers.Any(SyntaxKind.StaticKeyword));
        return !locks.Contains(creation) || AddLockField.For(site, home, type, isStatic, isNew: true) is not { } gate ? null : gate.Replacing(locks);
    }

    private static Repair? KeepPropertyValue(FixSite site, ExpressionSyntax named)
    {
        if (site.Model.GetSymbolInfo(named).Symbol is not IPropertySymbol { DeclaringSyntaxReferences: [var reference] } property || reference.SyntaxTree != site.Root.SyntaxTree)
            return null;
        if (reference.GetSyntax() is not PropertyDeclarationSyntax { ExpressionBody.Expression: { } value, Parent: ClassDeclarationSyntax } declaration || !IsPlainGate(value, site.Model))
            return null;
        return new Repair("Property", $"Create the object of '{property.Name}' once", editor => editor.ReplaceNode(declaration, Kept(declaration, value)));
    }

    private static bool IsPlainGate(ExpressionSyntax expression, SemanticModel model) =>
        expression is BaseObjectCreationExpressionSyntax { Initializer: null } && model.GetTypeInfo(expression).Type is { } type && Gate.IsGateType(type);

    private static PropertyDeclarationSyntax Kept(PropertyDeclarationSyntax declaration, ExpressionSyntax value)
    {
        AccessorDeclarationSyntax get = SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
        return declaration.WithExpressionBody(null)
            .WithAccessorList(SyntaxFactory.AccessorList(SyntaxFactory.SingletonList(get)))
            .WithInitializer(SyntaxFactory.EqualsValueClause(value))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
