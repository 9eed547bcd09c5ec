using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// The bodies that run before anybody else can have the object: constructors, initializers, and what only they call. For static state these are
/// the static ones. A member that makes the lock itself is one of them: before it, there was nothing to hold. So is a method that runs on objects just made, and on no others.
/// </summary>
internal sealed class Construction(ThreadContexts contexts)
{
    private readonly Dictionary<(Body, bool), bool> _known = [];

    /// <summary>Whether the body runs only while the object, or (for static state) the type, is under construction.</summary>
    internal bool Covers(Body body, bool isStatic)
    {
        if (_known.TryGetValue((body, isStatic), out bool known))
            return known;
        _known[(body, isStatic)] = true;
        return _known[(body, isStatic)] = IsConstructor(body, isStatic) || MakesLock(body, isStatic) || IsCalledByConstructorsAlone(body, isStatic) || (!isStatic && IsCalledOnNewObjectsAlone(body));
    }

    private bool IsConstructor(Body body, bool isStatic) => body.Parent is null && body.Symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => !isStatic || IsOfSingleton(constructor),
        IMethodSymbol { MethodKind: MethodKind.StaticConstructor } => isStatic,
        IFieldSymbol or IPropertySymbol => body.Symbol.IsStatic == isStatic,
        _ => false,
    };

    // static readonly Registry Instance = new(); with a private constructor: it runs while the type is initialized.
    private bool IsOfSingleton(IMethodSymbol constructor) => constructor.DeclaredAccessibility == Accessibility.Private
        && contexts.Bodies.SelectMany(static body => body.Sites.OfType<IObjectCreationOperation>().Select(creation => (Body: body, Creation: creation)))
            .Where(made => SymbolEqualityComparer.Default.Equals(made.Creation.Type?.OriginalDefinition, constructor.ContainingType.OriginalDefinition)).ToList() is { Count: > 0 } creations
        && creations.TrueForAll(static made => made.Body is { Parent: null, Symbol: { IsStatic: true } and (IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.StaticConstructor }) });

    private static bool MakesLock(Body body, bool isStatic) => body.Parent is null && body.Sites.OfType<ISimpleAssignmentOperation>().Any(assignment =>
        assignment is { Target: IFieldReferenceOperation { Field: { } field }, Value: var value }
        && field.IsStatic == isStatic
        && Operand.Unwrap(value) is IObjectCreationOperation { Type: { } made }
        && (made.SpecialType == SpecialType.System_Object || made is { Name: "Lock" or "SemaphoreSlim" or "Mutex" or "ReaderWriterLockSlim" or "ReaderWriterLock", ContainingNamespace.Name: "Threading" })
        && !IsBehindTest(assignment));

    // if (_gate == null) _gate = new object(): others may have the object by then.
    private static bool IsBehindTest(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IConditionalOperation or ICoalesceOperation or ILockOperation)
                return true;
        }

        return false;
    }

    // new Worker(queue).Run(): whoever makes the object runs the method before anybody else has it.
    private bool IsCalledOnNewObjectsAlone(Body body) =>
        body is { Parent: null, Method: { MethodKind: MethodKind.Ordinary, IsStatic: false, IsVirtual: false, IsAbstract: false, IsOverride: false } method }
        && (method.DeclaredAccessibility == Accessibility.Private || method.ContainingType.DeclaredAccessibility == Accessibility.Private)
        && contexts.CallsOnOthersOf(body) is { Count: > 0 } calls
        && !contexts.IsForkTarget(body)
        && contexts.ReferencesTo(body).Count == 0
        && contexts.CallSitesOf(body).All(site => Covers(site.Caller, isStatic: false))
        && calls.All(IsOnNewObject)
        && !InterfaceMembers.AreImplementedBy(method);

    private static bool IsOnNewObject((Body Caller, SyntaxNode Site) call) =>
        call.Caller.Sites.Find(site => site.Syntax == call.Site) is IInvocationOperation { Instance: { } instance } && Operand.Unwrap(instance) is IObjectCreationOperation;

    private bool IsCalledByConstructorsAlone(Body body, bool isStatic) =>
        !ThreadContexts.IsCallableFromOutside(body)
        && contexts.CallSitesOf(body) is { Count: > 0 } sites
        && !contexts.IsForkTarget(body)
        && contexts.ReferencesTo(body).Count == 0
        && sites.All(site => Covers(site.Caller, isStatic));
}
