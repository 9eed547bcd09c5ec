using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Adds arguments behind those of a call, as if they had been written there.</summary>
internal static class AddedArguments
{
    /// <summary>The arguments with others behind them. A line end behind the last one stays the last; a comment stays with its argument.</summary>
    internal static SeparatedSyntaxList<ArgumentSyntax> Append(SeparatedSyntaxList<ArgumentSyntax> arguments, params ExpressionSyntax[] added) =>
        Append(arguments, added.Select(static expression => SyntaxFactory.Argument(expression.WithoutTrivia())));

    /// <inheritdoc cref="Append(SeparatedSyntaxList{ArgumentSyntax}, ExpressionSyntax[])"/>
    internal static SeparatedSyntaxList<ArgumentSyntax> Append(SeparatedSyntaxList<ArgumentSyntax> arguments, IEnumerable<ArgumentSyntax> added)
    {
        SyntaxTriviaList end = arguments.Count > 0 ? arguments.Last().GetTrailingTrivia() : default;
        bool isComment = end.Any(KeptComments.IsComment);
        var parts = new List<SyntaxNodeOrToken>(arguments.GetWithSeparators());
        if (parts.Count > 0 && !isComment)
            parts[parts.Count - 1] = parts[parts.Count - 1].WithTrailingTrivia();
        foreach (ArgumentSyntax argument in added)
        {
            if (parts.Count > 0)
                parts.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space));
            parts.Add(argument.WithAdditionalAnnotations(Formatter.Annotation));
        }

        if (!isComment)
            parts[parts.Count - 1] = parts[parts.Count - 1].WithTrailingTrivia(end);
        return SyntaxFactory.SeparatedList<ArgumentSyntax>(parts);
    }

    /// <summary>The first arguments with others behind them, which take the places of those that were there: their commas, lines and comments stay.</summary>
    internal static SeparatedSyntaxList<ArgumentSyntax> Replace(SeparatedSyntaxList<ArgumentSyntax> arguments, int kept, ExpressionSyntax[] added)
    {
        if (kept == arguments.Count)
            return Append(arguments, added);
        int dropped = arguments.Count - kept;
        IEnumerable<ArgumentSyntax> first = added.Take(dropped).Select((expression, index) => SyntaxFactory.Argument(expression.WithoutTrivia()).WithTriviaFrom(arguments[kept + index]).WithAdditionalAnnotations(Formatter.Annotation));
        SyntaxNodeOrToken[] parts = [.. arguments.GetWithSeparators()];
        int position = 2 * kept;
        foreach (ArgumentSyntax argument in first)
        {
            parts[position] = argument;
            position += 2;
        }

        return Append(SyntaxFactory.SeparatedList<ArgumentSyntax>(parts), [.. added.Skip(dropped)]);
    }
}
