using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Why an object makes a poor lock.</summary>
internal enum LockWeakness
{
    /// <summary><c>this</c>, of a type that other assemblies can see.</summary>
    This,

    /// <summary><c>this</c>, of a type that only the same assembly can see.</summary>
    OwnThis,

    /// <summary>A <see cref="System.Type"/> or another reflection object: one for the whole process.</summary>
    Type,

    /// <summary>A string: equal ones may be one object.</summary>
    String,

    /// <summary>A value that becomes a new object each time.</summary>
    Boxed,

    /// <summary>A field or property that other assemblies can see.</summary>
    Visible,

    /// <summary>A field or property that only heirs in other assemblies can see.</summary>
    Inherited,

    /// <summary>The <c>SyncRoot</c> of a collection.</summary>
    SyncRoot,

    /// <summary>A lock, thread or task that <c>lock</c> does not take as what it is.</summary>
    Primitive,

    /// <summary>A collection whose own operations do not take the lock.</summary>
    ConcurrentCollection,

    /// <summary>A parameter of a method that other assemblies can call.</summary>
    Parameter,
}

/// <summary>Which objects that code locks are reachable by strangers, or are not the one object that they seem to be.</summary>
internal sealed class LockWeaknesses(Compilation compilation, KnownTypes types)
{
    private const int LongestAlias = 8;
    private readonly INamedTypeSymbol?[] _reflected = new[] { "MemberInfo", "ParameterInfo", "Assembly", "Module" }.Select(name => compilation.GetTypeByMetadataName("System.Reflection." + name)).ToArray();
    private readonly ISymbol? _syncRoot = compilation.GetTypeByMetadataName("System.Collections.ICollection")?.GetMembers("SyncRoot").FirstOrDefault();
    private readonly HashSet<INamedTypeSymbol> _primitives = new(Primitives().Select(compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>(), SymbolEqualityComparer.Default);

    /// <summary>The weakness of a lock object, or null where none is known.</summary>
    /// <param name="locked">The expression whose monitor is taken.</param>
    /// <param name="code">The function that takes it.</param>
    /// <param name="valueOf">The only value that a local ever gets, or null.</param>
    internal LockWeakness? Of(IOperation locked, ISymbol code, Func<ILocalSymbol, IOperation?> valueOf)
    {
        IOperation current = locked;
        for (int steps = 0; steps < LongestAlias; steps++)
        {
            if (IsBoxed(current))
                return LockWeakness.Boxed;
            current = Operand.Unwrap(current);
            if (OfType(current.Type) is { } weakness)
                return weakness;
            if (current is not ILocalReferenceOperation { Local: var local } || valueOf(local) is not { } value)
                break;
            current = value;
        }

        return OfPlace(current, code);
    }

    private static bool IsBoxed(IOperation operation)
    {
        for (; operation is IConversionOperation or IParenthesizedOperation; operation = operation.ChildOperations.First())
        {
            if (operation is IConversionOperation { Type.IsReferenceType: true, Operand.Type.IsValueType: true, OperatorMethod: null })
                return true;
        }

        return false;
    }

    private LockWeakness? OfType(ITypeSymbol? type)
    {
        if (type?.SpecialType == SpecialType.System_String)
            return LockWeakness.String;
        if (KnownTypes.IsOrDerivesFrom(type, ancestor => Array.Exists(_reflected, known => KnownTypes.Is(ancestor, known))))
            return LockWeakness.Type;
        if (types.IsTaskClass(type) || KnownTypes.IsOrDerivesFrom(type, ancestor => ancestor is INamedTypeSymbol named && _primitives.Contains(named.OriginalDefinition)))
            return LockWeakness.Primitive;
        return type is INamedTypeSymbol collection && Framework.Owns(collection) && collection.ContainingNamespace is { Name: "Concurrent" } ? LockWeakness.ConcurrentCollection : null;
    }

    private LockWeakness? OfPlace(IOperation place, ISymbol code) => place switch
    {
        IInstanceReferenceOperation { Type: { } type } => Visibility.ReachesOutside(type) ? LockWeakness.This : LockWeakness.OwnThis,
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } when ConstantBehind(field) is { } weakness => weakness,
        IPropertyReferenceOperation property when IsSyncRoot(property) => OfCollection(property.Instance!, code),
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } member when IsOwn(member.Member, code) && Visibility.ReachesOutside(member.Member) && !IsPromised(member.Member) && FreshObjects.MadeBy(member) is null =>
            Visibility.IsProtected(member.Member) ? LockWeakness.Inherited : LockWeakness.Visible,
        IParameterReferenceOperation { Parameter: var parameter } when IsChosenByStrangers(parameter) => LockWeakness.Parameter,
        _ => null,
    };

    // private static readonly object Gate = "gate";
    private static LockWeakness? ConstantBehind(IFieldSymbol field) =>
        field.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value }
            ? value.Kind() switch
            {
                SyntaxKind.StringLiteralExpression => LockWeakness.String,
                SyntaxKind.TypeOfExpression => LockWeakness.Type,
                _ => null,
            }
            : null;

    private static bool IsSyncRoot(IPropertyReferenceOperation property) =>
        property is { Property: { Name: "SyncRoot", ContainingType: var type }, Instance: not null } && Framework.Owns(type);

    // Whoever is handed a collection has only its SyncRoot to agree on with the others; for a collection of one's own, there are better gates.
    private static LockWeakness? OfCollection(IOperation collection, ISymbol code) =>
        Operand.Unwrap(collection) is IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field } && IsOwn(field, code) ? LockWeakness.SyncRoot : null;

    // A type that implements ICollection has to show its lock.
    private bool IsPromised(ISymbol member) =>
        _syncRoot is not null && SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(_syncRoot), member);

    private static bool IsOwn(ISymbol member, ISymbol code)
    {
        for (INamedTypeSymbol? type = code.ContainingType; type is not null; type = type.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, member.ContainingType.OriginalDefinition))
                return true;
        }

        return false;
    }

    // A method that is given what to do under the lock is a lock statement by another name; ref means that the method may make the gate itself.
    private static bool IsChosenByStrangers(IParameterSymbol parameter) =>
        parameter is { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol { MethodKind: not (MethodKind.AnonymousFunction or MethodKind.LocalFunction) } method }
        && Visibility.ReachesOutside(method)
        && !method.Parameters.Any(static other => other.Type.TypeKind == TypeKind.Delegate);

    // Events and barriers guard nothing by themselves, so nobody takes their monitor by mistake.
    private static IEnumerable<string> Primitives() =>
        new[] { "Mutex", "Semaphore", "SemaphoreSlim", "ReaderWriterLock", "ReaderWriterLockSlim", "Thread" }.Select(static name => "System.Threading." + name);
}
