using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using ThreadingAnalyzers.CodeFixes.Edits;
using ThreadingAnalyzers.Rules.SharedState;

namespace ThreadingAnalyzers.CodeFixes.SharedState;

/// <summary>Changes the place atomically, and uses what atomic calls return.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(THR0307AtomicAndPlainAccessCodeFix))]
public sealed class THR0307AtomicAndPlainAccessCodeFix() : RuleCodeFix("THR0307")
{
    private protected override IEnumerable<Repair> RepairsOf(FixSite site)
    {
        Repair? repair = site.Property(THR0307AtomicAndPlainAccess.Sort) switch
        {
            THR0307AtomicAndPlainAccess.Change => Atomic(site),
            THR0307AtomicAndPlainAccess.Reset => Exchanged(site),
            THR0307AtomicAndPlainAccess.Reread => UseResult(site),
            THR0307AtomicAndPlainAccess.Assigned => Unassigned(site),
            THR0307AtomicAndPlainAccess.Torn => Whole(site),
            _ => null,
        };
        return repair is null ? [] : [repair];
    }

    private static Repair? Atomic(FixSite site) =>
        UseInterlocked.For(site.Node, site.Model) is { } atomic ? new Repair("Interlocked", $"Use Interlocked.{atomic.Method}", atomic.Apply) { NeedsProof = true } : null;

    // return x; becomes return Interlocked.Read(ref x);
    private static Repair? Whole(FixSite site) => site.Node switch
    {
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax } assignment when AtomicCall.IsKnown(site) =>
            new Repair("Whole", "Use Interlocked.Exchange", editor => editor.ReplaceNode(assignment, AtomicCall.Exchange(assignment.Left, assignment.Right, site).WithTriviaFrom(assignment))) { NeedsProof = true },
        ExpressionSyntax read when site.Model.GetTypeInfo(read).Type is { SpecialType: SpecialType.System_Int64 or SpecialType.System_UInt64 } && AtomicCall.IsKnown(site) =>
            new Repair("Whole", "Use Interlocked.Read", editor => editor.ReplaceNode(read, AtomicCall.Read(read, site).WithTriviaFrom(read))) { NeedsProof = true },
        ExpressionSyntax read when UseVolatile.Supports(read, site.Model) => new Repair("Whole", "Use Volatile.Read", editor => editor.ReplaceNode(read, UseVolatile.Read(read, site))) { NeedsProof = true },
        _ => null,
    };

    // var n = x; x = 0; becomes var n = Interlocked.Exchange(ref x, 0);
    private static Repair? Exchanged(FixSite site)
    {
        if (site.Node is not AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } reset } assignment || block.Statements.IndexOf(reset) is not (> 0 and var index))
            return null;
        if (ValueIn(block.Statements[index - 1]) is not { } read || !SyntaxFactory.AreEquivalent(read, assignment.Left) || KeptComments.HasComments(reset)
            || site.Model.Compilation.GetTypeByMetadataName("System.Threading.Interlocked") is not { } type)
        {
            return null;
        }

        return new Repair("Exchange", "Use Interlocked.Exchange", editor =>
        {
            SyntaxNode owner = editor.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);
            SyntaxNode[] arguments = [editor.Generator.Argument(RefKind.Ref, assignment.Left.WithoutTrivia()), editor.Generator.Argument(assignment.Right.WithoutTrivia())];
            SyntaxNode exchange = editor.Generator.InvocationExpression(editor.Generator.MemberAccessExpression(owner, "Exchange"), arguments);
            editor.ReplaceNode(read, exchange.WithTriviaFrom(read).WithAdditionalAnnotations(Formatter.Annotation));
            editor.RemoveNode(reset, SyntaxRemoveOptions.KeepNoTrivia);
        })
        { NeedsProof = true };
    }

    private static ExpressionSyntax? ValueIn(StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: var value }] } => value,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: var value } } => value,
        _ => null,
    };

    // Increment(ref n); if (n == 3) … becomes var value = Increment(ref n); if (value == 3) …
    private static Repair? UseResult(FixSite site)
    {
        if (site.Diagnostic.AdditionalLocations is not [var location, ..] || FixSite.NodeAt(location, site.Model.SyntaxTree) is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } statement } call)
            return null;
        if (call is not { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Increment" or "Decrement" or "Add" }, ArgumentList.Arguments: [{ Expression: var variable }, ..] }
            || site.Node is not ExpressionSyntax read || ReadsAfterChange.Of(statement, variable, site.Model) is not { } reads || !reads.All.Contains(read))
        {
            return null;
        }

        bool isValue = reads.All.Count == 1 && read.Parent is EqualsValueClauseSyntax or ReturnStatementSyntax && block.Statements.IndexOf(statement) + 1 is var next && next < block.Statements.Count && block.Statements[next].Contains(read)
            && !KeptComments.HasComments(statement);
        return new Repair("UseResult", "Use the result of the atomic call", editor =>
        {
            if (isValue)
            {
                editor.ReplaceNode(read, call.WithoutTrivia().WithTriviaFrom(read));
                editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
            }
            else
            {
                reads.Apply(editor, call);
            }
        })
        { NeedsProof = true };
    }

    // n = Interlocked.Increment(ref n) becomes Interlocked.Increment(ref n).
    private static Repair? Unassigned(FixSite site)
    {
        if (site.Node is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: not "Exchange" } } call } assignment)
            return null;
        return new Repair("Unassigned", "Drop the assignment", editor => editor.ReplaceNode(assignment, call.WithCommentsOf(assignment))) { NeedsProof = true };
    }
}
