using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Adds ConfigureAwait(false), or makes SuppressThrowing possible.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0618UnconfiguredAwaitCodeFix))]
public sealed class THR0618UnconfiguredAwaitCodeFix() : RuleCodeFix("THR0618")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not ExpressionSyntax { Parent: { } parent } task)
            yield break;
        if (task is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } member } call)
        {
            if (parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax })
                yield return new Repair("Cast", "Await it as a task without result", editor => editor.ReplaceNode(member.Expression, AsTask(member.Expression, site))) { NeedsProof = true };
            else if (WithoutSuppression(call) is { } plain)
                yield return new Repair("Throw", "Let it throw", editor => editor.ReplaceNode(call, plain)) { NeedsProof = true };
        }
        else if (parent is AwaitExpressionSyntax awaiting)
        {
            ExpressionSyntax configured = AwaitExpression.Of(task.WithoutTrivia(), staysOffContext: true).Expression.WithTriviaFrom(task);
            yield return new Repair("Configure", "Add ConfigureAwait(false)", editor => editor.ReplaceNode(awaiting.Expression, configured)) { NeedsProof = true };
        }
    }

    private static ExpressionSyntax AsTask(ExpressionSyntax task, FixSite site)
    {
        SyntaxNode type = site.Generator.TypeExpression(site.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task")!).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return SyntaxFactory.ParenthesizedExpression(SyntaxFactory.CastExpression((TypeSyntax)type, task.WithoutTrivia())).WithTriviaFrom(task).WithAdditionalAnnotations(Formatter.Annotation);
    }

    // The result is wanted, so that an exception has to say that there is none.
    private static InvocationExpressionSyntax? WithoutSuppression(InvocationExpressionSyntax call)
    {
        if (call.ArgumentList.Arguments is not [{ Expression: var options }])
            return null;
        List<ExpressionSyntax> kept = Flags(options).Where(static flag => (flag as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText != "SuppressThrowing").ToList();
        if (kept.Count == Flags(options).Count())
            return null;
        ExpressionSyntax rest = kept.Count > 0
            ? kept.Select(static flag => flag.WithoutTrivia()).Aggregate(static (left, right) => SyntaxFactory.BinaryExpression(SyntaxKind.BitwiseOrExpression, left, right))
            : Flags(options).OfType<MemberAccessExpressionSyntax>().First().WithName(SyntaxFactory.IdentifierName("None"));
        return call.ReplaceNode(options, rest.WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static IEnumerable<ExpressionSyntax> Flags(ExpressionSyntax options) =>
        options is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.BitwiseOrExpression } both ? Flags(both.Left).Concat(Flags(both.Right)) : [options];
}
