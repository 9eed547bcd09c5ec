using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>The object of a lock: the expression that names it, and the edit that declares it where it does not exist yet.</summary>
internal sealed class Gate(string name, Action<SyntaxEditor> declare)
{
    internal ExpressionSyntax Expression { get; } = SyntaxFactory.ParseExpression(name);

    /// <summary>Declares the gate, if need be.</summary>
    internal Action<SyntaxEditor> Declare { get; } = declare;

    /// <summary>The repair that locks the gate wherever these objects are locked.</summary>
    internal Repair Replacing(IReadOnlyCollection<ExpressionSyntax> locked) => new("Gate", $"Lock a private object '{Expression}'", editor =>
    {
        foreach (ExpressionSyntax expression in locked)
            editor.ReplaceNode(expression, Expression.WithTriviaFrom(expression));
        Declare(editor);
    })
    { NeedsProof = true };

    /// <summary>A gate that is there.</summary>
    internal static Gate Existing(string expression) => new(expression, static _ => { });

    /// <summary><c>System.Threading.Lock</c> where the framework has it and the language locks it properly, which it does from C# 13 on.</summary>
    internal static TypeSyntax TypeFor(FixSite site)
    {
        const int CSharp13 = 1300;
        if (site.LanguageVersion < CSharp13 || site.Model.Compilation.GetTypeByMetadataName("System.Threading.Lock") is not { } type)
            return SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.ObjectKeyword));
        return (TypeSyntax)site.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
    }

    /// <summary>Whether a variable of the type can only be a gate.</summary>
    internal static bool IsGateType(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Object || type is { Name: "Lock", ContainingNamespace.Name: "Threading" };

    /// <summary>The first of the name, the name2, … that nothing has.</summary>
    internal static string Unique(string name, ICollection<string> taken) =>
        Enumerable.Range(1, int.MaxValue).Select(number => number == 1 ? name : name + number).First(candidate => !taken.Contains(candidate));

    /// <summary>All names that are written in a node.</summary>
    internal static HashSet<string> NamesIn(SyntaxNode node) =>
        [.. node.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText)];
}
