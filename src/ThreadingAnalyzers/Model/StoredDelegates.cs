using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>Delegates that a member stores in a field of its type, which then calls it: <c>new DelegateCommand(async x => …)</c>.</summary>
internal static class StoredDelegates
{
    /// <summary>The field or property in which a member keeps a parameter, if its type calls it; null where it does not.</summary>
    internal static string? CalledFieldOf(IMethodSymbol method, IParameterSymbol parameter, CancellationToken cancellation)
    {
        if (method.MethodKind is not (MethodKind.Constructor or MethodKind.Ordinary) || method.IsStatic)
            return null;
        foreach (SyntaxReference part in method.OriginalDefinition.DeclaringSyntaxReferences)
        {
            // A primary constructor is declared by the type, whose members call the parameter itself.
            SyntaxNode declaration = part.GetSyntax(cancellation);
            if (declaration is BaseMethodDeclarationSyntax && FieldIn(declaration, parameter.Name) is { } field && IsCalled(field, method.ContainingType, cancellation))
                return field;
        }

        return null;
    }

    // _execute = execute; _execute = execute ?? throw …;
    private static string? FieldIn(SyntaxNode declaration, string parameter) => declaration.DescendantNodes()
        .OfType<AssignmentExpressionSyntax>()
        .Where(assignment => (assignment.Right is BinaryExpressionSyntax alternative ? alternative.Left : assignment.Right) is IdentifierNameSyntax name && name.Identifier.ValueText == parameter)
        .Select(static assignment => assignment.Left switch
        {
            IdentifierNameSyntax own => own.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var own } => own.Identifier.ValueText,
            _ => null,
        })
        .FirstOrDefault(static name => name is not null);

    private static bool IsCalled(string field, INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences
        .SelectMany(part => part.GetSyntax(cancellation).DescendantNodes())
        .Any(node => node is InvocationExpressionSyntax call && VoidCallbacks.IsCallOf(call.Expression, field));
}
