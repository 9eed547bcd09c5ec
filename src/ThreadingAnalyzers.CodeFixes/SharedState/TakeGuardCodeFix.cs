using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            || RegionOf(site, state) is not { } region)
        {
            yield break;
        }

        string title = $"Use '{state.Name}' while holding '{guard}'";
        if (primitive is LockPrimitive.Monitor or LockPrimitive.Lock)
        {
            ExpressionSyntax gate = SyntaxFactory.ParseExpression(guard);
            if (IsLockable(gate, site))
                yield return new Repair("Guard", title, editor => WrapInLock.Apply(editor, region, gate, site.Model)) { NeedsProof = true };
        }
        else if (WrapInGuard.For(guard, primitive, site.Property(THR0302MissingGuard.Changes) is not null, IsInAsyncCode(region)) is { } wrap)
        {
            yield return new Repair("Guard", title, editor => wrap.Apply(editor, region, site.Model)) { NeedsProof = true };
        }
    }

    private static ISymbol? StateNamedIn(FixSite site)
    {
        string? name = site.Property(THR0302MissingGuard.State);
        SimpleNameSyntax? mention = site.Node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault(candidate => candidate.Identifier.ValueText == name);
        return mention is null ? null : site.Model.GetSymbolInfo(mention).Symbol;
    }

    /// <summary>What goes under the lock: the statement, or the whole loop over the state where its body is plain computation.</summary>
    private static SyntaxNode? RegionOf(FixSite site, ISymbol state)
    {
        if (site.Node.Parent is ForEachStatementSyntax { AwaitKeyword.RawKind: 0 } loop && loop.Expression == site.Node)
            return IsPlain(loop, site.Model) ? loop : null;
        return GuardedStatement.Of(site.Node, state, site.Model);
    }

    private static bool IsPlain(ForEachStatementSyntax loop, SemanticModel model) => !FunctionOf.Suspends(loop) && !loop.DescendantNodes().Any(node => node switch
    {
        InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is not IMethodSymbol { MethodKind: not MethodKind.DelegateInvoke, ContainingType: { } type } || !Framework.Owns(type),
        LockStatementSyntax or GotoStatementSyntax => true,
        _ => false,
    });

    private static bool IsLockable(ExpressionSyntax gate, FixSite site)
    {
        ITypeSymbol? type = site.Model.GetSpeculativeTypeInfo(site.Node.SpanStart, gate, SpeculativeBindingOption.BindAsExpression).Type;
        return type is { IsReferenceType: true, TypeKind: not TypeKind.Error };
    }

    private static bool IsInAsyncCode(SyntaxNode region) => region.AncestorsAndSelf().FirstOrDefault(FunctionOf.IsFunction) is { } function && FunctionOf.IsAsync(function);
}
