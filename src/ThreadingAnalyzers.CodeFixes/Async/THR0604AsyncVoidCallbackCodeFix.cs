using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Turns a loop that does not wait for its async lambda into one that does; elsewhere, keeps the exceptions of the callback.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0604AsyncVoidCallbackCodeFix))]
public sealed class THR0604AsyncVoidCallbackCodeFix() : RuleCodeFix("THR0604")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node is AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } } lambda && site.Model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { } owner } method)
        {
            if (IsLoop(owner))
            {
                foreach (Repair repair in LoopsOf(call, lambda, method, site))
                    yield return repair;
                yield break;
            }
        }

        if (AwaitedDelegate.Of(site.Node, site) is { } awaited)
        {
            yield return new Repair("Await", "Make it give a task, and await it", awaited.Apply) { NeedsProof = true };
            yield break;
        }

        if (PeriodicLoop.Of(site) is { } periodic)
            yield return new Repair("PeriodicTimer", "Use a loop with a PeriodicTimer", periodic.Apply) { NeedsProof = true };
        if (JoinedThread.Of(site) is { } joined)
            yield return new Repair("Task", "Await a task instead of joining a thread", joined.Apply) { NeedsProof = true };
        if (QueuedWork.Of(site) is { } queued)
            yield return new Repair("Task", "Give the task to the caller", queued.Apply) { NeedsProof = true };
        if (CallbackOf(site) is { } function && site.Model.Compilation.GetTypeByMetadataName("System.Diagnostics.Trace") is not null)
            yield return new Repair("Catch", "Catch and trace exceptions", editor => new CatchAll(function).Apply(editor)) { NeedsProof = true };
    }

    private static IEnumerable<Repair> LoopsOf(InvocationExpressionSyntax call, AnonymousFunctionExpressionSyntax function, IMethodSymbol method, FixSite site)
    {
        if (AsyncChange.For(call, site) is not { } change)
            yield break;
        if (method.ContainingType is { Name: "Parallel" })
        {
            if (function is LambdaExpressionSyntax parallelized && AwaitedLoop.Parallel(call, parallelized, method) is { } parallel)
                yield return new Repair("Async", $"Await Parallel.{method.Name}Async", editor => change.Await(editor, call, parallel)) { NeedsProof = true };
            yield break;
        }

        if (AwaitedLoop.ForEach(call, function) is { } loop)
            yield return new Repair("Foreach", "Use a foreach loop", editor => Replace(editor, call, loop, change)) { NeedsProof = true };
        if (function is LambdaExpressionSyntax lambda && AwaitedLoop.WhenAll(call, lambda) is { } all)
            yield return new Repair("WhenAll", "Await Task.WhenAll", editor => change.Await(editor, call, all)) { NeedsProof = true };
    }

    private static bool IsLoop(INamedTypeSymbol type) => type is { Name: "Parallel", ContainingNamespace.Name: "Tasks" } or { Name: "List", ContainingNamespace.Name: "Generic" } or { Name: "Array", ContainingNamespace.Name: "System" };

    // A callback that is work for somebody: to catch everything is what makes it safe to give away.
    private static SyntaxNode? CallbackOf(FixSite site)
    {
        if (site.Node is AnonymousFunctionExpressionSyntax lambda)
            return IsPromise(lambda) ? null : lambda;
        SyntaxNode? declaration = site.Model.GetSymbolInfo(site.Node).Symbol is IMethodSymbol method ? method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() : null;
        return declaration is MethodDeclarationSyntax or LocalFunctionStatementSyntax && declaration.SyntaxTree == site.Model.SyntaxTree && !IsPromise(site.Node) ? declaration : null;
    }

    // Who returns only when the work is done has to be told to wait.
    private static bool IsPromise(SyntaxNode callback) => callback.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "For" or "ForEach" or "Invoke" or "ForAll" or "Send" or "Throws" or "DoesNotThrow" or "Catch" } } }
        or AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "DoWork" } };

    private static void Replace(SyntaxEditor editor, InvocationExpressionSyntax call, SyntaxNode loop, AsyncChange change)
    {
        editor.ReplaceNode(call.Parent!, loop);
        change.Apply(editor, call, stays: false);
    }
}
