using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Catch clauses for what a blocking wait throws, an AggregateException. An await throws what is in it.</summary>
internal sealed class UnwrappedExceptions
{
    private readonly List<(TypeSyntax Type, List<ExpressionSyntax> Inner)> _clauses = [];

    /// <summary>The clauses around a place that have to change; null where one of them asks for more than the one exception that an await throws.</summary>
    internal static UnwrappedExceptions? Around(ExpressionSyntax place)
    {
        var change = new UnwrappedExceptions();
        SyntaxNode? function = FunctionOf.Node(place);
        foreach (TryStatementSyntax attempt in place.Ancestors().TakeWhile(node => node != function).OfType<TryStatementSyntax>().Where(attempt => attempt.Block.Span.Contains(place.Span)))
        {
            CatchClauseSyntax? clause = attempt.Catches.FirstOrDefault(static clause => clause.Declaration is { } declaration && NameOf(declaration.Type) == "AggregateException");
            if (clause is not null && (attempt.Catches.Count > 1 || !change.Add(clause)))
                return null;
        }

        return change;
    }

    internal void Apply(SyntaxEditor editor)
    {
        foreach ((TypeSyntax type, List<ExpressionSyntax> inner) in _clauses)
        {
            TypeSyntax exception = SyntaxFactory.ParseTypeName("global::System.Exception").WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
            editor.ReplaceNode(type, exception.WithTriviaFrom(type));
            foreach (ExpressionSyntax access in inner)
                editor.ReplaceNode(access, ((MemberAccessExpressionSyntax)access).Expression.WithTriviaFrom(access));
        }
    }

    private bool Add(CatchClauseSyntax clause)
    {
        string name = clause.Declaration!.Identifier.ValueText;
        var inner = new List<ExpressionSyntax>();
        foreach (IdentifierNameSyntax use in clause.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => name.Length > 0 && use.Identifier.ValueText == name))
        {
            switch ((use.Parent as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText)
            {
                case "InnerException":
                    inner.Add((ExpressionSyntax)use.Parent!);
                    break;
                case "InnerExceptions" or "Flatten" or "Handle" or "GetBaseException":
                    return false;
            }
        }

        _clauses.Add((clause.Declaration.Type, inner));
        return true;
    }

    private static string NameOf(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
