using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Gives a type a private gate. A type that has one keeps it.</summary>
internal static class AddLockField
{
    /// <summary>The gate of a type, or null where the type cannot have one.</summary>
    /// <param name="site">Where it is needed.</param>
    /// <param name="type">The type.</param>
    /// <param name="state">The field that it guards, beside which it is declared.</param>
    /// <param name="isStatic">Whether it guards static state.</param>
    /// <param name="isNew">Whether it has to be another one than those that the type has.</param>
    internal static Gate? For(FixSite site, TypeDeclarationSyntax type, ISymbol state, bool isStatic, bool isNew = false)
    {
        if (type is InterfaceDeclarationSyntax || (!isStatic && HasValueIdentity(type)))
            return null;
        IEnumerable<FieldDeclarationSyntax> fields = type.Members.OfType<FieldDeclarationSyntax>();
        if (!isNew && fields.FirstOrDefault(field => IsGate(field, isStatic, site.Model)) is { } gate)
            return Gate.Existing(gate.Declaration.Variables[0].Identifier.Text);

        string name = Gate.Unique(FieldNaming.Name(site.Root, type, isStatic), TakenNames(site.Model, type));
        FieldDeclarationSyntax declaration = Declaration(site, name, isStatic);
        return new Gate(name, editor => editor.ReplaceNode(type, (current, _) => Insert((TypeDeclarationSyntax)current, type, declaration, state)));
    }

    /// <summary>A struct copies its fields, and a record compares them.</summary>
    private static bool HasValueIdentity(TypeDeclarationSyntax type) => type is StructDeclarationSyntax or RecordDeclarationSyntax;

    private static bool IsGate(FieldDeclarationSyntax field, bool isStatic, SemanticModel model)
    {
        if (field.Declaration.Variables is not [{ Initializer.Value: BaseObjectCreationExpressionSyntax { Initializer: null } }])
            return false;
        return model.GetDeclaredSymbol(field.Declaration.Variables[0]) is IFieldSymbol { IsReadOnly: true, DeclaredAccessibility: Accessibility.Private } symbol
            && symbol.IsStatic == isStatic && Gate.IsGateType(symbol.Type);
    }

    private static HashSet<string> TakenNames(SemanticModel model, TypeDeclarationSyntax type)
    {
        HashSet<string> taken = Gate.NamesIn(type);
        for (INamedTypeSymbol? symbol = model.GetDeclaredSymbol(type); symbol is not null; symbol = symbol.BaseType)
            taken.UnionWith(symbol.MemberNames);
        return taken;
    }

    private static FieldDeclarationSyntax Declaration(FixSite site, string name, bool isStatic)
    {
        SyntaxKind[] modifiers = isStatic
            ? [SyntaxKind.PrivateKeyword, SyntaxKind.StaticKeyword, SyntaxKind.ReadOnlyKeyword]
            : [SyntaxKind.PrivateKeyword, SyntaxKind.ReadOnlyKeyword];
        TypeSyntax type = Gate.TypeFor(site);
        VariableDeclaratorSyntax variable = SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(NewOf(type, site)));
        return SyntaxFactory.FieldDeclaration(SyntaxFactory.VariableDeclaration(type, SyntaxFactory.SingletonSeparatedList(variable)))
            .WithModifiers(SyntaxFactory.TokenList(modifiers.Select(SyntaxFactory.Token)))
            .WithTrailingTrivia(Layout.LineEndOf(site.Root))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ExpressionSyntax NewOf(TypeSyntax type, FixSite site)
    {
        const int CSharp9 = 900;
        return site.LanguageVersion >= CSharp9
            ? SyntaxFactory.ImplicitObjectCreationExpression()
            : SyntaxFactory.ObjectCreationExpression(type, SyntaxFactory.ArgumentList(), initializer: null);
    }

    private static TypeDeclarationSyntax Insert(TypeDeclarationSyntax current, TypeDeclarationSyntax original, FieldDeclarationSyntax gate, ISymbol state)
    {
        int index = Math.Max(0, original.Members.IndexOf(member => state.DeclaringSyntaxReferences.Any(reference => member.Contains(reference.GetSyntax()))));
        if (index < original.Members.Count && original.Members[index] is not BaseFieldDeclarationSyntax)
            index = 0;
        if (index >= original.Members.Count)
            return current.WithMembers(current.Members.Insert(index, gate));
        return current.WithMembers(Placed(current.Members, index, gate));
    }

    /// <summary>Puts the gate in front of a member: blank lines above the member go above the gate, and comments stay with the member.</summary>
    private static SyntaxList<MemberDeclarationSyntax> Placed(SyntaxList<MemberDeclarationSyntax> members, int index, FieldDeclarationSyntax gate)
    {
        MemberDeclarationSyntax next = members[index];
        SyntaxTriviaList above = next.GetLeadingTrivia();
        SyntaxTriviaList blank = SyntaxFactory.TriviaList(above.TakeWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
        bool hasComment = above.Any(static trivia => trivia.Kind() is not (SyntaxKind.EndOfLineTrivia or SyntaxKind.WhitespaceTrivia));
        bool keepsDistance = next is not BaseFieldDeclarationSyntax || (blank.Any() && hasComment);
        if (!keepsDistance)
            members = members.Replace(next, next.WithLeadingTrivia(above.Skip(blank.Count)));
        else if (!blank.Any())
            gate = gate.WithTrailingTrivia(gate.GetTrailingTrivia().AddRange(gate.GetTrailingTrivia()));
        return members.Insert(index, gate.WithLeadingTrivia(blank));
    }
}
