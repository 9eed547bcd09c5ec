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

        if (EditFor(guard, primitive, region, site) is not { } edit)
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

    private static Action<SyntaxEditor>? EditFor(string guard, LockPrimitive primitive, SyntaxNode region, FixSite site)
    {
        if (primitive is LockPrimitive.Monitor or LockPrimitive.Lock)
        {
            ExpressionSyntax gate = SyntaxFactory.ParseExpression(guard);
            return IsLockable(gate, site) ? editor => WrapInLock.Apply(editor, region, gate, site.Model) : null;
        }

        return WrapInGuard.For(guard, primitive, site.Property(THR0302MissingGuard.Changes) is not null, IsInAsyncCode(region)) is { } wrap ? editor => wrap.Apply(editor, region, site.Model) : null;
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
