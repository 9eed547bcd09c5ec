using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Where the variables and methods of a type are named, all bodies of the type together. Built for types in which some object is to be followed.</summary>
internal sealed class ObjectReferences
{
    private readonly Dictionary<ISymbol, List<IOperation>> _references = new(SymbolEqualityComparer.Default);

    private readonly Dictionary<IOperation, ISymbol> _owners = [];

    internal ObjectReferences(IEnumerable<Body> bodies)
    {
        foreach (Body member in bodies.Where(static body => body.Parent is null))
        {
            _owners[member.Root] = member.Symbol;
            foreach (IOperation operation in member.Root.DescendantsAndSelf())
                Note(operation);
        }
    }

    /// <summary>The operations that name a variable, or call a method.</summary>
    internal IReadOnlyList<IOperation> To(ISymbol symbol) => _references.TryGetValue(symbol.OriginalDefinition, out List<IOperation>? references) ? references : [];

    /// <summary>The method whose whole body an operation is, or null.</summary>
    internal IMethodSymbol? OwnerOf(IOperation root) => _owners.TryGetValue(root, out ISymbol? owner) ? owner as IMethodSymbol : null;

    private void Note(IOperation operation)
    {
        if (SymbolOf(operation) is not { } symbol)
            return;
        if (!_references.TryGetValue(symbol, out List<IOperation>? known))
            _references.Add(symbol, known = []);
        known.Add(operation);
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter.OriginalDefinition,
        IFieldReferenceOperation field => field.Field.OriginalDefinition,
        IPropertyReferenceOperation property => property.Property.OriginalDefinition,
        IInvocationOperation call => call.TargetMethod.OriginalDefinition,
        IMethodReferenceOperation method => method.Method.OriginalDefinition,
        IInvalidOperation => UnboundCall.Of(operation)?.Method?.OriginalDefinition,
        _ => null,
    };
}
