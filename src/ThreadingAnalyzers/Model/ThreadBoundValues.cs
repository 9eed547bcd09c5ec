using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Values that belong to the thread that code happens to run on, and those that follow the asynchronous flow instead.</summary>
internal sealed class ThreadBoundValues(Compilation compilation)
{
    private readonly INamedTypeSymbol? _threadLocal = compilation.GetTypeByMetadataName("System.Threading.ThreadLocal`1");
    private readonly INamedTypeSymbol? _asyncLocal = compilation.GetTypeByMetadataName("System.Threading.AsyncLocal`1");
    private readonly INamedTypeSymbol? _thread = compilation.GetTypeByMetadataName("System.Threading.Thread");

    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _keepers = new(SymbolEqualityComparer.Default);

    /// <summary>The names without which no code has such values.</summary>
    internal static IEnumerable<string> Words => ["ThreadLocal", "AsyncLocal", "CurrentThread", "CurrentManagedThreadId"];

    /// <summary>
    /// What stands for the value of this thread that an operation reads or writes: a [ThreadStatic] field or a ThreadLocal's variable, both also through a
    /// property that only returns it, or a property of the current thread. Null for other operations.
    /// </summary>
    internal ISymbol? Of(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: { IsStatic: true } field } => SharedLocations.IsPerThread(field) ? field : null,
        IPropertyReferenceOperation { Property.Name: "Value", Instance: { } holder } property when KnownTypes.Is(property.Property.ContainingType, _threadLocal) => SharedLocations.LocationOf(Operand.Unwrap(holder)),
        IPropertyReferenceOperation { Property: { Name: "Priority" or "IsBackground" or "Name" } property, Instance: { } thread } when IsCurrentThread(thread) => property,
        IPropertyReferenceOperation { Property: { IsIndexer: false } property, Instance: null or IInstanceReferenceOperation } => SharedLocations.IsPerThread(property) ? property : BehindProperty(property),
        _ => null,
    };

    /// <summary>Whether a type of the program has fields with values of the thread.</summary>
    internal bool AreKeptBy(INamedTypeSymbol? type) => type is { DeclaringSyntaxReferences.IsEmpty: false } && _keepers.GetOrAdd(type.OriginalDefinition, static keeper =>
        keeper.GetMembers().Any(static member => member is IFieldSymbol field && (field.Type.Name == "ThreadLocal" || (field.IsStatic && SharedLocations.IsPerThread(field)))));

    /// <summary>The variable of the AsyncLocal whose value an operation reads or writes, or null.</summary>
    internal ISymbol? FlowingOf(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property.Name: "Value", Instance: { } holder } property && KnownTypes.Is(property.Property.ContainingType, _asyncLocal) ? SharedLocations.LocationOf(Operand.Unwrap(holder)) : null;

    /// <summary>Whether an expression gives the thread that code runs on.</summary>
    internal bool IsCurrentThread(IOperation thread) =>
        Operand.Unwrap(thread) is IPropertyReferenceOperation { Property: { Name: "CurrentThread" } current } && KnownTypes.Is(current.ContainingType, _thread);

    /// <summary>Whether an expression gives the id of the thread that code runs on.</summary>
    internal bool IsIdOfCurrent(IOperation id) => Operand.Unwrap(id) is IPropertyReferenceOperation property && (property.Property switch
    {
        { Name: "CurrentManagedThreadId", ContainingType.Name: nameof(Environment) } => true,
        { Name: "ManagedThreadId" } => property.Instance is not null && IsCurrentThread(property.Instance),
        // static int Slot => Environment.CurrentManagedThreadId;
        { Type.SpecialType: SpecialType.System_Int32, Parameters.IsEmpty: true } own => SoleExpression.Of(own)?.ToString() is "Environment.CurrentManagedThreadId" or "Thread.CurrentThread.ManagedThreadId",
        _ => false,
    });

    private ISymbol? BehindProperty(IPropertySymbol property)
    {
        return SoleExpression.Of(property) switch
        {
            IdentifierNameSyntax name => FieldNamed(name).FirstOrDefault(static field => SharedLocations.IsPerThread(field)),
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value", Expression: IdentifierNameSyntax name } => FieldNamed(name).FirstOrDefault(field => KnownTypes.Is(field.Type, _threadLocal)),
            _ => null,
        };

        IEnumerable<IFieldSymbol> FieldNamed(IdentifierNameSyntax name) => property.ContainingType.GetMembers(name.Identifier.ValueText).OfType<IFieldSymbol>();
    }
}
