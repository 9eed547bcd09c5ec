using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Reads and writes of variables by <c>Volatile.Read</c> and <c>Volatile.Write</c>.</summary>
internal static class UseVolatile
{
    /// <summary>Whether Volatile has methods for the variable that an expression names.</summary>
    internal static bool Supports(ExpressionSyntax variable, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("System.Threading.Volatile") is null)
            return false;
        bool isVariable = variable is ElementAccessExpressionSyntax
            ? model.GetTypeInfo(((ElementAccessExpressionSyntax)variable).Expression).Type is IArrayTypeSymbol
            : model.GetSymbolInfo(variable).Symbol is IFieldSymbol { IsReadOnly: false } or ILocalSymbol or IParameterSymbol;
        return isVariable && model.GetTypeInfo(variable).Type is { } type && (type.IsReferenceType || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_IntPtr
            or SpecialType.System_UIntPtr or SpecialType.System_Single or SpecialType.System_Double or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64));
    }

    /// <summary>The call that reads a variable.</summary>
    internal static ExpressionSyntax Read(ExpressionSyntax variable, FixSite site) =>
        Call("Read", site, site.Generator.Argument(RefKind.Ref, variable.WithoutTrivia())).WithCommentsOf(variable);

    /// <summary>The call that does what an assignment to a variable does.</summary>
    internal static ExpressionSyntax Write(AssignmentExpressionSyntax assignment, FixSite site) =>
        Call("Write", site, site.Generator.Argument(RefKind.Ref, assignment.Left.WithoutTrivia()), site.Generator.Argument(assignment.Right.WithoutTrivia())).WithCommentsOf(assignment);

    private static ExpressionSyntax Call(string method, FixSite site, params SyntaxNode[] arguments)
    {
        SyntaxNode type = site.Generator.TypeExpression(site.Model.Compilation.GetTypeByMetadataName("System.Threading.Volatile")!)
            .WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
        return (ExpressionSyntax)site.Generator.InvocationExpression(site.Generator.MemberAccessExpression(type, method), arguments).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
