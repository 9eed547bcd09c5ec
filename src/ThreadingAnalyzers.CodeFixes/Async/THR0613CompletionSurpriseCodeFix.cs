using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Makes the source run continuations elsewhere, or tries to complete it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0613CompletionSurpriseCodeFix))]
public sealed class THR0613CompletionSurpriseCodeFix() : RuleCodeFix("THR0613")
{
    private const string Option = "RunContinuationsAsynchronously";

    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        switch (site.Property(THR0613CompletionSurprise.Defect))
        {
            case THR0613CompletionSurprise.Missing when site.Node is BaseObjectCreationExpressionSyntax creation && Options(site, Option) is { } option:
                yield return new Repair("Option", $"Add {Option}", editor => editor.ReplaceNode(creation, WithOption(creation, option, site.Model))) { NeedsProof = true };
                break;
            case THR0613CompletionSurprise.WrongEnum when site.Node is ExpressionSyntax mistaken && Options(site, NameOf(mistaken)) is { } meant:
                yield return new Repair("Enum", "Use TaskCreationOptions", editor => editor.ReplaceNode(mistaken, meant.WithTriviaFrom(mistaken))) { NeedsProof = true };
                break;
            case THR0613CompletionSurprise.Race when site.Node is SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax or LambdaExpressionSyntax or ArrowExpressionClauseSyntax } } } name:
                yield return new Repair("Try", $"Use Try{name.Identifier.ValueText}", editor => editor.ReplaceNode(name, SyntaxFactory.IdentifierName("Try" + name.Identifier.ValueText).WithTriviaFrom(name))) { NeedsProof = true };
                break;
        }
    }

    private static string NameOf(ExpressionSyntax mistaken) => mistaken is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } ? name : Option;

    private static ExpressionSyntax? Options(FixSite site, string name)
    {
        if (site.Model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.TaskCreationOptions") is not { } options)
            return null;
        SyntaxNode type = site.Generator.TypeExpression(options).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return (ExpressionSyntax)site.Generator.MemberAccessExpression(type, options.GetMembers(name).IsEmpty ? Option : name);
    }

    private static BaseObjectCreationExpressionSyntax WithOption(BaseObjectCreationExpressionSyntax creation, ExpressionSyntax option, SemanticModel model)
    {
        ArgumentListSyntax list = creation.ArgumentList ?? SyntaxFactory.ArgumentList();
        ArgumentSyntax? present = list.Arguments.FirstOrDefault(argument => model.GetTypeInfo(argument.Expression).Type is { Name: "TaskCreationOptions" });
        if (present is null)
            return WithArguments(creation, list.AddArguments(SyntaxFactory.Argument(option)).WithAdditionalAnnotations(Formatter.Annotation));
        bool isNone = present.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "None" } or LiteralExpressionSyntax or DefaultExpressionSyntax;
        ExpressionSyntax both = isNone ? option : SyntaxFactory.BinaryExpression(SyntaxKind.BitwiseOrExpression, present.Expression.WithoutTrivia(), option);
        return WithArguments(creation, list.ReplaceNode(present.Expression, both.WithTriviaFrom(present.Expression).WithAdditionalAnnotations(Formatter.Annotation)));
    }

    private static BaseObjectCreationExpressionSyntax WithArguments(BaseObjectCreationExpressionSyntax creation, ArgumentListSyntax list) =>
        creation is ObjectCreationExpressionSyntax { ArgumentList: null } bare
            ? bare.WithType(bare.Type.WithoutTrailingTrivia()).WithArgumentList(list.WithTrailingTrivia(bare.Type.GetTrailingTrivia()))
            : creation.WithArgumentList(list);
}
