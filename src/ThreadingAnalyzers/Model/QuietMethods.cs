using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Methods written in this compilation whose code waits for nothing: all that it does is compute, in memory. Their asynchronous twins are slower, and may do more: wait for a
/// lock, and then call them. Methods without anything to do are not among them, since what will be written there nobody knows.
/// </summary>
internal sealed class QuietMethods(Compilation compilation)
{
    private const int Deepest = 3;

    private static readonly HashSet<string> Computing = new(StringComparer.Ordinal)
    {
        "System", "System.Collections", "System.Collections.Generic", "System.Collections.Immutable", "System.Linq", "System.Text", "System.Globalization", "System.Numerics", "System.Buffers", "System.Runtime.CompilerServices", "System.Runtime.InteropServices",
    };

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether every call of the method runs such code.</summary>
    internal bool Holds(IMethodSymbol method, BlockingCalls blocking) =>
        IsOwn(method) && _known.GetOrAdd(method.OriginalDefinition, written => IsQuiet(written, ImmutableArray<IMethodSymbol>.Empty, blocking) && HasWork(BodyOf(written)!));

    /// <summary>Whether a method begins the work of its asynchronous twin, or hands it on to others, and does not wait for it.</summary>
    internal bool Starts(IMethodSymbol method, IMethodSymbol twin) => IsOwn(method) && BodyOf(method) is { } body
        && body.Descendants().OfType<IInvocationOperation>().Where(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, twin.OriginalDefinition)).ToArray() is { Length: > 0 } starts
        && Array.TrueForAll(starts, static start => Operand.ParentOf(start) is IExpressionStatementOperation or IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation } } or ISimpleAssignmentOperation { Target: IDiscardOperation or IFieldReferenceOperation });

    /// <summary>Whether an asynchronous twin only calls the method itself, at once, and makes a task of what that gives.</summary>
    internal bool Wraps(IMethodSymbol twin, IMethodSymbol method) => IsOwn(twin) && !twin.IsAsync && BodyOf(twin.OriginalDefinition) is { } body
        && Nesting.OwnOperations(body).OfType<IInvocationOperation>().Any(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition));

    private static bool IsOwn(IMethodSymbol method) => !method.DeclaringSyntaxReferences.IsEmpty;

    // What calls itself waits for nothing if the rest of it does not.
    private bool IsQuiet(IMethodSymbol method, ImmutableArray<IMethodSymbol> callers, BlockingCalls blocking)
    {
        method = method.OriginalDefinition;
        if (callers.Contains(method, SymbolEqualityComparer.Default))
            return true;
        return callers.Length <= Deepest && !method.IsExtern && !SureMethods.IsReplaceable(method) && BodyOf(method) is { } body && body.Descendants().All(part => IsQuiet(part, callers.Add(method), blocking));
    }

    private IOperation? BodyOf(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax) || !compilation.ContainsSyntaxTree(reference.SyntaxTree))
            return null;
#pragma warning disable RS1030 // Only a call that has an asynchronous twin asks, and the answer is kept.
        return compilation.GetSemanticModel(reference.SyntaxTree).GetOperation(reference.GetSyntax());
#pragma warning restore RS1030
    }

    // return 0; throw new NotImplementedException();
    private static bool HasWork(IOperation body) => body.Descendants().Any(static part => part is IAssignmentOperation or IIncrementOrDecrementOperation or IInvocationOperation or IMemberReferenceOperation { Member.IsStatic: false });

    private bool IsQuiet(IOperation part, ImmutableArray<IMethodSymbol> callers, BlockingCalls blocking) => part switch
    {
        IInvocationOperation { TargetMethod: var called } call => IsOwn(called) ? IsQuiet(called, callers, blocking) : IsComputing(called) && !IsQuery(call) && blocking.Of(call, callers[0]) is null,
        IMethodReferenceOperation { Method: var named } => IsOwn(named) ? IsQuiet(named, callers, blocking) : IsComputing(named),
        IObjectCreationOperation { Constructor: { } constructor } => IsComputing(constructor) || !constructor.ContainingType.DeclaringSyntaxReferences.IsEmpty,
        IPropertyReferenceOperation property => !property.Property.DeclaringSyntaxReferences.IsEmpty || IsComputing(property.Property),
        IAwaitOperation or IInvalidOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IEventReferenceOperation or ILockOperation or IForEachLoopOperation { IsAsynchronous: true } => false,
        _ => true,
    };

    // Somebody else runs the query, perhaps in a data base.
    private static bool IsQuery(IInvocationOperation call) => call.Arguments.FirstOrDefault() is { Value: var source } && Operand.Unwrap(source).Type is { } type && type.AllInterfaces.Any(static part => part.Name == "IQueryable");

    private static bool IsComputing(ISymbol member) =>
        member is { ContainingType: { TypeKind: not TypeKind.Delegate, Name: not "Console" } type } && type.DeclaringSyntaxReferences.IsEmpty && IsComputingSpace(type.ContainingNamespace)
        || member.ContainingType is { Name: "Interlocked" or "Volatile" or "Debug" };

    private static bool IsComputingSpace(INamespaceSymbol? space) => space is { IsGlobalNamespace: false } && Computing.Contains(space.ToDisplayString());
}
