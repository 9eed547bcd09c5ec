using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules.Async;

/// <summary>An await is configured in a way that fails, or not at all among others that are.</summary>
internal sealed class THR0618UnconfiguredAwait() : TypeRule(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Declare(
        id: "THR0618",
        title: "Configure every await",
        messageFormat: "{0}",
        category: RuleCategory.Async,
        defaultSeverity: DiagnosticSeverity.Warning,
        description: "A library that continues on the captured context in one place only can deadlock its callers there. SuppressThrowing leaves no result to return, so that a task with a result refuses it.",
        cwe: [833, 248]);

    internal override Evidence Needs => Evidence.ConfiguredAwaits;

    internal override void Analyze(TypeContext type)
    {
        IEnumerable<IOperation> sites = type.Summary.ConcernedBodies.SelectMany(static body => body.Sites);
        foreach (IInvocationOperation call in sites.OfType<IInvocationOperation>().Where(call => Awaits.IsSuppressionOfResult(call, type.Model)))
            type.Report(Descriptor, call.Syntax.GetLocation(), [], ImmutableDictionary<string, string?>.Empty, "SuppressThrowing is for tasks without a result; this call throws an ArgumentOutOfRangeException");
        if (type.Model.Compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary && !type.Model.Types.HasUserInterfaceContext)
            ReportUnconfigured(sites.OfType<IAwaitOperation>().Where(awaited => Awaits.CanBeConfigured(awaited, type.Model)).ToArray(), type);
    }

    // The type itself says that it does not care for the context.
    private static void ReportUnconfigured(IAwaitOperation[] awaits, TypeContext type)
    {
        IAwaitOperation[] unconfigured = awaits.Where(static awaited => !Awaits.IsConfigured(awaited)).ToArray();
        int configured = awaits.Count(Awaits.LeavesContext);
        if (configured == 0 || configured < unconfigured.Length)
            return;
        string counts = $"{configured.ToString(CultureInfo.InvariantCulture)} of {awaits.Length.ToString(CultureInfo.InvariantCulture)}";
        foreach (IAwaitOperation awaited in unconfigured)
            type.Report(Descriptor, DiagnosticSeverity.Hidden, awaited.Operation.Syntax.GetLocation(), [], $"{counts} awaits of this type say ConfigureAwait(false), and this one does not");
    }
}
