using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>Readers, writers and streams that only look like input and output: a local of type Stream or StreamReader whose bytes are in memory.</summary>
internal static class MemoryReceivers
{
    private const int MaximumWrappers = 4;

    private static readonly HashSet<string> Sources = new(StringComparer.Ordinal) { "MemoryStream", "UnmanagedMemoryStream", "StringReader", "StringWriter" };

    /// <summary>Whether an object is made in this member over memory: <c>new StreamReader(buffer)</c> where <c>buffer</c> is a MemoryStream.</summary>
    internal static bool IsOne(IOperation receiver) => IsOne(receiver, wrappers: 0);

    private static bool IsOne(IOperation receiver, int wrappers)
    {
        IOperation value = Operand.Unwrap(receiver);
        if (Sources.Contains(value.Type?.Name ?? ""))
            return true;
        if (wrappers > MaximumWrappers)
            return false;
        return value switch
        {
            IObjectCreationOperation { Arguments: [{ Value: var wrapped }, ..] } => Operand.Unwrap(wrapped).Type is { IsReferenceType: true, SpecialType: SpecialType.None } && IsOne(wrapped, wrappers + 1),
            // archive.CreateEntry(name).Open()
            IInvocationOperation { Instance: { } owner } => Operand.Unwrap(owner).Type is { IsReferenceType: true, SpecialType: SpecialType.None } && IsOne(owner, wrappers + 1),
            IFieldReferenceOperation { Field: { IsStatic: true, Name: "Null", ContainingNamespace.Name: "IO" } } => true,
            ILocalReferenceOperation { Local: var local } => InitialValueOf(local, value) is { } initial && IsOne(initial, wrappers + 1),
            _ => false,
        };
    }

    // Asked only for a call that would be reported otherwise.
    private static IOperation? InitialValueOf(ILocalSymbol local, IOperation use) =>
        Nesting.RootOf(use).Descendants().OfType<IVariableDeclaratorOperation>().FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))?.GetVariableInitializer()?.Value;
}
