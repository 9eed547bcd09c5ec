using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A volatile field holds an array whose elements are read and written as if they were volatile, too.</summary>
internal sealed class THR0327VolatileArray() : TypeRule(Descriptor)
{
    /// <summary>The property that holds how many of the additional locations are elements that need a volatile access.</summary>
    internal const string Elements = "elements";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0327",
        title: "Do not expect the elements of a volatile array to be volatile",
        messageFormat: "'volatile' is about which array '{0}' holds, not about its elements: the plain write at line {1} may become visible to other threads late, or before what was written earlier",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "Reading or writing an element of a volatile array is an ordinary access. Volatile.Read and Volatile.Write take an element by reference.",
        cwe: [567]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        List<IFieldSymbol> fields = VolatileArraysOf(type.Type).ToList();
        if (fields.Count == 0)
            return;
        foreach (IGrouping<ISymbol?, ElementAccess> elements in type.Summary.Bodies.SelectMany(ElementAccess.In)
                     .GroupBy(static access => (ISymbol?)SharedLocations.LocationOf(access.Array), SymbolEqualityComparer.Default))
        {
            if (elements.Key is IFieldSymbol field && fields.Contains(field, SymbolEqualityComparer.Default))
                Analyze(field, elements.ToList(), type);
        }
    }

    // A snapshot whose elements stay as they are needs no more than the volatile field.
    private static void Analyze(IFieldSymbol field, List<ElementAccess> elements, TypeContext type)
    {
        List<ElementAccess> plain = elements.FindAll(element => element.Kind != AccessKind.Atomic && !element.Body.IsConstruction && !IsOrdered(element, type));
        if (plain.Find(static element => element.Kind != AccessKind.Read) is not { Element: { } write }
            || field.DeclaringSyntaxReferences is not [var declaration])
        {
            return;
        }

        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(Elements, plain.Count.ToString(CultureInfo.InvariantCulture));
        IEnumerable<Location> places = plain.Select(static element => element.Element.Syntax.GetLocation());
        type.Report(Descriptor, declaration.GetSyntax(type.Cancellation).GetLocation(), places, properties, field.Name, Excerpt.LineOf(write.Syntax));
    }

    // Under a lock, or in code that orders its writes by locks, atomic operations or other volatile fields.
    private static bool IsOrdered(ElementAccess element, TypeContext type) =>
        element.Body.HasLockOperations
        || type.Summary.HeldLocks.At(element.Body, element.Array.Syntax) is null or { IsEmpty: false }
        || element.Body.Sites.Exists(static site => site is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field.IsVolatile: true } });

    private static IEnumerable<IFieldSymbol> VolatileArraysOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(static field => field is { IsVolatile: true, Type: IArrayTypeSymbol })
            .Concat(type.GetTypeMembers().SelectMany(VolatileArraysOf));
}
