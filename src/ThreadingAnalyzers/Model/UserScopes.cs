using Microsoft.CodeAnalysis;
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

    /// <summary>Whether a call may open such a scope: on a field or property, with a type of the user's own or of a library behind it.</summary>
    internal static bool IsOpening(IInvocationOperation call) =>
        call.Instance is { } instance
        && Operand.Unwrap(instance) is IFieldReferenceOperation or IPropertyReferenceOperation
        && !Framework.Owns(call.TargetMethod.ContainingType);

    /// <summary>Whether one of the resources of a using statement or declaration is such a scope.</summary>
    internal static bool IsOpenedBy(IOperation resources) => resources switch
    {
        IVariableDeclarationGroupOperation group => group.Declarations.SelectMany(static declaration => declaration.Declarators)
            .Any(static declarator => declarator.GetVariableInitializer() is { Value: var value } && IsOpenedBy(value)),
        _ => Operand.UnwrapWaiting(resources).Operation is IInvocationOperation call && IsOpening(call),
    };

    /// <summary>Whether a call takes a lock type of the user's own: <c>_gate.Enter()</c>, <c>_gate.AcquireWrite()</c>.</summary>
    internal static bool IsEnter(IInvocationOperation call) => IsOwn(call, Enters);

    /// <summary>Whether a call gives a lock type of the user's own back.</summary>
    internal static bool IsExit(IInvocationOperation call) => IsOwn(call, Exits);

    private static bool IsOwn(IInvocationOperation call, string[] prefixes)
    {
        if (call.Instance is null or IInstanceReferenceOperation || Framework.Owns(call.TargetMethod.ContainingType))
            return false;
        string name = call.TargetMethod.Name;
        return Array.Exists(prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || char.IsUpper(name[prefix.Length])));
    }
}
