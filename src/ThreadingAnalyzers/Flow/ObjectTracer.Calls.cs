using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <content>Objects that go into methods and constructors, of the type itself and of others.</content>
internal sealed partial class ObjectTracer
{
    // Each type that is looked into is bound a second time.
    private const int MostTypes = 3;
    private readonly Queue<(IMethodSymbol Method, IParameterSymbol Parameter, bool Inside)> _abroad = new();

    private void FollowInto(IMethodSymbol method, IParameterSymbol parameter, bool inside)
    {
        if (!IsOneMethod(method) || parameter.RefKind is RefKind.Ref or RefKind.Out)
            _uses.Escapes = true;
        else if (method.MethodKind == MethodKind.LocalFunction || references.Sees(method))
            FollowParameter(method, parameter, inside);
        else if (decides is not null && !method.DeclaringSyntaxReferences.IsEmpty)
            _abroad.Enqueue((method, parameter, inside));
        else
            _uses.Escapes = true;
    }

    // No heir and no other assembly has another body for it.
    private static bool IsOneMethod(IMethodSymbol method) => method is { IsVirtual: false, IsAbstract: false, IsOverride: false, IsExtern: false, MethodKind: MethodKind.LocalFunction or MethodKind.Ordinary or MethodKind.Constructor, ContainingType.TypeKind: not TypeKind.Interface };

    private void FollowParameter(IMethodSymbol method, IParameterSymbol parameter, bool inside)
    {
        parameter = (method.PartialImplementationPart ?? method).OriginalDefinition.Parameters[parameter.Ordinal];
        if (method.MethodKind == MethodKind.Constructor && IsPrimary(method))
            _uses.IsStored = true;
        if (method.ContainingType.IsRecord && method.MethodKind == MethodKind.Constructor && PropertyFor(parameter) is { } property)
            StoreIn(property, inside);
        // Who is given an object for nothing is not written yet, or stands for somebody else.
        else if (method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: not Accessibility.Private } && references.To(parameter).Count == 0)
            _uses.Escapes = true;
        FollowVariable(parameter, inside);
    }

    private static bool IsPrimary(IMethodSymbol constructor) => constructor.DeclaringSyntaxReferences is [var declared] && declared.GetSyntax() is TypeDeclarationSyntax;

    private static IPropertySymbol? PropertyFor(IParameterSymbol parameter) => !IsPrimary((IMethodSymbol)parameter.ContainingSymbol) ? null
        : parameter.ContainingType.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault();

    // Last: it is not needed where the type itself already shows what was asked for.
    private void FollowAbroad()
    {
        for (int types = 0; _abroad.Count > 0 && !_uses.Escapes && !_uses.Members.Exists(member => decides!(member)); )
        {
            (IMethodSymbol method, IParameterSymbol parameter, bool inside) = _abroad.Dequeue();
            if (!references.Sees(method) && (++types > MostTypes || !references.Open(method)))
                _uses.Escapes = true;
            else
                FollowParameter(method, parameter, inside);
        }
    }
}
