using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Calls of the methods of Interlocked that read a variable or put another value there.</summary>
internal static class AtomicCall
{
    /// <summary>Whether the program has Interlocked at all.</summary>
    internal static bool IsKnown(FixSite site) => site.Model.Compilation.GetTypeByMetadataName("System.Threading.Interlocked") is not null;

    /// <summary>The call that puts a value into a variable and gives the one from before.</summary>
    internal static ExpressionSyntax Exchange(ExpressionSyntax variable, ExpressionSyntax value, FixSite site) => Call("Exchange", variable, site, value.WithoutTrivia());

    /// <summary>The call that reads a 64-bit number in one step.</summary>
    internal static ExpressionSyntax Read(ExpressionSyntax variable, FixSite site) => Call("Read", variable, site);

    private static ExpressionSyntax Call(string method, ExpressionSyntax variable, FixSite site, params SyntaxNode[] more)
    {
        SyntaxNode type = site.Generator.TypeExpression(site.Model.Compilation.GetTypeByMetadataName("System.Threading.Interlocked")!)
            .WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        SyntaxNode target = site.Generator.Argument(RefKind.Ref, variable.WithoutTrivia());
        return (ExpressionSyntax)site.Generator.InvocationExpression(site.Generator.MemberAccessExpression(type, method), [target, .. more.Select(value => site.Generator.Argument(value))]).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
