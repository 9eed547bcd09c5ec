using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>A method that returns an asynchronous sequence out of a using, as an async iterator that goes through the sequence itself.</summary>
/// <param name="Method">The method.</param>
/// <param name="Return">Its only return.</param>
internal sealed record AsyncIterator(MethodDeclarationSyntax Method, ReturnStatementSyntax Return)
{
    /// <summary>The change; null where the method gives other sequences as well, or is no async iterator's shape.</summary>
    internal static AsyncIterator? Of(ExpressionSyntax sequence)
    {
        if (sequence.Parent is not ReturnStatementSyntax { Parent: BlockSyntax } statement || FunctionOf.Node(statement) is not MethodDeclarationSyntax { Body: { } body } method)
            return null;
        bool isOnly = FunctionOf.OwnNodes(body).OfType<ReturnStatementSyntax>().Count() == 1;
        bool mayYield = !statement.Ancestors().TakeWhile(node => node != method).Any(static node => node is TryStatementSyntax { Catches.Count: > 0 } or CatchClauseSyntax or FinallyClauseSyntax or LockStatementSyntax);
        return isOnly && mayYield && method.ParameterList.Parameters.All(static parameter => parameter.Modifiers.Count == 0) ? new(method, statement) : null;
    }

    internal void Apply(SyntaxEditor editor, SemanticModel model)
    {
        string name = model.LookupSymbols(Return.SpanStart, name: "item").IsEmpty ? "item" : "element";
        StatementSyntax yield = SyntaxFactory.YieldStatement(SyntaxKind.YieldReturnStatement, SyntaxFactory.IdentifierName(name));
        ForEachStatementSyntax loop = SyntaxFactory.ForEachStatement(SyntaxFactory.IdentifierName("var"), name, Return.Expression!.WithoutTrivia(), OwnLines.Of(yield))
            .WithAwaitKeyword(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithTriviaFrom(Return)
            .WithAdditionalAnnotations(Formatter.Annotation);
        editor.ReplaceNode(Return, loop);
        if (Method.ParameterList.Parameters.Where(parameter => IsToken(parameter, model)).ToArray() is [{ AttributeLists.Count: 0 } token])
            editor.ReplaceNode(token, Marked(token));
        editor.ReplaceNode(Method, static (current, _) => MakeAsync.WithKeyword(current));
    }

    // The token of GetAsyncEnumerator arrives in the parameter that says so.
    private static ParameterSyntax Marked(ParameterSyntax token) => token.WithoutLeadingTrivia()
        .WithAttributeLists(SyntaxFactory.SingletonList(SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(
            SyntaxFactory.Attribute((NameSyntax)TypeNames.Of("System.Runtime.CompilerServices.EnumeratorCancellation")))).WithTrailingTrivia(SyntaxFactory.Space)))
        .WithLeadingTrivia(token.GetLeadingTrivia());

    private static bool IsToken(ParameterSyntax parameter, SemanticModel model) => model.GetDeclaredSymbol(parameter)?.Type is { Name: "CancellationToken" };
}
