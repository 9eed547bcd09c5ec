using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Makes a list that is only filled a <c>ConcurrentQueue</c>, and a dictionary whose keys are only set a <c>ConcurrentDictionary</c>, where every use means the same there.
/// </summary>
internal sealed class ConcurrentInstead(VariableDeclaratorSyntax variable, INamedTypeSymbol type, List<IdentifierNameSyntax> uses)
{
    internal string TypeName => type.Name;

    /// <summary>The change of a local, or of a private field all of whose uses are in sight; null where some use has no equivalent.</summary>
    internal static ConcurrentInstead? For(ISymbol variable, FixSite site)
    {
        if (DeclarationOf(variable, site) is not { } declarator || CollectionTypeOf(variable) is not INamedTypeSymbol collection || TypeFor(collection, site.Model.Compilation) is not { } type)
            return null;
        List<IdentifierNameSyntax> uses = [.. site.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, variable))];
        bool isList = type.Arity == 1;
        return uses.TrueForAll(use => IsSame(use, isList, site.Model)) && (isList || !uses.GroupBy(static use => use.Ancestors().FirstOrDefault(FunctionOf.IsFunction)).Any(IsTestedAndSet))
            ? new ConcurrentInstead(declarator, type, uses)
            : null;
    }

    internal void Apply(SyntaxEditor editor)
    {
        SyntaxNode name = editor.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        var declaration = (VariableDeclarationSyntax)variable.Parent!;
        if (!declaration.Type.IsVar)
            editor.ReplaceNode(declaration.Type, name.WithTriviaFrom(declaration.Type));
        if (variable.Initializer!.Value is ObjectCreationExpressionSyntax creation)
            editor.ReplaceNode(creation.Type, name.WithTriviaFrom(creation.Type));
        foreach (IdentifierNameSyntax use in uses)
        {
            if (CallOf(use) is { Expression: MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "Add" } add } })
                editor.ReplaceNode(add, SyntaxFactory.IdentifierName("Enqueue").WithTriviaFrom(add));
        }
    }

    private static ITypeSymbol? CollectionTypeOf(ISymbol variable) => variable switch
    {
        ILocalSymbol local => local.Type,
        IFieldSymbol field => field.Type,
        _ => null,
    };

    private static INamedTypeSymbol? TypeFor(INamedTypeSymbol collection, Compilation compilation)
    {
        string? name = collection.OriginalDefinition.MetadataName switch
        {
            "List`1" => "ConcurrentQueue`1",
            "Dictionary`2" => "ConcurrentDictionary`2",
            _ => null,
        };
        return name is null || collection.ContainingNamespace.ToDisplayString() != "System.Collections.Generic" ? null
            : compilation.GetTypeByMetadataName("System.Collections.Concurrent." + name)?.Construct(collection.TypeArguments.ToArray());
    }

    // Alone in its declaration, made empty there, and out of reach for code that is not in this file.
    private static VariableDeclaratorSyntax? DeclarationOf(ISymbol variable, FixSite site)
    {
        bool isHere = variable is ILocalSymbol || variable is IFieldSymbol { DeclaredAccessibility: Accessibility.Private, ContainingType.DeclaringSyntaxReferences.Length: 1 };
        return isHere && variable.DeclaringSyntaxReferences is [var reference] && reference.SyntaxTree == site.Model.SyntaxTree
            && reference.GetSyntax() is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 }, Initializer.Value: BaseObjectCreationExpressionSyntax { Initializer: null, ArgumentList: null or { Arguments.Count: 0 } } } declarator
            ? declarator
            : null;
    }

    private static InvocationExpressionSyntax? CallOf(ExpressionSyntax use) =>
        WholeOf(use).Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access && access.Expression == WholeOf(use) && call.Expression == access ? call : null;

    // this._items
    private static ExpressionSyntax WholeOf(ExpressionSyntax use) => use.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access && access.Name == use ? access : use;

    private static bool IsSame(IdentifierNameSyntax use, bool isList, SemanticModel model)
    {
        ExpressionSyntax whole = WholeOf(use);
        if (CallOf(use) is { } call)
            return IsSameCall(call, isList, model);
        return whole.Parent switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" } access => access.Expression == whole,
            ForEachStatementSyntax loop => loop.Expression == whole,
            ElementAccessExpressionSyntax element => !isList && element.Expression == whole && element.Parent is not (PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax)
                && element.Parent is not AssignmentExpressionSyntax { RawKind: not (int)SyntaxKind.SimpleAssignmentExpression },
            ReturnStatementSyntax or ArrowExpressionClauseSyntax or ArgumentSyntax => IsSequence(model.GetTypeInfo(whole).ConvertedType),
            _ => false,
        };
    }

    private static bool IsSameCall(InvocationExpressionSyntax call, bool isList, SemanticModel model)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
            return false;
        if (method.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" })
            return true;
        return method.Name switch
        {
            "Add" => isList && ValueUse.IsDiscarded(call, model),
            "ToArray" => isList,
            "ContainsKey" or "TryGetValue" => !isList,
            _ => false,
        };
    }

    // What is looked up and then set needs one call that does both.
    private static bool IsTestedAndSet(IEnumerable<IdentifierNameSyntax> uses)
    {
        bool isSet = uses.Any(static use => WholeOf(use).Parent is ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } element && assignment.Left == element);
        return isSet && uses.Any(static use => CallOf(use) is not null || WholeOf(use).Parent is ElementAccessExpressionSyntax element && !(element.Parent is AssignmentExpressionSyntax assignment && assignment.Left == element));
    }

    private static bool IsSequence(ITypeSymbol? type) => type is { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IReadOnlyCollection" or "IReadOnlyDictionary" };
}
