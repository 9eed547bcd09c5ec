using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Says <c>Task.Run</c>, which waits for the inner task, or unwraps the outer one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0609NestedTaskCodeFix))]
public sealed class THR0609NestedTaskCodeFix() : RuleCodeFix("THR0609")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (StartedTask.Of(site.Node, site.Model) is { } started)
        {
            yield return new Repair("Run", "Use Task.Run", started.Apply) { NeedsProof = true };
            yield break;
        }

        if (ColdTask.Of(site.Node, site) is { } cold)
            yield return new Repair("Unwrap", "Keep the inner task", cold.Apply) { NeedsProof = true };
        if (site.Property(THR0609NestedTask.CanUnwrap) is null || site.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || call.Expression is not MemberAccessExpressionSyntax)
            yield break;
        if (RunInstead(call, site.Model) is { } run)
            yield return new Repair("Run", "Use Task.Run", editor => editor.ReplaceNode(call, run)) { NeedsProof = true };
        else
            yield return new Repair("Unwrap", "Unwrap the task", editor => editor.ReplaceNode(call, Unwrapped(call))) { NeedsProof = true };
    }

    private static InvocationExpressionSyntax Unwrapped(InvocationExpressionSyntax call)
    {
        ExpressionSyntax target = SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, call.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("Unwrap"));
        return SyntaxFactory.InvocationExpression(target, SyntaxFactory.ArgumentList()).WithTrailingTrivia(call.GetTrailingTrivia());
    }

    /// <summary>Task.Run with the same delegate and token; null where StartNew is told more than Task.Run does by itself.</summary>
    private static InvocationExpressionSyntax? RunInstead(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "StartNew", Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Factory" } factory } start)
            return null;
        if (model.GetSymbolInfo(factory.Expression).Symbol is not INamedTypeSymbol { Name: "Task", IsGenericType: false })
            return null;
        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        if (arguments.Any(static argument => argument.NameColon is not null) || !arguments.Skip(1).All(argument => IsToken(argument, model) || IsDefault(argument, model)))
            return null;
        SyntaxNodeOrToken[] kept = [.. arguments.GetWithSeparators().Take(arguments.Count > 1 && !IsNone(arguments[1], model) ? 3 : 1)];
        return call
            .WithExpression(start.WithExpression(factory.Expression.WithTrailingTrivia(factory.GetTrailingTrivia())).WithName(SyntaxFactory.IdentifierName("Run").WithTriviaFrom(start.Name)))
            .WithArgumentList(call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(kept)));
    }

    private static bool IsToken(ArgumentSyntax argument, SemanticModel model) => model.GetTypeInfo(argument.Expression).Type is { Name: "CancellationToken" };

    private static bool IsNone(ArgumentSyntax argument, SemanticModel model) => !IsToken(argument, model) || NameOf(argument) == "None";

    private static bool IsDefault(ArgumentSyntax argument, SemanticModel model) => model.GetTypeInfo(argument.Expression).Type?.Name switch
    {
        "TaskCreationOptions" => NameOf(argument) is "None" or "DenyChildAttach",
        "TaskScheduler" => NameOf(argument) == "Default",
        _ => false,
    };

    private static string? NameOf(ArgumentSyntax argument) => (argument.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText;
}
