using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether a task holds on to an object, directly or through what was made of it.</summary>
internal sealed class CarriedResources
{
    private readonly HashSet<ISymbol> _locals = new(SymbolEqualityComparer.Default);

    /// <summary>Follows a resource through the locals that are made of it.</summary>
    internal CarriedResources(IEnumerable<ISymbol> resources, Body body)
    {
        _locals.UnionWith(resources);
        foreach (IOperation site in body.Sites)
        {
            if (site is IVariableDeclaratorOperation { Symbol: var local } declarator && declarator.GetVariableInitializer() is { Value: var value } && !IsPlain(local.Type) && In(value))
                _locals.Add(local);
            else if (site is IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push", Instance: ILocalReferenceOperation { Local: var collection } } addition && addition.Arguments.Any(argument => In(argument.Value)))
                _locals.Add(collection);
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
            if (IsPlain(operation.Type))
                continue;
            if (operation is ILocalReferenceOperation { Local: var local } && _locals.Contains(local))
                return true;
            // A lambda runs later, and uses whatever it names.
            if (operation is IAnonymousFunctionOperation && operation.Descendants().Any(part => part is ILocalReferenceOperation { Local: var captured } && _locals.Contains(captured)))
                return true;
            foreach (IOperation child in operation.ChildOperations)
                pending.Push(child);
        }

        return false;
    }

    // Text and numbers are copies.
    private static bool IsPlain(ITypeSymbol? type) => type is { TypeKind: TypeKind.Enum } or { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String } or { SpecialType: SpecialType.System_DateTime };
}
