using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace ThreadingAnalyzers.CodeFixes.Edits;

/// <summary>
/// Turns <c>Parallel.For(0, n, i => { lock (gate) { sum += f(i); } })</c> into the loop with a local value for each thread, whose last step adds
/// that value to the sum.
/// </summary>
internal sealed class LocalSums
{
    private const string Local = "local";
    private readonly InvocationExpressionSyntax _loop;
    private readonly LambdaExpressionSyntax _lambda;
    private readonly LockStatementSyntax _region;
    private readonly AssignmentExpressionSyntax _addition;
    private readonly string _zero;

    private LocalSums(InvocationExpressionSyntax loop, LambdaExpressionSyntax lambda, LockStatementSyntax region, AssignmentExpressionSyntax addition, string zero)
    {
        _loop = loop;
        _lambda = lambda;
        _region = region;
        _addition = addition;
        _zero = zero;
    }

    /// <summary>The edit for the lock in a loop; null where the loop does more than add up.</summary>
    internal static LocalSums? For(LockStatementSyntax region, SemanticModel model)
    {
        if (region.Parent is not BlockSyntax { Statements.Count: 1, Parent: LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax loop } argument } lambda })
            return null;
        bool isSimpleLoop = loop.Expression is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: var method } } && argument == loop.ArgumentList.Arguments.Last()
            && loop.ArgumentList.Arguments.Count == (method switch { "For" => 3, "ForEach" => 2, _ => 0 });
        StatementSyntax inner = region.Statement is BlockSyntax { Statements: [var only] } ? only : region.Statement;
        if (!isSimpleLoop || ParameterOf(lambda) is null || !lambda.AsyncKeyword.IsKind(SyntaxKind.None)
            || inner is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } addition }
            || KeptComments.HasComments(addition) || ZeroOf(model.GetTypeInfo(addition.Left).Type) is not { } zero || !IsApart(addition, model))
        {
            return null;
        }

        return new LocalSums(loop, lambda, region, addition, zero);
    }

    internal void Apply(SyntaxEditor editor)
    {
        LockStatementSyntax last = _region.ReplaceNode(_addition.Right, SyntaxFactory.IdentifierName(Local).WithTriviaFrom(_addition.Right));
        CSharpSyntaxNode block = ((BlockSyntax)_lambda.Body).ReplaceNode(_region, last);
        ExpressionSyntax[] steps =
        [
            SyntaxFactory.ParseExpression($"() => {_zero}"),
            SyntaxFactory.ParseExpression($"({ParameterOf(_lambda)}, _, {Local}) => {Local} + {Addend()}"),
            SyntaxFactory.SimpleLambdaExpression(SyntaxFactory.Parameter(SyntaxFactory.Identifier(Local)), block),
        ];
        SeparatedSyntaxList<ArgumentSyntax> arguments = _loop.ArgumentList.Arguments;
        arguments = arguments.RemoveAt(arguments.Count - 1).AddRange(steps.Select(SyntaxFactory.Argument));
        editor.ReplaceNode(_loop, _loop.WithArgumentList(_loop.ArgumentList.WithArguments(arguments)).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static string? ParameterOf(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [{ Type: null } parameter] } => parameter.Identifier.ValueText,
        _ => null,
    };

    private string Addend() => _addition.Right is BinaryExpressionSyntax or ConditionalExpressionSyntax or AssignmentExpressionSyntax or LambdaExpressionSyntax
        ? $"({_addition.Right.WithoutTrivia()})"
        : _addition.Right.WithoutTrivia().ToString();

    // What is added must not depend on the sum so far, nor mean something else beside the new names.
    private static bool IsApart(AssignmentExpressionSyntax addition, SemanticModel model)
    {
        ISymbol? sum = model.GetSymbolInfo(addition.Left).Symbol;
        return sum is ILocalSymbol or IFieldSymbol && !FunctionOf.Suspends(addition.Right) && addition.Right.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .All(name => name.Identifier.ValueText is not (Local or "_") && !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, sum));
    }

    private static string? ZeroOf(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Int32 => "0",
        SpecialType.System_Int64 => "0L",
        SpecialType.System_Single => "0f",
        SpecialType.System_Double => "0.0",
        SpecialType.System_Decimal => "0m",
        _ => null,
    };
}
