using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.SharedState;

/// <summary>A concurrent dictionary is given a factory that does more than to make a value; it may run more than once.</summary>
internal sealed class THR0311FactoryRunsTwice() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0311",
        title: "Give a concurrent dictionary factories that may run twice",
        messageFormat: "'{0}' runs the factory outside of its locks, on each thread that finds the key missing, and keeps one result: {1}",
        category: RuleCategory.SharedState,
        defaultSeverity: DiagnosticSeverity.Info,
        description: "The factory of GetOrAdd and AddOrUpdate may run several times for one key. A Lazy<T> as the value makes sure that what it does happens once.",
        cwe: [362, 675]);

    internal override Evidence Needs => Evidence.None;

    internal override void Analyze(TypeContext type)
    {
        if (!type.Model.ConcurrentCollections.AreKnown)
            return;
        foreach (ConcurrentUse use in type.Summary.ConcurrentUsesIn(type.Type).All)
        {
            if (use.Action is ConcurrentAction.GetOrAdd or ConcurrentAction.AddOrUpdate && ConcurrentUses.IsShared(use))
                Analyze(use, type);
        }
    }

    private static void Analyze(ConcurrentUse use, TypeContext type)
    {
        if (type.Model.ConcurrentCollections.DictionaryOf(use.Call.Collection.Type) is not { TypeArguments: [_, var value] } || type.Summary.HeldLocks.At(use.Body, use.Call.Collection.Syntax) is not { IsEmpty: true })
            return;
        foreach (IOperation argument in use.Call.Factories)
        {
            if (type.Summary.Callbacks.Behind(argument, use.Body.Locals) is { Body: var factory } && new FactoryEffect(type.Summary.Callbacks, type.Model).Of(factory, value) is { } effect)
            {
                type.Report(Descriptor, DiagnosticSeverity.Info, use.Operation.Syntax.GetLocation(), [argument.Syntax.GetLocation()], use.Action.ToString(), effect);
                return;
            }
        }
    }
}
