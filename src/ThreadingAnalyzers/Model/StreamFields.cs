using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>Fields that hold a stream, by the code that makes it. Found by name: only candidates for a finding ask.</summary>
internal static class StreamFields
{
    private static readonly HashSet<string> Compressors = new(StringComparer.Ordinal) { "GZipStream", "DeflateStream", "BrotliStream", "ZLibStream" };

    /// <summary>Whether all streams that a private field gets are made to be written, so that their end has something left to do.</summary>
    internal static bool AreWritten(IFieldSymbol field)
    {
        if (field.DeclaredAccessibility != Accessibility.Private)
            return false;
        ExpressionSyntax[] values = field.ContainingType.DeclaringSyntaxReferences
            .SelectMany(static part => part.GetSyntax().DescendantNodes())
            .Select(node => ValueIn(node, field.Name))
            .Where(static value => value is not null and not LiteralExpressionSyntax)
            .ToArray()!;
        return values.Length > 0 && values.All(value => IsWritten(value, field.Type.Name));
    }

    private static ExpressionSyntax? ValueIn(SyntaxNode node, string field) => node switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax name, Right: var value } when name.Identifier.ValueText == field => value,
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name }, Right: var value } when name.Identifier.ValueText == field => value,
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax, Initializer.Value: var value } variable when variable.Identifier.ValueText == field => value,
        _ => null,
    };

    private static string? NameOf(BaseObjectCreationExpressionSyntax creation) => (creation as ObjectCreationExpressionSyntax)?.Type switch
    {
        QualifiedNameSyntax { Right.Identifier.ValueText: var name } => name,
        SimpleNameSyntax { Identifier.ValueText: var name } => name,
        _ => null,
    };

    private static bool IsWritten(ExpressionSyntax value, string type) => value switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: var arguments } creation => (NameOf(creation) ?? type) switch
        {
            "FileStream" => arguments.Any(static argument => argument.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "FileMode" }, Name.Identifier.ValueText: not "Open" }),
            var made => Compressors.Contains(made) && !arguments.ToString().Contains("Decompress"),
        },
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "File" }, Name.Identifier.ValueText: "Create" or "OpenWrite" } } => true,
        _ => false,
    };
}
