using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Threads;

/// <summary>Awaits the work, in an entry point that can.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0504ProgramEndsFirstCodeFix))]
public sealed class THR0504ProgramEndsFirstCodeFix() : RuleCodeFix("THR0504")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is not InvocationExpressionSyntax call || !new KnownTypes(site.Model.Compilation).IsTask(site.Model.GetTypeInfo(call).Type) || Dropped(call) is not { } dropped)
            yield break;
        SyntaxNode? function = FunctionOf.Node(call);
        AsyncMain? main = function is null || FunctionOf.IsAsync(function) ? null : AsyncMain.Of(function);
        if (function is not null && main is null && !FunctionOf.IsAsync(function))
            yield break;
        yield return new Repair("Await", "Await the work", editor =>
        {
            editor.ReplaceNode(dropped, AwaitExpression.Replacing(dropped, call, staysOffContext: false));
            main?.Apply(editor);
        })
        { NeedsProof = true };
    }

    // The call, or the discard that it is assigned to.
    private static ExpressionSyntax? Dropped(InvocationExpressionSyntax call) => call.Parent switch
    {
        ExpressionStatementSyntax => call,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax } discard => discard,
        _ => null,
    };
}
