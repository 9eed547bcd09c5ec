using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Private fields that get the task of some work, or collect several, and that no code of their type ever looks at. Found by name: only an assignment of started work asks.</summary>
internal static class UnreadTaskFields
{
    /// <summary>The field that a statement gives a task to; null where it gives none, or somebody looks at the field.</summary>
    internal static IFieldSymbol? Of(ISimpleAssignmentOperation assignment, ThreadingModel model, CancellationToken cancellation) =>
        assignment is { Target: IFieldReferenceOperation { Field: var field }, Parent: IExpressionStatementOperation } && model.Types.IsTask(field.Type) && IsUnread(field, cancellation) ? field : null;

    /// <summary>The field with a collection to which a statement adds a task; null where it adds none, or somebody looks at the field.</summary>
    internal static IFieldSymbol? Of(IInvocationOperation addition, ThreadingModel model, CancellationToken cancellation) =>
        addition is { Instance: IFieldReferenceOperation { Field: var field }, Parent: IExpressionStatementOperation, TargetMethod.Name: var verb } && ElementVerbs.PutsIn(verb) && model.Awaitables.ElementOf(field.Type) is not null && IsUnread(field, cancellation) ? field : null;

    private static bool IsUnread(IFieldSymbol field, CancellationToken cancellation) => field is { DeclaredAccessibility: Accessibility.Private, ContainingType: { } type } && !IsRead(field, type, cancellation);

    private static bool IsRead(IFieldSymbol field, INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences
        .SelectMany(part => part.GetSyntax(cancellation).DescendantNodes())
        .OfType<IdentifierNameSyntax>()
        .Any(name => name.Identifier.ValueText == field.Name && !IsWrite(name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name));

    // _loop = RunAsync(); if (_loop == null) …; nameof(_loop); _all.Add(RunAsync()); _all.Count: none of them waits, or sees an exception.
    private static bool IsWrite(ExpressionSyntax use) => use.Parent switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax } or ConstructorDeclarationSyntax } } assignment => assignment.Left == use,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } test => test.Left.IsKind(SyntaxKind.NullLiteralExpression) || test.Right.IsKind(SyntaxKind.NullLiteralExpression),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" or "Clear" } => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: var verb, Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } } => ElementVerbs.PutsIn(verb),
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax } } => true,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } } => true,
        _ => false,
    };
}
