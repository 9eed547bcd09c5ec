using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The files that some code writes and other code reads, known by the variables that hold their paths.</summary>
internal static class WrittenFiles
{
    /// <summary>The variables with the paths of the files that bodies write.</summary>
    internal static IEnumerable<ISymbol> Of(IEnumerable<Body> bodies) => CallsIn(bodies.SelectMany(static body => body.Sites)).Where(static call => IsWrite(call.TargetMethod.Name)).Select(PathOf).OfType<ISymbol>();

    /// <summary>The first call after a place, in a body, that needs one of the files; null where there is none.</summary>
    internal static IOperation? ReadAfter(IOperation place, HashSet<ISymbol> paths, Body body) => paths.Count == 0 ? null : CallsIn(body.Sites)
        .FirstOrDefault(call => call.Syntax.SpanStart > place.Syntax.Span.End && IsRead(call.TargetMethod.Name) && PathOf(call) is { } path && paths.Contains(path));

    private static IEnumerable<IInvocationOperation> CallsIn(IEnumerable<IOperation> sites) =>
        sites.OfType<IInvocationOperation>().Where(static call => call.TargetMethod is { IsStatic: true, ContainingType: { Name: "File", ContainingNamespace: { Name: "IO", ContainingNamespace.Name: "System" } } });

    private static bool IsWrite(string name) => name.StartsWith("Write", StringComparison.Ordinal) || name.StartsWith("Append", StringComparison.Ordinal) || name.StartsWith("Create", StringComparison.Ordinal);

    // Whoever asks whether it exists knows that it may not.
    private static bool IsRead(string name) => name.StartsWith("Read", StringComparison.Ordinal) || name is "OpenRead" or "OpenText" or "Copy" or "Move";

    private static ISymbol? PathOf(IInvocationOperation call) => call.Arguments is [{ Value: var path }, ..] ? SharedLocations.LocationOf(Operand.Unwrap(path)) : null;
}
