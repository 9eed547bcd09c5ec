using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Turns the gate into a semaphore of one permit, which belongs to no thread, in all places that use it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0106LockHeldAcrossAwaitCodeFix))]
public sealed class THR0106LockHeldAcrossAwaitCodeFix() : RuleCodeFix("THR0106")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        // The first additional place is where the lock is taken. An iterator would hold a semaphore as long.
        if (site.Node is YieldStatementSyntax || site.Diagnostic.AdditionalLocations.FirstOrDefault() is not { } taken || FixSite.NodeAt(taken, site.Root.SyntaxTree) is not { } acquisition)
            yield break;
        if (GateOf(acquisition, site.Model) is { } field && SemaphoreInsteadOfGate.Of(field, site) is { } change)
            yield return new Repair("SemaphoreSlim", $"Make '{field.Name}' a SemaphoreSlim", change.Apply) { NeedsProof = true };
    }

    // Monitor.Enter(_gate), _gate.Enter(), the expression of a lock statement.
    private static IFieldSymbol? GateOf(SyntaxNode acquisition, SemanticModel model)
    {
        ExpressionSyntax? gate = acquisition switch
        {
            InvocationExpressionSyntax { ArgumentList.Arguments: [var first, ..] } => first.Expression,
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Expression,
            ExpressionSyntax expression => expression,
            _ => null,
        };
        return gate is null ? null : model.GetSymbolInfo(gate).Symbol as IFieldSymbol;
    }
}
