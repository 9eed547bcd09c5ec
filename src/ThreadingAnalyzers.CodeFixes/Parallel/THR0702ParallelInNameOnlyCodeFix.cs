using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Parallel;

/// <summary>Says what a loop does, one item after the other; or lets a parallel loop take single items.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0702ParallelInNameOnlyCodeFix))]
public sealed class THR0702ParallelInNameOnlyCodeFix() : RuleCodeFix("THR0702")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call)
            yield break;
        if (access.Name.Identifier.ValueText == "AsParallel" && call is { ArgumentList.Arguments.Count: 0, Parent: ForEachStatementSyntax })
            yield return new Repair("Sequential", "Remove 'AsParallel'", editor => editor.ReplaceNode(call, access.Expression.WithTrailingTrivia(call.GetTrailingTrivia()))) { NeedsProof = true };
        else if (access.Name.Identifier.ValueText == "GetConsumingEnumerable" && call.Parent is ArgumentSyntax)
            yield return new Repair("Unbuffered", "Take one item at a time", editor => editor.ReplaceNode(call, Unbuffered(call))) { NeedsProof = true };
    }

    private static ExpressionSyntax Unbuffered(InvocationExpressionSyntax source)
    {
        const string Concurrent = "System.Collections.Concurrent.";
        SeparatedSyntaxList<ArgumentSyntax> arguments = SyntaxFactory.SeparatedList<ArgumentSyntax>(
        [
            SyntaxFactory.Argument(source.WithoutTrivia()),
            SyntaxFactory.Argument(Name(Concurrent + "EnumerablePartitionerOptions.NoBuffering")),
        ]);
        return SyntaxFactory.InvocationExpression(Name(Concurrent + "Partitioner.Create"), SyntaxFactory.ArgumentList(arguments))
            .WithTriviaFrom(source).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static ExpressionSyntax Name(string dotted)
    {
        var access = (MemberAccessExpressionSyntax)SyntaxFactory.ParseExpression(dotted);
        return access.WithExpression(access.Expression.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
    }
}
