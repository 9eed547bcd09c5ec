using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>Fields that hold a task with a known result, made once to be returned often. Found by name: only candidates for a finding ask.</summary>
internal static class EndedFields
{
    /// <summary>Whether all values that a field of the type's own gets are tasks that have ended.</summary>
    internal static bool IsOne(IFieldSymbol field)
    {
        if (!field.IsReadOnly && field.DeclaredAccessibility != Accessibility.Private)
            return false;
        ExpressionSyntax[] values = field.ContainingType.DeclaringSyntaxReferences
            .SelectMany(static part => part.GetSyntax().DescendantNodes())
            .Select(node => node switch
            {
                VariableDeclaratorSyntax { Initializer.Value: var value } declarator when declarator.Identifier.ValueText == field.Name => value,
                AssignmentExpressionSyntax { Right: var value } assignment when NameOf(assignment.Left) == field.Name => value,
                _ => null,
            })
            .Where(static value => value is not null)
            .ToArray()!;
        return values.Length > 0 && values.All(HasEnded);
    }

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };

    private static bool HasEnded(ExpressionSyntax value) => value switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FromResult" or "FromException" or "FromCanceled" } } => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "CompletedTask" } => true,
        _ => false,
    };
}
