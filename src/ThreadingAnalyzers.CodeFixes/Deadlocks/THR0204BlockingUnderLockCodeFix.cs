using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Deadlocks;

namespace ThreadingAnalyzers.CodeFixes.Deadlocks;

/// <summary>In asynchronous code, makes the gate a semaphore of one permit, and awaits what was synchronous only because of the lock statement.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0204BlockingUnderLockCodeFix))]
public sealed class THR0204BlockingUnderLockCodeFix() : RuleCodeFix("THR0204")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0204BlockingUnderLock.Twins) is not { } twins || site.Node.FirstAncestorOrSelf<LockStatementSyntax>() is not { } region)
            yield break;
        string[] names = twins.Split(',');
        ImmutableArray<SyntaxNode?> places = site.Places(THR0204BlockingUnderLock.Places);
        if (places.Length != names.Length || !places.All(static place => place is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax or SimpleNameSyntax }))
            yield break;
        if (site.Model.GetSymbolInfo(region.Expression).Symbol is not IFieldSymbol field || SemaphoreInsteadOfGate.Of(field, site) is not { } change)
            yield break;
        yield return new Repair("SemaphoreSlim", $"Make '{field.Name}' a SemaphoreSlim, and await under it", editor =>
        {
            for (int index = 0; index < names.Length; index++)
            {
                var call = (InvocationExpressionSyntax)places[index]!;
                string twin = names[index];
                editor.ReplaceNode(call, (current, _) => AwaitExpression.Replacing(call, Renamed((InvocationExpressionSyntax)current, twin), AwaitExpression.StaysOffContext(call)));
            }

            change.Apply(editor);
        })
        { NeedsProof = true };
    }

    private static InvocationExpressionSyntax Renamed(InvocationExpressionSyntax call, string to) => call.WithExpression(call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.WithName(Renamed(member.Name, to)),
        SimpleNameSyntax name => Renamed(name, to),
        var other => other,
    });

    private static SimpleNameSyntax Renamed(SimpleNameSyntax name, string to) => name.WithIdentifier(SyntaxFactory.Identifier(to).WithTriviaFrom(name.Identifier));
}
