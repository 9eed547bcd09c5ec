using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Returns a task that has ended.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0608NullTaskCodeFix))]
public sealed class THR0608NullTaskCodeFix() : RuleCodeFix("THR0608")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax missing || site.Model.GetTypeInfo(missing).ConvertedType is not INamedTypeSymbol task || CompletedTask(site, missing, task) is not { } completed)
            yield break;
        if (missing is ConditionalAccessExpressionSyntax)
        {
            ExpressionSyntax alternative = SyntaxFactory.BinaryExpression(SyntaxKind.CoalesceExpression, missing.WithoutTrivia(), completed).WithTriviaFrom(missing).WithAdditionalAnnotations(Formatter.Annotation);
            yield return new Repair("CompletedTask", "Return a completed task", editor => editor.ReplaceNode(missing, alternative)) { NeedsProof = true };
            yield break;
        }

        ExpressionSyntax replaced = missing.Parent is PostfixUnaryExpressionSyntax forced ? forced : missing;
        ExpressionSyntax replacement = completed.WithTriviaFrom(replaced).WithAdditionalAnnotations(Formatter.Annotation);
        yield return new Repair("CompletedTask", "Return a completed task", editor => editor.ReplaceNode(replaced, replacement)) { NeedsProof = true };
    }

    private static ExpressionSyntax? CompletedTask(FixSite site, ExpressionSyntax missing, INamedTypeSymbol task)
    {
        if (site.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is not { } type)
            return null;
        SyntaxNode name = site.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        if (task.TypeArguments is [var result])
            return IsKnownWithoutValue(result, missing, site.Model) ? null : FromResult(site.Generator, name, result);
        return type.GetMembers("CompletedTask").IsEmpty ? null : (ExpressionSyntax)site.Generator.MemberAccessExpression(name, "CompletedTask");
    }

    private static ExpressionSyntax FromResult(SyntaxGenerator generator, SyntaxNode task, ITypeSymbol result)
    {
        if (Literal(result) is { } literal)
            return (ExpressionSyntax)generator.InvocationExpression(generator.MemberAccessExpression(task, "FromResult"), literal);
        SyntaxNode method = generator.GenericName("FromResult", result).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
        ExpressionSyntax value = SyntaxFactory.LiteralExpression(result.IsReferenceType ? SyntaxKind.NullLiteralExpression : SyntaxKind.DefaultLiteralExpression);
        return (ExpressionSyntax)generator.InvocationExpression(generator.MemberAccessExpression(task, method), value);
    }

    // The default of these is usually written as a literal, which tells the type as well.
    private static LiteralExpressionSyntax? Literal(ITypeSymbol result) => result.SpecialType switch
    {
        SpecialType.System_Boolean => SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression),
        SpecialType.System_Int32 => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(0)),
        _ => null,
    };

    /// <summary>Whether the type promises a value where there is none to give; which one it should be, only the author knows.</summary>
    private static bool IsKnownWithoutValue(ITypeSymbol result, ExpressionSyntax missing, SemanticModel model) =>
        model.GetNullableContext(missing.SpanStart).AnnotationsEnabled()
        && !result.IsValueType
        && result.NullableAnnotation != NullableAnnotation.Annotated;
}
