using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What the members of collections do with one element, by their names. All collections of the framework share them; whether the receiver is one, the caller has to know.</summary>
internal static class ElementVerbs
{
    private static readonly HashSet<string> Puts = new(StringComparer.Ordinal) { "Add", "AddFirst", "AddLast", "AddOrUpdate", "Enqueue", "Insert", "Push", "TryAdd" };

    private static readonly HashSet<string> Takes = new(StringComparer.Ordinal) { "Dequeue", "Pop", "RemoveAt", "RemoveFirst", "RemoveLast", "Take", "TryDequeue", "TryPop", "TryTake" };

    private static readonly HashSet<string> Demands = new(StringComparer.Ordinal) { "Dequeue", "First", "Last", "Peek", "Pop", "RemoveAt", "RemoveFirst", "RemoveLast", "Single", "Take" };

    /// <summary>Whether a method puts an element in.</summary>
    internal static bool PutsIn(string name) => Puts.Contains(name);

    /// <summary>Whether a method takes an element out, if there is one.</summary>
    internal static bool TakesOut(string name) => Takes.Contains(name);

    /// <summary>Whether a method needs an element to be there: it throws, or waits, where there is none.</summary>
    internal static bool DemandsOne(string name) => Demands.Contains(name);

    /// <summary>Whether a method gives an element that was put in before, out of the collection or as a look at it.</summary>
    internal static bool GivesOne(string name) => name is "Dequeue" or "Peek" or "Pop" or "Take";

    /// <summary>The field that holds the collection of the framework to which a call belongs; null for other calls. A BlockingCollection waits by itself.</summary>
    internal static IFieldSymbol? CollectionOf(IInvocationOperation call) =>
        call.Instance is IFieldReferenceOperation { Field: { } field } && call.TargetMethod.ContainingType is { ContainingNamespace.Name: "Generic" or "Concurrent" or "Collections", Name: not "BlockingCollection" } owner && Framework.Owns(owner) ? field : null;
}
