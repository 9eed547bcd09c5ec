using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Locks of the user's own that follow the shape <c>using (_gate.Enter())</c> or <c>using (await _gate.LockAsync())</c>: a member of this
/// object or of the type hands out something to dispose.
/// </summary>
internal static class UserScopes
{
    private static readonly string[] Enters = ["Enter", "Acquire", "Lock", "Take"];
    private static readonly string[] Exits = ["Exit", "Release", "Unlock", "Leave", "Free"];

    private static readonly string[] ScopeVerbs = ["Enter", "TryEnter", "Acquire", "TryAcquire", "Take", "Read", "Write", "Upgrade", "Wait", "Reserve", "Obtain", "Hold", "Block", "Disable", "Suspend"];

    private const int LongestOpening = 120;

    // using (_cacheLock.Take()), using var held = _sync.Write();
    private static readonly string[] Openings = ["lock", "mutex", "gate", "sync", "semaphore", "monitor", "guard", "critical", "exclusi", "_rw", ".Read()", ".Write()", ".Enter"];

    /// <summary>
    /// The lock of a scope that an expression may open: the field or property whose method hands it out (<c>_gate.Enter()</c>), or the lock object that
    /// an extension method or constructor is given (<c>new ReadScope(_lock)</c>); null for anything else.
    /// </summary>
    internal static IOperation? LockOpenedBy(IOperation value) => value switch
    {
        IInvocationOperation { Instance: { } instance } call when IsPlace(instance) && !Framework.Owns(call.TargetMethod.ContainingType) && GivesOutLock(instance, call.TargetMethod.Name, call.TargetMethod.ReturnType) => instance,
        // var mutex = _mutex; using (await mutex.LockAsync())
        IInvocationOperation { Instance: ILocalReferenceOperation named } call when !Framework.Owns(call.TargetMethod.ContainingType) && IsNamedAfterLock(call.TargetMethod.Name, call.TargetMethod.ReturnType) => named,
        IInvocationOperation { Instance: null } call when !Framework.Owns(call.TargetMethod.ContainingType) => LockAmong(call.Arguments),
        IInvalidOperation { Syntax: BaseObjectCreationExpressionSyntax } => value.ChildOperations.FirstOrDefault(IsNamedLock),
        IInvalidOperation => ReceiverOfUnresolved(value) is var (receiver, name) && !IsCollection(receiver.Type) && GivesOutLock(receiver, name, null) ? receiver : null,
        IObjectCreationOperation creation when !Framework.Owns(creation.Constructor?.ContainingType) => LockAmong(creation.Arguments),
        _ => null,
    };

