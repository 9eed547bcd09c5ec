using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The values that the fields and properties of a type are set to, as far as its own code shows.</summary>
internal sealed class AssignedValues
{
    private readonly Dictionary<ISymbol, List<IOperation>> _values = new(SymbolEqualityComparer.Default);

    internal AssignedValues(IEnumerable<Body> bodies)
    {
        foreach (Body body in bodies)
        {
            switch (body.Root)
            {
                case IFieldInitializerOperation field:
                    foreach (IFieldSymbol initialized in field.InitializedFields)
                        Add(initialized, field.Value);
                    break;
                case IPropertyInitializerOperation property:
                    foreach (IPropertySymbol initialized in property.InitializedProperties)
                        Add(initialized, property.Value);
                    break;
            }

            foreach (ISimpleAssignmentOperation assignment in body.Sites.OfType<ISimpleAssignmentOperation>())
            {
                if (SharedLocations.LocationOf(assignment.Target) is { } symbol)
                    Add(symbol, assignment.Value);
            }
        }
    }

    /// <summary>The values that the type's own code gives to a symbol.</summary>
    internal IReadOnlyList<IOperation> Of(ISymbol symbol) => _values.TryGetValue(symbol, out List<IOperation>? values) ? values : [];

    /// <summary>
    /// Whether everything that is put into the variable is an object that threads may not share, as far as can be seen: an interface may stand for a
    /// concurrent collection, and <c>Synchronized</c> makes one.
    /// </summary>
    internal bool AreAllUnsafe(ISymbol symbol, ThreadingModel model)
    {
        foreach (IOperation value in Of(symbol).Select(Operand.Unwrap))
        {
            bool isSafe = value is IInvocationOperation { TargetMethod.Name: "Synchronized" }
                || (value is IObjectCreationOperation && model.UnsafeObjects.FamilyOf(value.Type) is null);
            if (isSafe)
                return false;
        }

        return true;
    }

    private void Add(ISymbol symbol, IOperation value)
    {
        if (!_values.TryGetValue(symbol, out List<IOperation>? values))
            _values.Add(symbol, values = []);
        values.Add(value);
    }
}
