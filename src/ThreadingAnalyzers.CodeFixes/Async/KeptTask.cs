using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Async;

/// <summary>Changes a variable that keeps a ValueTask, or a collection of them, so that it keeps tasks.</summary>
internal sealed class KeptTask
{
    private readonly List<TypeSyntax> _types;
    private readonly List<ExpressionSyntax> _values;
    private readonly List<InvocationExpressionSyntax> _conversions;

    // The field that needs a task from the start, and that task.
    private (VariableDeclaratorSyntax Field, ExpressionSyntax Value)? _initial;

    private KeptTask(IEnumerable<TypeSyntax> types, IEnumerable<ExpressionSyntax> values, IEnumerable<InvocationExpressionSyntax> conversions)
    {
        _types = types.ToList();
        _values = values.ToList();
        _conversions = conversions.ToList();
    }

    /// <summary>For the local behind a place that consumes it: its only value becomes a task.</summary>
    internal static KeptTask? OfLocal(ExpressionSyntax consuming, FixSite site)
    {
        ILocalSymbol? local = consuming.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => site.Model.GetSymbolInfo(name).Symbol).OfType<ILocalSymbol>().FirstOrDefault(symbol => IsValueTask(symbol.Type, site));
        if (local?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: InvocationExpressionSyntax value, Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration })
            return null;
        SyntaxNode scope = FunctionOf.Node(value) ?? site.Root;
        SyntaxNode[] uses = Uses(local, scope, site.Model).ToArray();
        return uses.Any(IsAssigned) ? null : new([declaration.Type], [value], uses.Select(ConversionOf).OfType<InvocationExpressionSyntax>());
    }

    /// <summary>For the field or property that the value of a call is stored in; null where null would take the place of a ValueTask that has ended.</summary>
    internal static KeptTask? OfField(ExpressionSyntax stored, FixSite site)
    {
        if (FieldOf(stored, site.Model) is not { DeclaringSyntaxReferences: [var reference], DeclaredAccessibility: Accessibility.Private } field || reference.SyntaxTree != site.Model.SyntaxTree || reference.GetSyntax() is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } variable)
            return null;
        if (field.ContainingType.DeclaringSyntaxReferences is not [var part] || part.GetSyntax() is not TypeDeclarationSyntax type)
            return null;
        SyntaxNode[] uses = Uses(field, type, site.Model).ToArray();
        ExpressionSyntax[] values = type.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => IsValueTask(site.Model.GetTypeInfo(call).Type, site) && SymbolEqualityComparer.Default.Equals(FieldOf(call, site.Model), field)).ToArray();
        bool isSingle = IsValueTask(((IFieldSymbol)field).Type, site);
        if (isSingle && !uses.All(use => !IsAssigned(use) || values.Any(value => use.Parent!.Span.Contains(value.Span))))
            return null;
        bool needsInitial = isSingle && !IsSetByConstructors(field, type, values);
        ExpressionSyntax? ended = needsInitial ? EndedTask((IFieldSymbol)field, declaration.Type) : null;
        if (needsInitial && (ended is null || variable.Initializer is not null))
            return null;
        IEnumerable<TypeSyntax> types = declaration.Type.DescendantNodesAndSelf().Concat(variable.Initializer?.DescendantNodes() ?? []).OfType<TypeSyntax>();
        return new(types.Where(IsNamedValueTask), values, uses.Select(ConversionOf).OfType<InvocationExpressionSyntax>()) { _initial = ended is null ? null : (variable, ended) };
    }

    internal void Apply(SyntaxEditor editor)
    {
        foreach (InvocationExpressionSyntax conversion in _conversions)
            editor.ReplaceNode(conversion, ((MemberAccessExpressionSyntax)conversion.Expression).Expression.WithTriviaFrom(conversion));
        foreach (ExpressionSyntax value in _values)
            editor.ReplaceNode(value, (current, _) => Call((ExpressionSyntax)current.WithoutTrivia(), "AsTask").WithTriviaFrom(current));
        foreach (TypeSyntax type in _types)
            editor.ReplaceNode(type, static (current, _) => AsTaskType((TypeSyntax)current));
        if (_initial is var (field, ended))
            editor.ReplaceNode(field, (current, _) => ((VariableDeclaratorSyntax)current).WithInitializer(SyntaxFactory.EqualsValueClause(SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.EqualsToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)), ended)));
    }

    // A ValueTask that nobody has set has ended with the default of its result; a reference would be null, of which its readers may know nothing.
    private static ExpressionSyntax? EndedTask(IFieldSymbol field, TypeSyntax declared) => field.ContainingType.TypeKind != TypeKind.Class || field.IsReadOnly ? null : ((INamedTypeSymbol)field.Type).TypeArguments switch
    {
        [] => SyntaxFactory.ParseExpression("Task.CompletedTask"),
        [{ IsValueType: true }] when declared is GenericNameSyntax { TypeArgumentList.Arguments: [var result] } => SyntaxFactory.ParseExpression($"Task.FromResult<{result}>(default)"),
        _ => null,
    };

    /// <summary>A call without arguments.</summary>
    internal static ExpressionSyntax Call(ExpressionSyntax receiver, string method) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, SyntaxFactory.IdentifierName(method)));

    private static bool IsValueTask(ITypeSymbol? type, FixSite site) => new KnownTypes(site.Model.Compilation).IsValueTask(type);

    private static bool IsNamedValueTask(TypeSyntax type) => type is SimpleNameSyntax { Identifier.ValueText: "ValueTask" };

    private static TypeSyntax AsTaskType(TypeSyntax type) => type switch
    {
        SimpleNameSyntax { Identifier.ValueText: "ValueTask" } name => name.WithIdentifier(SyntaxFactory.Identifier("Task").WithTriviaFrom(name.Identifier)),
        QualifiedNameSyntax { Right: { Identifier.ValueText: "ValueTask" } right } qualified => qualified.WithRight((SimpleNameSyntax)AsTaskType(right)),
        _ => type,
    };

    private static IEnumerable<SyntaxNode> Uses(ISymbol variable, SyntaxNode scope, SemanticModel model) => scope.DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, variable))
        .Select(static name => (SyntaxNode)(name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name));

    private static bool IsAssigned(SyntaxNode use) => use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use;

    private static InvocationExpressionSyntax? ConversionOf(SyntaxNode use) =>
        use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsTask" or "Preserve", Parent: InvocationExpressionSyntax call } member && member.Expression == use ? call : null;

    // The member that the value goes to, through further assignments: _values[key] = value = load(key).
    private static ISymbol? FieldOf(ExpressionSyntax value, SemanticModel model)
    {
        SyntaxNode child = value;
        for (SyntaxNode? parent = value.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case AssignmentExpressionSyntax assignment when assignment.Right == child:
                    ExpressionSyntax target = assignment.Left is ElementAccessExpressionSyntax element ? element.Expression : assignment.Left;
                    if (model.GetSymbolInfo(target).Symbol is IFieldSymbol field)
                        return field;
                    continue;
                case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "TryAdd" or "Enqueue" or "Push", Expression: var collection } } }:
                    return model.GetSymbolInfo(collection).Symbol as IFieldSymbol;
                case ParenthesizedExpressionSyntax or ConditionalExpressionSyntax:
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsSetByConstructors(ISymbol field, TypeDeclarationSyntax type, ExpressionSyntax[] values)
    {
        ConstructorDeclarationSyntax[] constructors = type.Members.OfType<ConstructorDeclarationSyntax>().Where(constructor => constructor.Modifiers.Any(SyntaxKind.StaticKeyword) == field.IsStatic).ToArray();
        return constructors.Length > 0 && constructors.All(constructor => values.Any(value => constructor.Span.Contains(value.Span)) || constructor.Initializer is { RawKind: (int)SyntaxKind.ThisConstructorInitializer });
    }
}
