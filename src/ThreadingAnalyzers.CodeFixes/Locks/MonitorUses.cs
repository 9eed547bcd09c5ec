using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Locks;

/// <summary>Where a compilation uses the monitors of objects: those who use the same one have to change to another one together.</summary>
internal static class MonitorUses
{
    /// <summary>
    /// All expressions that name the same lock object as the given one, which is <c>this</c> or <c>typeof</c> of the type around it; null where
    /// somebody else may use that object's monitor, or more of it than <c>lock</c> does.
    /// </summary>
    internal static List<ExpressionSyntax>? SameAs(ExpressionSyntax locked, TypeDeclarationSyntax home, FixSite site)
    {
        if (site.Model.GetDeclaredSymbol(home) is not INamedTypeSymbol { DeclaringSyntaxReferences.Length: 1 } type || !HasKnownBases(type) || type.GetMembers().OfType<IMethodSymbol>().Any(IsSynchronized))
            return null;
        bool isThis = locked is ThisExpressionSyntax;
        if (!isThis && !Names(locked, type, site.Model))
            return null;

        List<ExpressionSyntax> same = [];
        foreach ((ExpressionSyntax used, SemanticModel model, bool isRegion) in AllIn(site.Model))
        {
            if (!(isThis ? MayBeInstance(used, type, model) : MayBeTypeObject(used, type, model)))
                continue;
            bool isOne = isThis ? used is ThisExpressionSyntax : used is TypeOfExpressionSyntax;
            if (!isOne || !isRegion || used.FirstAncestorOrSelf<TypeDeclarationSyntax>() != home)
                return null;
            same.Add(used);
        }

        return same.Contains(locked) ? same : null;
    }

    /// <summary>Whether no code locks, waits on or pulses an object that may be an instance of the type, or its type object.</summary>
    internal static bool IsFreeOf(INamedTypeSymbol type, bool isStatic, SemanticModel here) =>
        HasKnownBases(type) && type.BaseType is { SpecialType: SpecialType.System_Object }
        && !AllIn(here).Any(use => isStatic ? MayBeTypeObject(use.Used, type, use.Model) : MayBeInstance(use.Used, type, use.Model));

    /// <summary>All expressions of a compilation whose monitor is used, and whether a lock statement does it.</summary>
    internal static IEnumerable<(ExpressionSyntax Used, SemanticModel Model, bool IsRegion)> AllIn(SemanticModel here)
    {
        foreach (SyntaxTree tree in here.Compilation.SyntaxTrees)
        {
            SemanticModel model = tree == here.SyntaxTree ? here : here.Compilation.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
            {
                if (node is LockStatementSyntax region)
                    yield return (region.Expression, model, true);
                else if (node is InvocationExpressionSyntax { ArgumentList.Arguments: [var first, ..], Expression: var method } && IsMonitor(method, model))
                    yield return (first.Expression, model, false);
            }
        }
    }

    private static bool IsMonitor(ExpressionSyntax method, SemanticModel model) =>
        method is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Enter" or "TryEnter" or "Exit" or "Wait" or "Pulse" or "PulseAll" or "IsEntered" }
            or IdentifierNameSyntax { Identifier.ValueText: "Enter" or "TryEnter" or "Exit" or "Wait" or "Pulse" or "PulseAll" or "IsEntered" }
        && model.GetSymbolInfo(method).Symbol is IMethodSymbol { ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } };

    private static bool IsSynchronized(IMethodSymbol method) => (method.MethodImplementationFlags & System.Reflection.MethodImplAttributes.Synchronized) != 0;

    // A base class that is not compiled here may lock its instance as well.
    private static bool HasKnownBases(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.DeclaringSyntaxReferences.IsEmpty && current.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType))
                return false;
        }

        return true;
    }

    private static bool Names(ExpressionSyntax locked, INamedTypeSymbol type, SemanticModel model) =>
        model.GetOperation(locked) is ITypeOfOperation { TypeOperand: var named } && SymbolEqualityComparer.Default.Equals(named, type);

    private static bool MayBeInstance(ExpressionSyntax used, INamedTypeSymbol type, SemanticModel model) =>
        model.GetTypeInfo(used).Type is { SpecialType: not SpecialType.System_Object } of
        && (of.TypeKind == TypeKind.TypeParameter || type.AllInterfaces.Contains(of, SymbolEqualityComparer.Default) || DerivesFrom(of, type) || DerivesFrom(type, of));

    private static bool MayBeTypeObject(ExpressionSyntax used, INamedTypeSymbol type, SemanticModel model)
    {
        if (model.GetOperation(used) is ITypeOfOperation { TypeOperand: var named })
            return SymbolEqualityComparer.Default.Equals(named.OriginalDefinition, type.OriginalDefinition) || named.TypeKind == TypeKind.TypeParameter;
        return model.GetTypeInfo(used).Type is { Name: "Type" };
    }

    private static bool DerivesFrom(ITypeSymbol type, ITypeSymbol ancestor)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, ancestor.OriginalDefinition))
                return true;
        }

        return false;
    }
}
