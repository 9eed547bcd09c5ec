using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Flow;

/// <summary>Base classes of the same compilation that call their virtual methods, perhaps under a lock of theirs.</summary>
internal sealed class BaseLocks(CancellationToken cancellation)
{
    private static readonly string[] Verbs = ["Enter", "TryEnter", "EnterScope", "Wait", "WaitAsync", "WaitOne", "EnterWriteLock", "EnterReadLock", "EnterUpgradeableReadLock"];
    private readonly Dictionary<INamedTypeSymbol, bool> _locking = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the body is an override that a class above calls by its name, where that class takes locks.</summary>
    internal bool MayLock(Body body)
    {
        if (body is not { Parent: null, Method.OverriddenMethod: not null })
            return false;
        for (IMethodSymbol? method = body.Method.OverriddenMethod; method is not null; method = method.OverriddenMethod)
        {
            for (INamedTypeSymbol? type = body.Method.ContainingType.BaseType; type is not null && !type.DeclaringSyntaxReferences.IsEmpty; type = type.BaseType)
            {
                if (TakesLocks(type.OriginalDefinition) && IsNamedIn(type, method.AssociatedSymbol?.Name ?? method.Name))
                    return true;
            }
        }

        return false;
    }

    private bool TakesLocks(INamedTypeSymbol type)
    {
        if (!_locking.TryGetValue(type, out bool known))
            _locking.Add(type, known = PartsOf(type).Any(part => part.DescendantNodes().Any(TakesLock)));
        return known;
    }

    private static bool TakesLock(SyntaxNode node) => node is LockStatementSyntax
        || node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } && Array.IndexOf(Verbs, name) >= 0;

    // Called, or read; base.Method() of a class in between is what the override itself asks for.
    private bool IsNamedIn(INamedTypeSymbol type, string name) => PartsOf(type).Any(part => part.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name
        && token.Parent is IdentifierNameSyntax and not { Parent: MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax } }));

    private IEnumerable<SyntaxNode> PartsOf(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation));
}
