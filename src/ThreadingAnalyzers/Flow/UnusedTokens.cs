using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Methods that ask for a cancellation token, work in loops or wait, and never look at it.</summary>
internal static class UnusedTokens
{
    /// <summary>The parameter of a method that has no other reason to have it; null where the token is used, or the signature is somebody else's choice.</summary>
    internal static SyntaxNode? DeclarationOf(TokenScope scope, ThreadingModel model, CancellationToken cancellation)
    {
        Body owner = scope.Owner;
        if (owner.Method is not { MethodKind: MethodKind.Ordinary } method || !IsFree(method) || TokenOverloads.IsEnding(method.Name) || !HasWork(owner, model))
            return null;
        if (scope.Token.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not ParameterSyntax { Parent.Parent: MethodDeclarationSyntax declaration } parameter)
            return null;
        bool isRead = declaration.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == scope.Token.Name && token != parameter.Identifier);
        return isRead || HasOmission(owner, scope, model) || IsUsedAsDelegate(method, cancellation) ? null : parameter;
    }

    // An override, or the implementation of an interface, has the parameters that it must have.
    private static bool IsFree(IMethodSymbol method) =>
        method is { IsOverride: false, IsVirtual: false, IsAbstract: false, IsPartialDefinition: false, PartialDefinitionPart: null } && !InterfaceMembers.AreImplementedBy(method) && !EventHandlers.MayImplement(method);

    // await Task.CompletedTask; waits for nothing.
    private static bool HasWork(Body owner, ThreadingModel model) => owner.SelfAndNested().Any(part =>
        part.Sites.Any(site => site is ILoopOperation || (site is IAwaitOperation awaited && !new CompletedTasks(part, model.Types).HasEnded(awaited.Operation))));

    // The call that leaves the token out says more than the parameter.
    private static bool HasOmission(Body owner, TokenScope scope, ThreadingModel model) => owner.SelfAndNested()
        .Where(part => TokenScope.Of(part, model)?.Token is { } token && SymbolEqualityComparer.Default.Equals(token, scope.Token))
        .Any(part =>
        {
            var omitted = new OmittedTokens(part, scope, model);
            return part.Sites.Any(site => site is IInvocationOperation call ? omitted.OmittedBy(call) is not null : site is IForEachLoopOperation loop ? omitted.IsOmittedBy(loop) : site is IInvalidOperation && (omitted.OmittedByUnbound(site) is not null || omitted.IsOmittedByUnknown(site)));
        });

    // Whoever takes the method as a delegate decides about its parameters.
    private static bool IsUsedAsDelegate(IMethodSymbol method, CancellationToken cancellation) => method.ContainingType.DeclaringSyntaxReferences
        .SelectMany(part => part.GetSyntax(cancellation).DescendantNodes())
        .Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == method.Name && !IsCalled(name));

    private static bool IsCalled(IdentifierNameSyntax name)
    {
        SyntaxNode whole = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return whole.Parent is InvocationExpressionSyntax or MemberBindingExpressionSyntax or NameColonSyntax or NameMemberCrefSyntax or XmlNameAttributeSyntax;
    }
}
