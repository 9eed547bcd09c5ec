using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Turns a method or local function that returns nothing, or a value, into one that returns a task.</summary>
internal sealed class AsyncSignature
{
    private readonly TypeSyntax _returnType;

    private AsyncSignature(IMethodSymbol method, TypeSyntax returnType)
    {
        Method = method;
        _returnType = returnType;
    }

    internal IMethodSymbol Method { get; }

    /// <summary>The change of a function; null where others have laid down what it returns.</summary>
    internal static AsyncSignature? Of(SyntaxNode function, FixSite site)
    {
        if (function is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax) || site.Model.GetDeclaredSymbol(function) is not IMethodSymbol method || !IsFree(method, site))
            return null;
        if (site.Model.Compilation.GetTypeByMetadataName(method.ReturnsVoid ? "System.Threading.Tasks.Task" : "System.Threading.Tasks.Task`1") is not { } task)
            return null;
        INamedTypeSymbol type = method.ReturnsVoid ? task : task.Construct(method.ReturnType);
        return new(method, (TypeSyntax)site.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation));
    }

    internal SyntaxNode Applied(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => AsAsync(method.WithReturnType(_returnType.WithTriviaFrom(method.ReturnType))),
        LocalFunctionStatementSyntax local => AsAsync(local.WithReturnType(_returnType.WithTriviaFrom(local.ReturnType))),
        _ => function,
    };

    private static SyntaxNode AsAsync(SyntaxNode function) => FunctionOf.IsAsync(function) ? function : MakeAsync.WithKeyword(function);

    private static bool IsFree(IMethodSymbol method, FixSite site) =>
        method is { IsVirtual: false, IsAbstract: false, IsOverride: false, IsExtern: false, ReturnsByRef: false, ReturnsByRefReadonly: false, PartialDefinitionPart: null, PartialImplementationPart: null }
        && method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction
        && method.Parameters.All(static parameter => parameter.RefKind == RefKind.None && !parameter.Type.IsRefLikeType)
        && !method.ReturnType.IsRefLikeType
        && !IsHandler(method)
        && method.Name != nameof(IDisposable.Dispose)
        && !InterfaceMembers.AreImplementedBy(method)
        && !IsKnownElsewhere(method, site);

    // Event handlers keep their shape.
    private static bool IsHandler(IMethodSymbol method) =>
        method is { ReturnsVoid: true, Parameters: [{ Type.SpecialType: SpecialType.System_Object }, { Type: var arguments }] } && arguments.Name.EndsWith("EventArgs", StringComparison.Ordinal);

    // Other projects of the solution would have to change as well.
    private static bool IsKnownElsewhere(IMethodSymbol method, FixSite site) =>
        method.MethodKind == MethodKind.Ordinary
        && (Visibility.ReachesOutside(method) || (method.DeclaredAccessibility != Accessibility.Private && method.ContainingAssembly.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute")))
        && site.Document.Project.Solution.GetProjectDependencyGraph().GetProjectsThatTransitivelyDependOnThisProject(site.Document.Project.Id).Any();
}
