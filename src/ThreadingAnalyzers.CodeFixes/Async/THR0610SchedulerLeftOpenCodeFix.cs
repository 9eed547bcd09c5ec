using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Names the default scheduler.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0610SchedulerLeftOpenCodeFix))]
public sealed class THR0610SchedulerLeftOpenCodeFix() : RuleCodeFix("THR0610")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || site.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
            yield break;
        if (call.ArgumentList.Arguments.Any(static argument => argument.NameColon is not null) || ArgumentsOf(call, method, site) is not { } arguments)
            yield break;
        InvocationExpressionSyntax named = call.WithArgumentList(call.ArgumentList.WithArguments(arguments));
        yield return new Repair("Default", "Pass TaskScheduler.Default", editor => editor.ReplaceNode(call, named)) { NeedsProof = true };
    }

    // The overload with the scheduler takes everything: delegate, state, token, options, scheduler. ContinueWith has one with the scheduler alone, too.
    private static SeparatedSyntaxList<ArgumentSyntax>? ArgumentsOf(InvocationExpressionSyntax call, IMethodSymbol method, FixSite site)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        ArgumentSyntax? token = Find("CancellationToken"), options = Find("TaskCreationOptions") ?? Find("TaskContinuationOptions");
        bool isShort = method.Name == "ContinueWith" && token is null && options is null;
        string optionsType = method.Name == "StartNew" ? "TaskCreationOptions" : "TaskContinuationOptions";
        ExpressionSyntax?[] added = isShort
            ? [Member(site, "System.Threading.Tasks.TaskScheduler", "Default")]
            : [token?.Expression ?? Member(site, "System.Threading.CancellationToken", "None"), options?.Expression ?? Member(site, "System.Threading.Tasks." + optionsType, "None"), Member(site, "System.Threading.Tasks.TaskScheduler", "Default")];
        if (Array.Exists(added, static part => part is null))
            return null;
        int kept = arguments.Count - (token is null ? 0 : 1) - (options is null ? 0 : 1);
        return AddedArguments.Replace(arguments, kept, added!);

        ArgumentSyntax? Find(string type) => method.Parameters.FirstOrDefault(parameter => parameter.Type.Name == type) is { Ordinal: var index } && index < arguments.Count ? arguments[index] : null;
    }

    private static ExpressionSyntax? Member(FixSite site, string type, string name) =>
        site.Model.Compilation.GetTypeByMetadataName(type) is { } symbol && !symbol.GetMembers(name).IsEmpty
            ? (ExpressionSyntax)site.Generator.MemberAccessExpression(site.Generator.TypeExpression(symbol).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation), name)
            : null;
}
