using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>Methods written in this compilation that no exception leaves, since they catch everything. Methods without anything that could fail do not count: what they do today says little about what they will do.</summary>
internal sealed class SureMethods
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether every call of the method runs this code, and nothing is thrown out of it.</summary>
    internal bool Holds(IMethodSymbol method) => !IsReplaceable(method) && _known.GetOrAdd(method.OriginalDefinition, static written =>
        written.DeclaringSyntaxReferences is [var declaration] && declaration.GetSyntax() switch
        {
            BaseMethodDeclarationSyntax { Body: { } body } => Swallows(body),
            LocalFunctionStatementSyntax { Body: { } body } => Swallows(body),
            _ => false,
        });

    private static bool Swallows(BlockSyntax body) => IsSure(body) && body.DescendantNodes().OfType<TryStatementSyntax>().Any();

    /// <summary>Whether a call may run other code than the method's own.</summary>
    internal static bool IsReplaceable(IMethodSymbol method) =>
        method.IsAbstract || ((method.IsVirtual || method.IsOverride) && !method.IsSealed && method.ContainingType is { IsSealed: false });

    private static bool IsSure(StatementSyntax? statement) => statement switch
    {
        null or EmptyStatementSyntax or LocalFunctionStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax => true,
        BlockSyntax block => block.Statements.All(IsSure),
        ExpressionStatementSyntax { Expression: var expression } => IsSure(expression),
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } local => local.Declaration.Variables.All(static variable => variable.Initializer is null || IsSure(variable.Initializer.Value)),
        ReturnStatementSyntax { Expression: var value } => value is null || IsSure(value),
        IfStatementSyntax test => IsSure(test.Condition) && IsSure(test.Statement) && IsSure(test.Else?.Statement),
        TryStatementSyntax attempt => (IsSure(attempt.Block) || attempt.Catches.Any(CatchesAll)) && attempt.Catches.All(static handler => !Throws(handler)) && IsSure(attempt.Finally?.Block),
        _ => false,
    };

    private static bool CatchesAll(CatchClauseSyntax handler) => handler is { Filter: null } && (handler.Declaration is null || handler.Declaration.Type.ToString() is "Exception" or "System.Exception" or "object");

    // What a handler writes to a log is expected to be written.
    private static bool Throws(CatchClauseSyntax handler) => handler.Block.DescendantNodes(static node => node is not AnonymousFunctionExpressionSyntax).Any(static node => node is ThrowStatementSyntax or ThrowExpressionSyntax);

    // A getter is expected to have an answer. Division, casts, indexes and all calls may fail.
    private static bool IsSure(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax or IdentifierNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax or PredefinedTypeSyntax or DefaultExpressionSyntax or AnonymousFunctionExpressionSyntax => true,
        MemberAccessExpressionSyntax access => IsSure(access.Expression),
        ParenthesizedExpressionSyntax inner => IsSure(inner.Expression),
        AssignmentExpressionSyntax assignment => !assignment.IsKind(SyntaxKind.DivideAssignmentExpression) && !assignment.IsKind(SyntaxKind.ModuloAssignmentExpression) && IsSure(assignment.Left) && IsSure(assignment.Right),
        PostfixUnaryExpressionSyntax postfix => IsSure(postfix.Operand),
        PrefixUnaryExpressionSyntax prefix => IsSure(prefix.Operand),
        BinaryExpressionSyntax binary => !binary.IsKind(SyntaxKind.DivideExpression) && !binary.IsKind(SyntaxKind.ModuloExpression) && IsSure(binary.Left) && (binary.Right is TypeSyntax || IsSure(binary.Right)),
        IsPatternExpressionSyntax test => IsSure(test.Expression),
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Clear", Expression: var emptied } } => IsSure(emptied),
        ConditionalExpressionSyntax choice => IsSure(choice.Condition) && IsSure(choice.WhenTrue) && IsSure(choice.WhenFalse),
        _ => false,
    };
}
