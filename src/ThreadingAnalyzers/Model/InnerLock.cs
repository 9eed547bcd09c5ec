using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>The lock that a member of the user's own takes for its caller.</summary>
/// <param name="Primitive">What kind of lock it is.</param>
/// <param name="Mode">How it is shared.</param>
/// <param name="Place">The field or property that holds it; null where the caller passes it.</param>
internal sealed record InnerLock(LockPrimitive Primitive, LockMode Mode, ISymbol? Place)
{
    /// <summary>Whether only the thread that took it can give it back.</summary>
    internal bool BelongsToThread => Mode != LockMode.Counting;

    /// <summary>
    /// The lock that a method or constructor takes in any case before it returns, as far as its syntax and the declared types tell; null where that does not
    /// show, and where it may ask first whether the caller holds the lock already.
    /// </summary>
    internal static InnerLock? TakenBy(IMethodSymbol? method, LockModel locks)
    {
        if (method is not { DeclaringSyntaxReferences: [var written] } || written.GetSyntax() is not BaseMethodDeclarationSyntax declaration || TakesIn(declaration).ToList() is not [var take])
            return null;
        bool isConditional = declaration.DescendantNodes().Any(node => node.SpanStart < take.Call.SpanStart && Decides(node));
        return isConditional || GivesBack(declaration) || take.Lock is not { } gate ? null : Of(gate, take.Member, method.OriginalDefinition, locks);
    }

    private static InnerLock? Of(string gate, string member, IMethodSymbol method, LockModel locks)
    {
        ISymbol? place = method.Parameters.FirstOrDefault(parameter => parameter.Name == gate) ?? FieldNamed(gate, method.ContainingType);
        return place is not null && LockNames.TypeOf(place) is { } type && locks.TakenBy(type, member) is { } row
            ? new InnerLock(row.Primitive, row.Mode, place is IParameterSymbol ? null : place)
            : null;
    }

    private static ISymbol? FieldNamed(string name, INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.GetMembers(name).FirstOrDefault(static member => member is IFieldSymbol or IPropertySymbol) is { } found)
                return found;
        }

        return null;
    }

    // _gate.WaitAsync(token), Monitor.Enter(_gate)
    private static IEnumerable<(SyntaxNode Call, string? Lock, string Member)> TakesIn(SyntaxNode method) =>
        from call in method.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let access = call.Expression as MemberAccessExpressionSyntax
        where access is not null && LockModel.IsTakingName(access.Name.Identifier.ValueText)
        let gate = access.Expression is IdentifierNameSyntax { Identifier.ValueText: "Monitor" } ? call.ArgumentList.Arguments.FirstOrDefault()?.Expression : access.Expression
        select ((SyntaxNode)call, NameOf(gate), access.Name.Identifier.ValueText);

    // A release in a handler gives up, and one in a lambda is for later: neither is what the method does when it returns.
    private static bool GivesBack(SyntaxNode method) => method
        .DescendantNodes(static node => node is not (CatchClauseSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .Any(static node => node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && LockModel.IsReleasingName(name));

    private static string? NameOf(ExpressionSyntax? expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
        _ => null,
    };

    // A test that only guards against wrong use decides nothing.
    private static bool Decides(SyntaxNode node) => node switch
    {
        IfStatementSyntax { Else: null, Statement: var body } => !(body is ThrowStatementSyntax or BlockSyntax { Statements: [ThrowStatementSyntax] }),
        IfStatementSyntax or SwitchStatementSyntax or SwitchExpressionSyntax or ConditionalExpressionSyntax or WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax => true,
        _ => node.IsKind(SyntaxKind.LogicalAndExpression) || node.IsKind(SyntaxKind.LogicalOrExpression),
    };
}
