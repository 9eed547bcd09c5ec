using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Takes the shared random generator, or puts the uses of the object under a lock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0304UnsafeObjectSharedCodeFix))]
public sealed class THR0304UnsafeObjectSharedCodeFix() : RuleCodeFix("THR0304")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (SharedRandom(site) is { } random)
        {
            yield return random;
            yield break;
        }

        if (GuardedAccesses.Of(site) is not { } accesses)
            yield break;
        // Where the object is handed out, no lock here protects what others do with it.
        if (site.Property(THR0301UnsynchronizedReadModifyWrite.UnlockedAccesses) is not null && accesses.Locked() is { } locked)
            yield return locked;
        if (ConcurrentInstead.For(accesses.Location, site) is { } concurrent)
            yield return new Repair("Concurrent", $"Make '{accesses.Location.Name}' a {concurrent.TypeName}", concurrent.Apply) { NeedsProof = true };
    }

    // _random.Next() becomes Random.Shared.Next(), here and in the rest of the function.
    private static Repair? SharedRandom(FixSite site)
    {
        if (site.Node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var generator } } || site.Model.GetTypeInfo(generator).Type is not INamedTypeSymbol { Name: "Random", ContainingNamespace.Name: "System" } type || type.GetMembers("Shared").IsEmpty)
            return null;
        ISymbol? variable = site.Model.GetSymbolInfo(generator).Symbol;
        if (variable is not (IFieldSymbol or ILocalSymbol) || IsSeeded(variable))
            return null;
        SyntaxNode scope = site.Node.Ancestors().FirstOrDefault(FunctionOf.IsFunction) ?? site.Root;
        ExpressionSyntax[] uses = scope.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(member => member.Parent is InvocationExpressionSyntax && SyntaxFactory.AreEquivalent(member.Expression, generator))
            .Select(static member => member.Expression).ToArray();
        return new Repair("RandomShared", "Use Random.Shared", editor =>
        {
            SyntaxNode name = editor.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
            foreach (ExpressionSyntax use in uses)
                editor.ReplaceNode(use, editor.Generator.MemberAccessExpression(name, "Shared").WithTriviaFrom(use));
        })
        { NeedsProof = true };
    }

    /// <summary>Whether the same numbers are wanted each time; the shared generator has no seed.</summary>
    private static bool IsSeeded(ISymbol variable) => variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } }
        or VariableDeclaratorSyntax { Initializer: null };
}
