using Microsoft.CodeAnalysis;
using ThreadingAnalyzers.Flow;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Rules;

/// <summary>A rule about one site: an operation that is wrong wherever it stands.</summary>
internal abstract class OperationRule(DiagnosticDescriptor declaration) : Rule(declaration)
{
    /// <summary>Whether the rule wants to see operations of this kind.</summary>
    internal abstract bool Wants(OperationKind kind);

    internal abstract void Analyze(IOperation operation, BodyContext body);
}

/// <summary>A rule about one executable body (a member, lambda or local function) and the paths through it.</summary>
internal abstract class BodyRule(DiagnosticDescriptor declaration) : Rule(declaration)
{
    internal abstract void Analyze(BodyContext body);
}

/// <summary>A rule about a type: asked once all bodies of the type, nested types included, are known.</summary>
internal abstract class TypeRule(DiagnosticDescriptor declaration) : Rule(declaration)
{
    /// <summary>Without this, in some body of the type, the rule has nothing to say.</summary>
    internal abstract Evidence Needs { get; }

    internal abstract void Analyze(TypeContext type);
}

/// <summary>
/// A rule about several types together: it takes from each type what it will need, and is asked once at the end. Its findings come with a build and not
/// while a file is edited, so what one type shows belongs to a type rule.
/// </summary>
internal abstract class CompilationRule(DiagnosticDescriptor declaration) : Rule(declaration)
{
    /// <summary>A type without this, in some body, has nothing for the rule.</summary>
    internal abstract Evidence Needs { get; }

    /// <summary>What the rule keeps of a type. It must not hold on to operations.</summary>
    internal abstract IEnumerable<object> Collect(TypeContext type);

    /// <summary>Reports what the facts of all types, in no order, say together.</summary>
    internal abstract void Analyze(IReadOnlyCollection<object> facts, Action<Diagnostic> report, CancellationToken cancellation);
}

/// <summary>A rule about what users have written into the configuration.</summary>
internal abstract class ConfigurationRule(DiagnosticDescriptor declaration) : Rule(declaration)
{
    /// <summary>Whether there is anything to report.</summary>
    internal abstract bool HasFindings(ThreadingModel model);

    internal abstract void Analyze(ThreadingModel model, Action<Diagnostic> report);
}
