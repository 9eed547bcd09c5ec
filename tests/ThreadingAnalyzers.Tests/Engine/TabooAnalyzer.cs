using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ThreadingAnalyzers.Tests.Engine;

/// <summary>Reports locals called <c>taboo</c>, and names their block as an additional location.</summary>
internal class TabooAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor Rule =
        new("TT01", "No taboo", "'{0}' is taboo", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    protected virtual GeneratedCodeAnalysisFlags GeneratedCode => GeneratedCodeAnalysisFlags.None;

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode);
        context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.VariableDeclarator);
    }

    protected virtual void Analyze(SyntaxNodeAnalysisContext context)
    {
        var local = (VariableDeclaratorSyntax)context.Node;
        if (local.Identifier.ValueText != "taboo" || local.FirstAncestorOrSelf<BlockSyntax>() is not { } block)
            return;
        var brace = block.OpenBraceToken.GetLocation();
        context.ReportDiagnostic(Diagnostic.Create(Rule, local.Identifier.GetLocation(), [brace], local.Identifier.ValueText));
    }
}

/// <summary>Reports where it must not.</summary>
internal sealed class ReportsInGeneratedCode : TabooAnalyzer
{
    protected override GeneratedCodeAnalysisFlags GeneratedCode =>
        GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics;
}

/// <summary>Crashes.</summary>
internal sealed class Throws : TabooAnalyzer
{
    protected override void Analyze(SyntaxNodeAnalysisContext context) => throw new InvalidOperationException("crash");
}
