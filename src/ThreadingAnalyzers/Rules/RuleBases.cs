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

/// <summary>A rule about what users have written into the configuration.</summary>
internal abstract class ConfigurationRule(DiagnosticDescriptor declaration) : Rule(declaration)
{
    /// <summary>Whether there is anything to report.</summary>
    internal abstract bool HasFindings(ThreadingModel model);

    internal abstract void Analyze(ThreadingModel model, Action<Diagnostic> report);
}
