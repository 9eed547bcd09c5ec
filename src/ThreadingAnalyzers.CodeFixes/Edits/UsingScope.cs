using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Makes a declaration one that is disposed of at the end of its block: by a <c>using</c> declaration, or in older code by a <c>using</c> statement around what follows.</summary>
internal static class UsingScope
{
    /// <summary>The declaration with the keyword, in the place of a statement.</summary>
    internal static void Apply(SyntaxEditor editor, StatementSyntax statement, LocalDeclarationStatementSyntax declaration, int languageVersion)
    {
        const int CSharp8 = 800;
        if (languageVersion >= CSharp8)
            editor.ReplaceNode(statement, WithKeyword(declaration));
        else
            editor.ReplaceNode(statement.Parent!, (current, _) => Around((BlockSyntax)current, ((BlockSyntax)statement.Parent!).Statements.IndexOf(statement), declaration, Layout.LineEndOf(editor.OriginalRoot)));
    }

    /// <summary>Whether a statement stands where that can be said.</summary>
    internal static bool IsPossible(StatementSyntax statement, int languageVersion)
    {
        const int CSharp8 = 800;
        if (languageVersion >= CSharp8)
            return true;
        return statement.Parent is BlockSyntax block && statement != block.Statements.Last() && !KeptComments.HasCommentsInside(statement) && !statement.GetTrailingTrivia().Any(KeptComments.IsComment)
            && !block.Statements.SkipWhile(other => other != statement).Any(static other => other is LabeledStatementSyntax or LocalFunctionStatementSyntax);
    }

    private static LocalDeclarationStatementSyntax WithKeyword(LocalDeclarationStatementSyntax declaration) => declaration
        .WithoutLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
        .WithLeadingTrivia(declaration.GetLeadingTrivia());

    private static BlockSyntax Around(BlockSyntax block, int index, LocalDeclarationStatementSyntax declaration, SyntaxTrivia lineEnd)
    {
        List<StatementSyntax> rest = [.. block.Statements.Skip(index + 1)];
        rest[0] = rest[0].WithLeadingTrivia(rest[0].GetLeadingTrivia().SkipWhile(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
        BlockSyntax body = SyntaxFactory.Block(rest);
        StatementSyntax region = SyntaxFactory.UsingStatement(declaration.Declaration.WithoutTrivia(), expression: null, body)
            .WithLeadingTrivia(declaration.GetLeadingTrivia())
            .WithTrailingTrivia(lineEnd)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return block.WithStatements(SyntaxFactory.List([.. block.Statements.Take(index), region]));
    }
}
