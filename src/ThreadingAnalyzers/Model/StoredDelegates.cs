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
            if (declaration is not BaseMethodDeclarationSyntax)
                continue;
            if (FieldIn(declaration, parameter.Name) is { } field && IsCalled(field, method.ContainingType, cancellation))
                return field;
            if (CollectionIn(declaration, parameter.Name) is { } collection && AreCalled(collection, method.ContainingType, cancellation))
                return collection;
        }

        return null;
    }

    // _execute = execute; _execute = execute ?? throw …;
    private static string? FieldIn(SyntaxNode declaration, string parameter) => declaration.DescendantNodes()
        .OfType<AssignmentExpressionSyntax>()
        .Where(assignment => (assignment.Right is BinaryExpressionSyntax alternative ? alternative.Left : assignment.Right) is IdentifierNameSyntax name && name.Identifier.ValueText == parameter)
        .Select(static assignment => NameOf(assignment.Left))
        .FirstOrDefault(static name => name is not null);

    private static string? NameOf(ExpressionSyntax? field) => field switch
    {
        IdentifierNameSyntax own => own.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var own } => own.Identifier.ValueText,
        _ => null,
    };

    // _actions[name] = action; _actions.Add(name, action); _queue.Enqueue(action);
    private static string? CollectionIn(SyntaxNode declaration, string parameter) => declaration.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Where(use => use.Identifier.ValueText == parameter)
        .Select(static use => use.Parent switch
        {
            AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax element } assignment when assignment.Right == use => NameOf(element.Expression),
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "TryAdd" or "Enqueue" or "Push" or "AddLast" or "Insert" } adding } } => NameOf(adding.Expression),
            _ => null,
        })
        .FirstOrDefault(static name => name is not null);

    // _actions[name](); foreach (var action in _actions) action(); _queue.TryDequeue(out var action), action();
    private static bool AreCalled(string collection, INamedTypeSymbol type, CancellationToken cancellation)
    {
        SyntaxNode[] nodes = type.DeclaringSyntaxReferences.SelectMany(part => part.GetSyntax(cancellation).DescendantNodes()).ToArray();
        HashSet<string> elements = new(nodes.Select(node => ElementOf(collection, node)).Where(static name => name is not null)!, StringComparer.Ordinal);
        return nodes.OfType<InvocationExpressionSyntax>().Any(call => call.Expression is ElementAccessExpressionSyntax element && NameOf(element.Expression) == collection || elements.Any(name => VoidCallbacks.IsCallOf(call.Expression, name)));
    }

    private static string? ElementOf(string collection, SyntaxNode node) => node switch
    {
        ForEachStatementSyntax loop when IsFrom(loop.Expression, collection) => loop.Identifier.ValueText,
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax found, Parent.Parent.Parent: InvocationExpressionSyntax { Expression: var taking } } when IsFrom(taking, collection) => found.Identifier.ValueText,
        VariableDeclaratorSyntax { Initializer.Value: var value } declarator when value is not BaseObjectCreationExpressionSyntax && IsFrom(value, collection) => declarator.Identifier.ValueText,
        _ => null,
    };

    // _actions, _actions.Values, _actions.ToArray(), _actions[name], _queue.Dequeue
    private static bool IsFrom(ExpressionSyntax value, string collection) => NameOf(value) == collection || value switch
    {
        MemberAccessExpressionSyntax { Expression: var owner } => IsFrom(owner, collection),
        InvocationExpressionSyntax { Expression: var called } => IsFrom(called, collection),
        ElementAccessExpressionSyntax { Expression: var owner } => IsFrom(owner, collection),
        _ => false,
    };

    private static bool IsCalled(string field, INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences
        .SelectMany(part => part.GetSyntax(cancellation).DescendantNodes())
        .Any(node => node is InvocationExpressionSyntax call && VoidCallbacks.IsCallOf(call.Expression, field));
}
