using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// The reads of a variable that follow a change of it in the same block and mean the value that the change left there. Once other threads change it too, only what
/// the atomic call returns is still that value.
/// </summary>
internal sealed class ReadsAfterChange
{
    /// <summary>Of a change that no statement of a block follows.</summary>
    internal static readonly ReadsAfterChange None = new(null, []);

    private readonly ExpressionStatementSyntax? _change;

    private ReadsAfterChange(ExpressionStatementSyntax? change, IReadOnlyList<ExpressionSyntax> all)
    {
        _change = change;
        All = all;
    }

    /// <summary>The reads, in the order of the text.</summary>
    internal IReadOnlyList<ExpressionSyntax> All { get; }

    /// <summary>Whether there are any.</summary>
    internal bool Any => All.Count > 0;

    /// <summary>The reads; null where one of them may mean what somebody else has made of the variable meanwhile.</summary>
    internal static ReadsAfterChange? Of(ExpressionStatementSyntax change, ExpressionSyntax variable, SemanticModel model)
    {
        if (change.Parent is not BlockSyntax block || model.GetOperation(variable) is not { } place || AccessPath.Of(place) is not { Last: { } symbol } path)
            return None;
        List<ExpressionSyntax> reads = [];
        List<SyntaxNode> calls = [];
        SyntaxNode? end = null;
        foreach (SyntaxNode node in block.Statements.Skip(block.Statements.IndexOf(change) + 1).SelectMany(OwnNodes))
        {
            // What a call or a wait is given is read before.
            if (end?.Span.Contains(node.Span) == false || IsLoop(node))
                break;
            if (IsUse(node, path, symbol, model))
            {
                if (IsChanged((ExpressionSyntax)node))
                    break;
                if (node.Ancestors().TakeWhile(outer => outer != block).Any(static outer => outer is LockStatementSyntax) || calls.Exists(call => !call.Span.Contains(node.Span)))
                    return null;
                reads.Add((ExpressionSyntax)node);
            }
            else if (EndsStretch(node, model))
            {
                end ??= node;
            }
            else if (MayChange(node, symbol, model))
            {
                calls.Add(node);
            }
        }

        return new ReadsAfterChange(change, reads);
    }

    /// <summary>Keeps what the atomic call returns, and reads that.</summary>
    internal void Apply(SyntaxEditor editor, ExpressionSyntax call)
    {
        ExpressionStatementSyntax change = _change!;
        string name = Gate.Unique("value", Gate.NamesIn(change.Ancestors().OfType<MemberDeclarationSyntax>().FirstOrDefault() ?? editor.OriginalRoot));
        VariableDeclaratorSyntax variable = SyntaxFactory.VariableDeclarator(name).WithInitializer(SyntaxFactory.EqualsValueClause(call.WithoutTrivia()));
        StatementSyntax local = SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(SyntaxFactory.IdentifierName("var"), SyntaxFactory.SingletonSeparatedList(variable)));
        editor.ReplaceNode(change, local.WithTriviaFrom(change).WithAdditionalAnnotations(Formatter.Annotation));
        foreach (ExpressionSyntax read in All)
            editor.ReplaceNode(read, SyntaxFactory.IdentifierName(name).WithTriviaFrom(read));
    }

    // In the order of the text; not what runs at another time, or several times.
    private static IEnumerable<SyntaxNode> OwnNodes(StatementSyntax statement) => statement.DescendantNodesAndSelf(static node => !FunctionOf.IsFunction(node) && !IsLoop(node));

    private static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    private static bool IsUse(SyntaxNode node, AccessPath path, ISymbol symbol, SemanticModel model) =>
        IsNamed(node, symbol.Name) && !IsInName(node) && model.GetOperation(node) is { } use && path.Equals(AccessPath.Of(use));

    private static bool IsNamed(SyntaxNode node, string name) => node switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText == name,
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name && !(identifier.Parent is MemberAccessExpressionSyntax access && access.Name == identifier),
        _ => false,
    };

    private static bool IsInName(SyntaxNode node) => node.Ancestors().OfType<InvocationExpressionSyntax>().Any(static call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" });

    private static bool IsChanged(ExpressionSyntax use) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == use,
        PostfixUnaryExpressionSyntax => true,
        PrefixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddressOfExpression,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
        RefExpressionSyntax => true,
        _ => false,
    };

    // After a wait, or in a region of its own, a second look is meant.
    private static bool EndsStretch(SyntaxNode node, SemanticModel model) => node is AwaitExpressionSyntax or LockStatementSyntax or YieldStatementSyntax
        || (node is InvocationExpressionSyntax && model.GetOperation(node) is IInvocationOperation { TargetMethod: { Name: "Wait" or "WaitOne" or "WaitAll" or "WaitAny" or "Join" or "SignalAndWait" or "GetResult" or "ForAll" } or { ContainingType.Name: "Parallel" } });

    private static bool MayChange(SyntaxNode node, ISymbol variable, SemanticModel model) => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax && model.GetOperation(node) switch
    {
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke or MethodKind.LocalFunction } } => true,
        IInvocationOperation { TargetMethod: var method } => !method.DeclaringSyntaxReferences.IsEmpty || IsHook(method) || variable is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private },
        IObjectCreationOperation { Type: { } type } => !type.DeclaringSyntaxReferences.IsEmpty && variable.IsStatic,
        INameOfOperation => false,
        _ => true,
    };

    // Of a base class, which may call what is overridden here; and pauses, in which others have their turn.
    private static bool IsHook(IMethodSymbol method) => method is { IsVirtual: true, IsStatic: false, ContainingType.TypeKind: TypeKind.Class } && !Framework.Owns(method.ContainingType) || method.Name is "Sleep" or "Yield" or "SpinWait";
}
