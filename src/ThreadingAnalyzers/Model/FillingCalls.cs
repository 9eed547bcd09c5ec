using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Operations that make an object more complete than it was when it was made.</summary>
internal static class FillingCalls
{
    private static readonly string[] Prefixes = ["Add", "Append", "Fill", "Init", "Load", "Open", "Populate", "Read", "Register", "Set", "TryAdd"];

    /// <summary>Whether something is done to the content or the members of the object that a reference names.</summary>
    internal static bool Fills(IOperation reference, ThreadingModel model)
    {
        if (model.Content.UseOf(reference) is { Use: not ContentUse.None } content)
            return content.Changes;
        return Operand.ParentOf(reference) is IInvocationOperation call
            ? call.Instance is { } instance && Operand.Unwrap(instance) == reference && IsFilling(call.TargetMethod)
            : SetsMember(reference);
    }

    /// <summary>Whether a member of the object that a reference names, or its content, gets a value.</summary>
    internal static bool GivesValue(IOperation reference, ThreadingModel model) => model.Content.UseOf(reference) is { Use: not ContentUse.None } content
        ? content.Changes
        : SetsMember(reference) || (Operand.ParentOf(reference) is IMemberReferenceOperation member && model.Content.UseOf(member) is { Changes: true });

    private static bool SetsMember(IOperation reference) => Operand.ParentOf(reference) switch
    {
        IMemberReferenceOperation { Parent: IAssignmentOperation assignment } member => assignment.Target == member && member is IFieldReferenceOperation or IPropertyReferenceOperation,
        IArrayElementReferenceOperation { Parent: IAssignmentOperation assignment } element => assignment.Target == element,
        _ => false,
    };

    /// <summary>Whether a method by its shape or its name completes the object that it is called on.</summary>
    internal static bool IsFilling(IMethodSymbol method) =>
        method.MethodKind == MethodKind.Ordinary
        && (Array.Exists(Prefixes, prefix => method.Name.StartsWith(prefix, StringComparison.Ordinal)) || (method.ReturnsVoid && !Framework.Owns(method.ContainingType)));
}
