using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Private fields of types that are disposed of, which hold what nobody disposes of. Found by name: only candidates for a finding ask.</summary>
internal static class KeptFields
{
    /// <summary>The field that a new object is stored in, or null.</summary>
    internal static IFieldSymbol? TargetOf(IOperation made) => Operand.ParentOf(made) switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation, Field: var field } } => field,
        IFieldInitializerOperation { InitializedFields: [var field] } => field,
        _ => null,
    };

    /// <summary>Whether the type that has the field can be disposed of, and never disposes of the field or passes it on.</summary>
    internal static bool IsForgotten(IFieldSymbol field, CancellationToken cancellation) =>
        field.DeclaredAccessibility == Accessibility.Private
        && field.ContainingType.AllInterfaces.Any(static contract => contract.Name is "IDisposable" or "IAsyncDisposable")
        && field.ContainingType.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(cancellation).DescendantNodes())
            .All(node => node is not IdentifierNameSyntax name || name.Identifier.ValueText != field.Name || StaysHere(name));

    private static bool StaysHere(IdentifierNameSyntax name)
    {
        SyntaxNode whole = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : name;
        return whole.Parent switch
        {
            MemberAccessExpressionSyntax member => member.Expression == whole && CancellationSources.LeavesOwner(member.Name.Identifier.ValueText),
            ConditionalAccessExpressionSyntax { WhenNotNull: var used } => used.DescendantNodesAndSelf().OfType<MemberBindingExpressionSyntax>().FirstOrDefault() is { } bound && CancellationSources.LeavesOwner(bound.Name.Identifier.ValueText),
            AssignmentExpressionSyntax assignment => assignment.Left == whole,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } => true,
            IsPatternExpressionSyntax => true,
            _ => false,
        };
    }
}