    /// <summary>The field or property on which a method is called that the compiler cannot find, and the method's name; null for anything else.</summary>
    internal static (IOperation Receiver, string Name)? ReceiverOfUnresolved(IOperation operation)
    {
        if (operation is not IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } })
            return null;
        while (access.Name.Identifier.ValueText == "ConfigureAwait" && access.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax inner })
            access = inner;
        IOperation? receiver = operation.Descendants().FirstOrDefault(part => part.Syntax == access.Expression && IsPlace(part));
        return receiver is null ? null : (receiver, access.Name.Identifier.ValueText);
    }

    /// <summary>Whether such a call takes or gives back what by its name is a lock.</summary>
    internal static LockAction? EffectOfUnresolved(string name) => StartsWithAny(name, Enters) ? LockAction.Acquire : StartsWithAny(name, Exits) ? LockAction.Release : null;

    /// <summary>Whether a call or creation, or what it is awaited for, is the resource of a using statement or declaration.</summary>
    internal static bool IsResource(IOperation value)
    {
        IOperation? parent = Operand.ParentOf(value);
        while (parent is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            parent = Operand.ParentOf(parent);
        return parent is IUsingOperation || (parent is IVariableInitializerOperation && parent.Parent?.Parent?.Parent is IVariableDeclarationGroupOperation { Parent: IUsingOperation or IUsingDeclarationOperation });
    }

    /// <summary>The method or constructor behind such a scope.</summary>
    internal static IMethodSymbol? MemberOf(IOperation value) => value switch
    {
        IInvocationOperation call => call.TargetMethod.ReducedFrom ?? call.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        _ => null,
    };

    /// <summary>What a call of a method of the object's own does to a lock; null where that is nothing, or not known.</summary>
    internal static OwnLockEffect? EffectOfOwn(IOperation operation) =>
        operation is IInvocationOperation { Instance: null or IInstanceReferenceOperation } call && !Framework.Owns(call.TargetMethod.ContainingType) ? OwnLockMethods.Of(call.TargetMethod) : null;

    /// <summary>Whether the word from <paramref name="start"/> to <paramref name="end"/> begins a using statement over what by its name is a lock.</summary>
    internal static bool IsAt(string text, int start, int end)
    {
        if (end - start != 5 || string.CompareOrdinal(text, start, "using", 0, 5) != 0)
            return false;
        int last = end;
        while (last < text.Length && last - end < LongestOpening && text[last] is not (';' or '{' or '\n'))
            last++;
        return Array.Exists(Openings, name => text.IndexOf(name, end, last - end, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    // using (var command = _connection.CreateCommand()) holds nothing.
    private static bool GivesOutLock(IOperation instance, string method, ITypeSymbol? scope) =>
        AccessPath.Of(instance) is not { } path || LockNames.Suggest(path) || Array.Exists(ScopeVerbs, verb => method.StartsWith(verb, StringComparison.Ordinal)) || IsNamedAfterLock(method, scope);

    private static bool IsNamedAfterLock(string method, ITypeSymbol? scope) =>
        LockNames.Suggest(method) || (scope is not null && LockNames.Suggest(scope.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));

    // node = _items.AddLast(item), with an item of a type that is not known, gives no scope.
    private static bool IsCollection(ITypeSymbol? type) => type is { ContainingNamespace: { } space } && space.ToString().StartsWith("System.Collections", StringComparison.Ordinal);

    private static bool IsPlace(IOperation operation) => Operand.Unwrap(operation) is IFieldReferenceOperation or IPropertyReferenceOperation;

    private static IOperation? LockAmong(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Select(static argument => argument.Value).FirstOrDefault(IsNamedLock);

    private static bool IsNamedLock(IOperation value) => IsPlace(value) && AccessPath.Of(value) is { } path && LockNames.Suggest(path);

    /// <summary>Whether one of the resources of a using statement or declaration is such a scope.</summary>
    internal static bool IsOpenedBy(IOperation resources) => resources switch
    {
        IVariableDeclarationGroupOperation group => group.Declarations.SelectMany(static declaration => declaration.Declarators)
            .Any(static declarator => declarator.GetVariableInitializer() is { Value: var value } && IsOpenedBy(value)),
        _ => Operand.UnwrapWaiting(resources).Operation is var opened && (LockOpenedBy(opened) is not null || EffectOfOwn(opened) is { Action: LockAction.OpenScope }),
    };

    /// <summary>Whether a call takes a lock type of the user's own: <c>_gate.Enter()</c>, <c>_gate.AcquireWrite()</c>.</summary>
    internal static bool IsEnter(IInvocationOperation call) => IsOwn(call, Enters) && CanBeLeft(call.TargetMethod);

    /// <summary>Whether a call gives a lock type of the user's own back.</summary>
    internal static bool IsExit(IInvocationOperation call) => IsOwn(call, Exits);

    // EnterLockCheck() of a type that nobody can leave is no lock.
    private static bool CanBeLeft(IMethodSymbol enter)
    {
        for (INamedTypeSymbol? type = enter.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.TypeKind is TypeKind.Error or TypeKind.Interface || type.GetMembers().Any(static member => member is IMethodSymbol && (StartsWithAny(member.Name, Exits) || member.Name.StartsWith("Dispose", StringComparison.Ordinal))))
                return true;
        }

        return !enter.ReturnsVoid && enter.ReturnType.SpecialType != SpecialType.System_Boolean;
    }

    private static bool IsOwn(IInvocationOperation call, string[] prefixes)
    {
        if (call.Instance is null or IInstanceReferenceOperation || Framework.Owns(call.TargetMethod.ContainingType))
            return false;
        return StartsWithAny(call.TargetMethod.Name, prefixes);
    }

    private static bool StartsWithAny(string name, string[] prefixes) =>
        Array.Exists(prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || char.IsUpper(name[prefix.Length])));
}
