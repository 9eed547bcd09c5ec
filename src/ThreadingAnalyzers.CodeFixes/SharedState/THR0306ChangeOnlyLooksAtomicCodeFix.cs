using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Makes the change by Interlocked, or by ImmutableInterlocked.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0306ChangeOnlyLooksAtomicCodeFix))]
public sealed class THR0306ChangeOnlyLooksAtomicCodeFix() : RuleCodeFix("THR0306")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (UseInterlocked.For(site.Node, site.Model) is { } atomic)
        {
            if (AllOf(atomic, site) is { } all)
                yield return all;
        }
        else if (Update(site) is { } update)
        {
            yield return update;
        }
    }

    // A change in several steps loses an atomic one as well as any other.
    private static Repair? AllOf(UseInterlocked atomic, FixSite site)
    {
        List<UseInterlocked> edits = [atomic];
        foreach (SyntaxNode? change in site.Places(THR0306ChangeOnlyLooksAtomic.OtherChanges))
        {
            // It may have been repaired before.
            if (change is null)
                continue;
            if (UseInterlocked.For(change, site.Model) is not { } edit)
                return null;
            edits.Add(edit);
        }

        return new Repair("Interlocked", $"Use Interlocked.{atomic.Method}", editor => edits.ForEach(edit => edit.Apply(editor))) { NeedsProof = edits.Count > 1 };
    }

    // list = list.Add(x) becomes ImmutableInterlocked.Update(ref list, old => old.Add(x)).
    private static Repair? Update(FixSite site)
    {
        if (site.Node is not AssignmentExpressionSyntax { Right: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } call } change || !ValueUse.IsDiscarded(change, site.Model))
            return null;
        bool isField = site.Model.GetSymbolInfo(change.Left).Symbol is IFieldSymbol { IsReadOnly: false } && SyntaxFactory.AreEquivalent(change.Left, called.Expression);
        if (!isField || !call.ArgumentList.Arguments.All(argument => argument is { RefOrOutKeyword.RawKind: 0 } && IsRepeatable(argument.Expression))
            || site.Model.Compilation.GetTypeByMetadataName("System.Collections.Immutable.ImmutableInterlocked") is not { } type)
        {
            return null;
        }

        string name = Gate.Unique("old", Gate.NamesIn(change.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? site.Root));
        return new Repair("ImmutableInterlocked", "Use ImmutableInterlocked.Update", editor => editor.ReplaceNode(change, Replacement(editor.Generator)))
        { NeedsProof = true };

        ExpressionSyntax Replacement(SyntaxGenerator generator)
        {
            SyntaxNode owner = generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
            ExpressionSyntax next = call.WithExpression(called.WithExpression(SyntaxFactory.IdentifierName(name)).WithoutTrivia()).WithoutTrivia();
            SyntaxNode lambda = generator.ValueReturningLambdaExpression(name, next);
            SyntaxNode[] arguments = [generator.Argument(RefKind.Ref, change.Left.WithoutTrivia()), generator.Argument(lambda)];
            return ((ExpressionSyntax)generator.InvocationExpression(generator.MemberAccessExpression(owner, "Update"), arguments)).WithCommentsOf(change).WithAdditionalAnnotations(Formatter.Annotation);
        }
    }

    // The transformation runs again where another thread was faster.
    private static bool IsRepeatable(ExpressionSyntax argument) =>
        argument is IdentifierNameSyntax or LiteralExpressionSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax };
}
