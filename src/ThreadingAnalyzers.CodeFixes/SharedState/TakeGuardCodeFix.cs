using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Takes the lock that a rule says is missing around the use of some state.</summary>
public abstract class TakeGuardCodeFix : RuleCodeFix
{
    private protected TakeGuardCodeFix(string id)
        : base(id)
    {
    }

    private protected sealed override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0302MissingGuard.Guard) is not { } guard
            || !Enum.TryParse(site.Property(THR0302MissingGuard.Primitive), out LockPrimitive primitive)
            || StateNamedIn(site) is not { } state
            || GuardedStatement.OrLoopOf(site.Node, state, site.Model) is not { } region)
        {
            yield break;
        }

        if (EditFor(guard, primitive, RegionsWith(region, state, site), site) is not { } edit)
            yield break;
        string title = $"Use '{state.Name}' while holding '{guard}'";
        yield return new Repair("Guard", title, edit) { NeedsProof = true };
        if (state is IFieldSymbol or IPropertySymbol && GuardContract.Of(state) is null && StateContract.For(state, guard, site) is { } contract)
        {
            yield return new Repair("Contract", title + ", and state it as [GuardedBy]", editor =>
            {
                edit(editor);
                contract.Apply(editor);
            })
            { NeedsProof = true };
        }
    }

    // With the other accesses that the member makes without the lock. One that stands in the region of another is under the lock with it.
    private static List<SyntaxNode> RegionsWith(SyntaxNode region, ISymbol state, FixSite site)
    {
        List<SyntaxNode> regions = [region];
        foreach (SyntaxNode access in site.Places(THR0302MissingGuard.Beside).OfType<SyntaxNode>())
        {
            if (GuardedStatement.OrLoopOf(access, state, site.Model) is not { } other || regions.Exists(outer => outer.Contains(other)))
                continue;
            regions.RemoveAll(inner => other.Contains(inner));
            regions.Add(other);
        }

        return regions;
    }

    private static Action<SyntaxEditor>? EditFor(string guard, LockPrimitive primitive, List<SyntaxNode> regions, FixSite site)
    {
        if (primitive is LockPrimitive.Monitor or LockPrimitive.Lock)
        {
            ExpressionSyntax gate = SyntaxFactory.ParseExpression(guard);
            return IsLockable(gate, site) ? editor => Lock(editor, regions, gate, site.Model) : null;
        }

        bool changes = site.Property(THR0302MissingGuard.Changes) is not null;
        return WrapInGuard.For(guard, primitive, changes, IsInAsyncCode(regions[0])) is { } wrap ? editor => regions.ForEach(region => wrap.Apply(editor, region, site.Model)) : null;
    }

    // What follows each other stays one step.
    private static void Lock(SyntaxEditor editor, List<SyntaxNode> regions, ExpressionSyntax gate, SemanticModel model)
    {
        List<StatementSyntax> statements = regions.OfType<StatementSyntax>().OrderBy(static statement => statement.SpanStart).ToList();
        if (statements.Count == regions.Count && statements.Count > 1 && statements[0].Parent is BlockSyntax block && block.Statements.Skip(block.Statements.IndexOf(statements[0])).Take(statements.Count).SequenceEqual(statements))
            WrapInLock.Apply(editor, statements, gate);
        else
            regions.ForEach(region => WrapInLock.Apply(editor, region, gate, model));
    }

    private static ISymbol? StateNamedIn(FixSite site)
    {
        string? name = site.Property(THR0302MissingGuard.State);
        SimpleNameSyntax? mention = site.Node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault(candidate => candidate.Identifier.ValueText == name);
        return mention is null ? null : site.Model.GetSymbolInfo(mention).Symbol;
    }

    private static bool IsLockable(ExpressionSyntax gate, FixSite site)
    {
        ITypeSymbol? type = site.Model.GetSpeculativeTypeInfo(site.Node.SpanStart, gate, SpeculativeBindingOption.BindAsExpression).Type;
        return type is { IsReferenceType: true, TypeKind: not TypeKind.Error };
    }

    private static bool IsInAsyncCode(SyntaxNode region) => region.AncestorsAndSelf().FirstOrDefault(FunctionOf.IsFunction) is { } function && FunctionOf.IsAsync(function);
}
