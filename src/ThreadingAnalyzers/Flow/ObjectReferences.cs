using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Where the variables and methods of a type are named, all bodies of the type together. Built for types in which some object is to be followed. Where
/// the object goes into another type of the compilation, that one is looked at as well, if somebody opens it.
/// </summary>
internal sealed class ObjectReferences
{
    private readonly Dictionary<ISymbol, List<IOperation>> _references = new(SymbolEqualityComparer.Default);

    private readonly Dictionary<IOperation, Body> _members = [];
    private readonly HashSet<ISymbol> _types = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _deconstructed = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ObjectReferences?> _opened = new(SymbolEqualityComparer.Default);
    private readonly ForeignBodies? _foreign;

    /// <summary>Goes through the bodies of a type.</summary>
    /// <param name="bodies">All bodies of the type.</param>
    /// <param name="foreign">Gives the code of other types; null where those are not to be opened.</param>
    internal ObjectReferences(IEnumerable<Body> bodies, ForeignBodies? foreign = null)
    {
        _foreign = foreign;
        foreach (Body member in bodies.Where(static body => body.Parent is null))
        {
            _members[member.Root] = member;
            if (OutermostOf(member.Symbol) is { } type)
                _types.Add(type);
            foreach (IOperation operation in member.Root.DescendantsAndSelf())
                Note(operation);
        }
    }

    /// <summary>The operations that name a variable, or call a method.</summary>
    internal IReadOnlyList<IOperation> To(ISymbol symbol) => _references.TryGetValue(symbol.OriginalDefinition, out List<IOperation>? references) ? references
        : Opened(symbol)?.To(symbol) ?? [];

    /// <summary>The method whose whole body an operation is, or null.</summary>
    internal IMethodSymbol? OwnerOf(IOperation root) => MemberOf(root)?.Symbol as IMethodSymbol;

    /// <summary>The body that an operation stands in; null where it is of none that is known here.</summary>
    internal Body? BodyAround(IOperation operation)
    {
        IOperation root = operation;
        while (root.Parent is { } outer)
            root = outer;
        return MemberOf(root)?.SelfAndNested().FirstOrDefault(body => body.Sites.Contains(operation));
    }

    /// <summary>Whether all code of the type that a symbol belongs to is known here.</summary>
    internal bool Sees(ISymbol symbol) => OutermostOf(symbol) is { } type && (_types.Contains(type) || Opened(type) is not null);

    /// <summary>Looks at the code of another type of the compilation as well; false where there is none, or too much of it.</summary>
    internal bool Open(ISymbol symbol)
    {
        if (_foreign is null || OutermostOf(symbol) is not { } type)
            return false;
        if (!_opened.TryGetValue(type, out ObjectReferences? opened))
            _opened.Add(type, opened = _foreign.AllOf(type) is { } bodies ? new ObjectReferences(bodies) : null);
        return opened is not null;
    }

    /// <summary>Whether some code takes the objects of a record apart: <c>var (source, target) = stage;</c>.</summary>
    internal bool TakesApart(INamedTypeSymbol record) => _deconstructed.Contains(record.OriginalDefinition) || Opened(record)?.TakesApart(record) == true;

    private static INamedTypeSymbol? OutermostOf(ISymbol symbol)
    {
        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer)
            type = outer;
        return type?.OriginalDefinition;
    }

    private ObjectReferences? Opened(ISymbol symbol) => _opened.Count > 0 && OutermostOf(symbol) is { } type && _opened.TryGetValue(type, out ObjectReferences? opened) ? opened : null;

    private Body? MemberOf(IOperation root) => _members.TryGetValue(root, out Body? member) ? member : _opened.Values.Select(opened => opened?.MemberOf(root)).FirstOrDefault(static body => body is not null);

    private void Note(IOperation operation)
    {
        NoteDeconstruction(operation);
        if (SymbolOf(operation) is not { } symbol)
            return;
        if (!_references.TryGetValue(symbol, out List<IOperation>? known))
            _references.Add(symbol, known = []);
        known.Add(operation);
    }

    private void NoteDeconstruction(IOperation operation)
    {
        ITypeSymbol? apart = operation switch
        {
            IDeconstructionAssignmentOperation { Value.Type: var whole } => whole,
            IRecursivePatternOperation { DeconstructSymbol: not null, MatchedType: var whole } => whole,
            IForEachLoopOperation { Syntax: ForEachVariableStatementSyntax, Collection: var items } => Operand.Unwrap(items).Type,
            _ => null,
        };
        if (apart is not null)
            NoteApart(apart);
    }

    // With the parts, which may be taken apart in turn.
    private void NoteApart(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { ElementType: var element })
            NoteApart(element);
        if (type is not INamedTypeSymbol named || !_deconstructed.Add(named.OriginalDefinition) && named.TypeArguments.IsEmpty)
            return;
        foreach (ITypeSymbol part in named.TypeArguments)
            NoteApart(part);
        if (named.IsRecord)
        {
            foreach (IPropertySymbol part in named.GetMembers().OfType<IPropertySymbol>().Where(part => part.Type is INamedTypeSymbol { IsRecord: true } inner && !_deconstructed.Contains(inner.OriginalDefinition)))
                NoteApart(part.Type);
        }
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
