using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.Async;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Passes the token on; where nothing takes it, asks it in each round of the loops.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0614TokenNotPassedOnCodeFix))]
public sealed class THR0614TokenNotPassedOnCodeFix() : RuleCodeFix("THR0614")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        if (site.Property(THR0614TokenNotPassedOn.Unmarked) is not null)
        {
            if (site.Node is ParameterSyntax unmarked)
                yield return new Repair("Mark", "Let WithCancellation set the token", editor => editor.ReplaceNode(unmarked, Marked(unmarked))) { NeedsProof = true };
            yield break;
        }

        if (site.Node is ParameterSyntax { Parent.Parent: MethodDeclarationSyntax method } parameter)
        {
            CancellationCheck check = new(parameter.Identifier.ValueText);
            if (CancellationCheck.LoopsIn(method) is { Length: > 0 } loops)
                yield return new Repair("Check", "Ask the token in each round", editor => check.Apply(editor, loops)) { NeedsProof = true };
            yield break;
        }

        if (site.Property(THR0614TokenNotPassedOn.Token) is not { } name)
            yield break;
        ExpressionSyntax token = SyntaxFactory.ParseExpression(name);
        if (site.Node is InvocationExpressionSyntax call && site.Property(THR0614TokenNotPassedOn.Parameter) is { } taker && WithToken(call, token, taker, site) is { } passing)
            yield return new Repair("Pass", $"Pass '{name}'", editor => editor.ReplaceNode(call, passing)) { NeedsProof = true };
        else if (site.Node is ExpressionSyntax sequence && site.Property(THR0614TokenNotPassedOn.Parameter) is null)
            yield return new Repair("Pass", $"Pass '{name}'", editor => editor.ReplaceNode(sequence, WithCancellation(sequence, token))) { NeedsProof = true };
    }

    private static ParameterSyntax Marked(ParameterSyntax parameter)
    {
        NameSyntax attribute = SyntaxFactory.ParseName("System.Runtime.CompilerServices.EnumeratorCancellation").WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(attribute))).WithTrailingTrivia(SyntaxFactory.Space);
        return parameter.WithoutLeadingTrivia().WithAttributeLists(parameter.AttributeLists.Add(list)).WithLeadingTrivia(parameter.GetLeadingTrivia());
    }

    // In its place, if all arguments before it are written in order; else by name.
    private static InvocationExpressionSyntax? WithToken(InvocationExpressionSyntax call, ExpressionSyntax token, string parameter, FixSite site)
    {
        if (site.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol method || !int.TryParse(site.Property(THR0614TokenNotPassedOn.Position), NumberStyles.None, CultureInfo.InvariantCulture, out int position))
            return null;
        position -= method.ReducedFrom is null ? 0 : 1;
        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        ArgumentSyntax plain = SyntaxFactory.Argument(token).WithAdditionalAnnotations(Formatter.Annotation);
        bool isInOrder = arguments.Count >= position && arguments.All(static argument => argument.NameColon is null);
        if (isInOrder && Bound(call, Inserted(arguments, position, plain), site.Model) is { } inserted)
            return inserted;
        // Another overload may take it right behind what is there.
        if (arguments.All(static argument => argument.NameColon is null) && call.Expression is not MemberBindingExpressionSyntax
            && Bound(call, Inserted(arguments, arguments.Count, plain), site.Model) is { } appended && TakesLast(call, appended, arguments.Count, site.Model))
        {
            return appended;
        }

        return Bound(call, Inserted(arguments, arguments.Count, plain.WithNameColon(SyntaxFactory.NameColon(parameter))), site.Model);
    }

    private static bool TakesLast(InvocationExpressionSyntax call, InvocationExpressionSyntax appended, int index, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(call.SpanStart, appended.WithoutTrivia(), SpeculativeBindingOption.BindAsExpression).Symbol is IMethodSymbol other
        && other.Parameters.Length == index + 1 && other.Parameters[index] is { IsParams: false, Type.Name: "CancellationToken" };

    private static SeparatedSyntaxList<ArgumentSyntax> Inserted(SeparatedSyntaxList<ArgumentSyntax> arguments, int index, ArgumentSyntax argument) =>
        index < arguments.Count ? arguments.Insert(index, argument) : AddedArguments.Append(arguments, [argument]);

    private static InvocationExpressionSyntax? Bound(InvocationExpressionSyntax call, SeparatedSyntaxList<ArgumentSyntax> arguments, SemanticModel model)
    {
        InvocationExpressionSyntax passing = call.WithArgumentList(call.ArgumentList.WithArguments(arguments));
        // What stands behind ?. cannot be bound alone; the proof of the whole result has to do.
        bool isProvedLater = call.Expression is MemberBindingExpressionSyntax;
        return isProvedLater || model.GetSpeculativeSymbolInfo(call.SpanStart, passing.WithoutTrivia(), SpeculativeBindingOption.BindAsExpression).Symbol is not null ? passing : null;
    }

    private static ExpressionSyntax WithCancellation(ExpressionSyntax sequence, ExpressionSyntax token)
    {
        bool isTight = sequence is NameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or InstanceExpressionSyntax;
        ExpressionSyntax receiver = isTight ? sequence.WithoutTrivia() : SyntaxFactory.ParenthesizedExpression(sequence.WithoutTrivia());
        return SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, SyntaxFactory.IdentifierName("WithCancellation")),
                SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(token))))
            .WithTriviaFrom(sequence)
            .WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
    }
}
