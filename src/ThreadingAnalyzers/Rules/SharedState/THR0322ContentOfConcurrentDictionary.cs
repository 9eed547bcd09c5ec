using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A concurrent dictionary is copied by its size, or one of its values is changed, while other threads change it.</summary>
internal sealed class THR0322ContentOfConcurrentDictionary() : TypeRule(Descriptor)
{
    /// <summary>The property that is set where the dictionary itself is reported, which <c>ToArray</c> copies safely.</summary>
    internal const string IsCopy = "copy";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0322",
        title: "Copy a concurrent dictionary by its own ToArray, and lock its values",
        messageFormat: "'{0}' {1}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "A concurrent dictionary makes its own calls atomic. Copies that ask for the size first and then copy throw when it grows in between, and what its values do is not its business.",
        cwe: [362, 366]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        if (!type.Model.ConcurrentCollections.AreKnown)
            return;
        ConcurrentUses uses = type.Summary.ConcurrentUsesIn(type.Type);
        foreach (ConcurrentUse use in uses.All.Where(ConcurrentUses.IsShared))
            AnalyzeValues(use, type);
        foreach (ConcurrentCopy copy in uses.Copies)
        {
            if (IsChangedMeanwhile(copy, uses) && type.Summary.HeldLocks.At(copy.Body, copy.Dictionary.Syntax) is { IsEmpty: true })
            {
                string what = $"asks for the size of '{copy.Path}' and then copies it in a second step; when another thread adds to it in between, it throws an ArgumentException";
                type.Report(Descriptor, copy.Dictionary.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty.Add(IsCopy, ""), copy.Member, what);
            }
        }
    }

    private static void AnalyzeValues(ConcurrentUse use, TypeContext type)
    {
        foreach ((IOperation reference, IOperation change) in DictionaryValues.ChangedBy(use, type.Model))
        {
            if (type.Summary.HeldLocks.At(use.Body, PlaceOf(reference, use)) is { IsEmpty: true } && !Nesting.IsInLock(reference))
            {
                type.Report(Descriptor, DiagnosticSeverity.Info, change.Syntax.GetLocation(), [use.Operation.Syntax.GetLocation()], Excerpt.Of(change.Syntax),
                    $"changes a value of '{use.Path}' without a lock, and two threads that have it lose one of two changes; the dictionary is safe to share, its values are not");
            }
        }
    }

    // The functions that a dictionary is given run within its call.
    private static SyntaxNode PlaceOf(IOperation reference, ConcurrentUse use) => Nesting.Contains(use.Operation, reference) ? use.Place : reference.Syntax;

    // Somebody else adds to it: code outside that can name it, or another member.
    private static bool IsChangedMeanwhile(ConcurrentCopy copy, ConcurrentUses uses) => copy.Path.Last is IFieldSymbol or IPropertySymbol && copy.Path.Root is not ILocalSymbol
        && (copy.Path.Last.DeclaredAccessibility != Accessibility.Private || uses.All.Any(use => Adds(use) && !ReferenceEquals(use.Body.Outermost, copy.Body.Outermost) && ConcurrentUses.IsShared(use)
            && SymbolEqualityComparer.Default.Equals(use.Path.Last, copy.Path.Last)));

    private static bool Adds(ConcurrentUse use) =>
        use.Action is ConcurrentAction.Set or ConcurrentAction.Add or ConcurrentAction.AddOrUpdate or ConcurrentAction.GetOrAdd or ConcurrentAction.Change;
}
