using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>Statements of a block that follow each other.</summary>
/// <param name="Block">The block.</param>
/// <param name="Start">The index of the first one.</param>
/// <param name="Statements">The statements.</param>
internal sealed record StatementRange(BlockSyntax Block, int Start, ImmutableArray<StatementSyntax> Statements)
{
    internal bool IsEmpty => Statements.IsEmpty;

    internal int End => Start + Statements.Length;

    internal static StatementRange Between(BlockSyntax block, int start, int end) =>
        new(block, start, block.Statements.Skip(start).Take(end - start).ToImmutableArray());

    /// <summary>Whether something declared here is used behind the range.</summary>
    internal bool DeclaresForLater(SemanticModel model)
    {
        HashSet<string> later = [.. Block.Statements.Skip(End).SelectMany(Gate.NamesIn)];
        bool declaresFunction = Statements.OfType<LocalFunctionStatementSyntax>().Any(function => later.Contains(function.Identifier.ValueText));
        return declaresFunction || model.AnalyzeDataFlow(Statements[0], Statements[Statements.Length - 1]) is not { Succeeded: true } flow
            || flow.VariablesDeclared.Any(variable => flow.ReadOutside.Contains(variable) || flow.WrittenOutside.Contains(variable));
    }
}
