using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether a task holds on to an object, directly or through what was made of it.</summary>
internal sealed class CarriedResources
{
    private readonly HashSet<ISymbol> _variables = new(SymbolEqualityComparer.Default);

    /// <summary>Follows a resource through the locals that are made of it.</summary>
    internal CarriedResources(IEnumerable<ISymbol> resources, Body body)
    {
        _variables.UnionWith(resources);
        foreach (IOperation site in body.Sites)
        {
            if (site is IVariableDeclaratorOperation { Symbol: var local } declarator && declarator.GetVariableInitializer() is { Value: var value } && !IsPlain(local.Type) && In(value))
                _variables.Add(local);
            else if (site is IInvocationOperation { TargetMethod.Name: var name, Instance: ILocalReferenceOperation { Local: var collection } } addition && ElementVerbs.PutsIn(name) && addition.Arguments.Any(argument => In(argument.Value)))
                _variables.Add(collection);
        }
    }

    /// <summary>Whether a value may still use the resource after it was computed.</summary>
    internal bool In(IOperation value)
    {
        var pending = new Stack<IOperation>();
        pending.Push(value);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            if (IsPlain(operation.Type) || IsCopy(operation))
                continue;
            if (Names(operation))
                return true;
            // A lambda runs later, and uses whatever it names.
            if (operation is IAnonymousFunctionOperation && operation.Descendants().Any(Names))
                return true;
            foreach (IOperation child in operation.ChildOperations)
                pending.Push(child);
        }

        return false;
    }

    private bool Names(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => _variables.Contains(local),
        IParameterReferenceOperation { Parameter: var parameter } => _variables.Contains(parameter),
        _ => false,
    };

    // SHA256.HashData(content), text.ToArray(): the framework makes a new array.
    private static bool IsCopy(IOperation operation) =>
        operation is IInvocationOperation { Type: IArrayTypeSymbol { ElementType: var element }, TargetMethod: { Name: not "GetBuffer", ContainingType: var owner } } && IsPlain(element) && Framework.Owns(owner);

    // Text and numbers are copies.
    private static bool IsPlain(ITypeSymbol? type) => type is { TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String } or { SpecialType: SpecialType.System_DateTime };
}
