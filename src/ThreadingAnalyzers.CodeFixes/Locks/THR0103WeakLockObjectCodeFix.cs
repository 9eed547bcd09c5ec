using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Gives a type that locks its instance or its type object a private lock, in all places at once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0103WeakLockObjectCodeFix))]
public sealed class THR0103WeakLockObjectCodeFix() : RuleCodeFix("THR0103")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not (ThisExpressionSyntax or TypeOfExpressionSyntax))
            yield break;
        var locked = (ExpressionSyntax)site.Node;
        if (locked.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } home)
            yield break;
        if (MonitorUses.SameAs(locked, home, site) is not { } uses || site.Model.GetDeclaredSymbol(home) is not { } type)
            yield break;
        if (AddLockField.For(site, home, type, isStatic: locked is TypeOfExpressionSyntax, isNew: true) is { } gate)
            yield return gate.Replacing(uses);
    }
}
