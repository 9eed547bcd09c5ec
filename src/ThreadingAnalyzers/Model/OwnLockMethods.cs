using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ThreadingAnalyzers.Model;

/// <summary>What a method of the user's own does to a lock of its object or type.</summary>
/// <param name="Lock">The lock, seen from the object.</param>
/// <param name="Action">Takes it, gives it back, or takes it and hands out the scope that gives it back.</param>
internal sealed record OwnLockEffect(AccessPath Lock, LockAction Action);

/// <summary>
/// Methods in which a program wraps its lock: <c>void Enter() => Monitor.Enter(_gate);</c> and <c>IDisposable Read() { _lock.EnterReadLock(); return new Exit(_lock); }</c>.
/// They are read from their text, which says enough and costs no binding.
/// </summary>
internal static class OwnLockMethods
{
    private const int LongestBody = 600;

    private static readonly string[] Verbs = ["Enter", "Acquire", "Lock", "Take", "Obtain", "Begin", "Start", "Wait", "Get", "Read", "Write", "Upgrade", "Use", "Synchron", "Exit", "Release", "Unlock", "Leave", "Free", "End", "Give", "Un"];
    private static readonly HashSet<string> Takes = new(StringComparer.Ordinal)
    {
        "Enter", "EnterScope", "EnterReadLock", "EnterWriteLock", "EnterUpgradeableReadLock", "AcquireReaderLock", "AcquireWriterLock", "Wait", "WaitAsync", "WaitOne",
    };

    private static readonly HashSet<string> Gives = new(StringComparer.Ordinal)
    {
        "Exit", "ExitReadLock", "ExitWriteLock", "ExitUpgradeableReadLock", "ReleaseReaderLock", "ReleaseWriterLock", "ReleaseLock", "Release", "ReleaseMutex",
    };

    /// <summary>The effect of a method that does no more than that to a lock; null for any other.</summary>
    internal static OwnLockEffect? Of(IMethodSymbol method)
    {
        if (BodyOf(method) is not { } body || method.ReturnType.SpecialType == SpecialType.System_Boolean)
            return null;
        List<InvocationExpressionSyntax> calls = body.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(static call => NameOf(call) is { } name && (Takes.Contains(name) || Gives.Contains(name))).ToList();
        if (body.DescendantNodes().Any(static node => node is AnonymousFunctionExpressionSyntax or LockStatementSyntax or LocalFunctionStatementSyntax))
            return null;
        return calls switch
        {
            [] => GivesScope(method) && ScopeOf(body, method) is { } scope ? new(scope, LockAction.OpenScope) : null,
            [var call] => Of(call, method),
            _ => null,
        };
    }

    /// <summary>Whether the method's text shows that no lock is held when it returns.</summary>
    internal static bool TakesNone(IMethodSymbol method, Func<string, bool> isTakenByName) => BodyOf(method, anyName: true) is { } body
        && !body.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => Takes.Contains(name.Identifier.ValueText) || isTakenByName(name.Identifier.ValueText));

    private static OwnLockEffect? Of(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var access = (MemberAccessExpressionSyntax)call.Expression;
        bool isMonitor = access.Expression.ToString() is "Monitor" or "System.Threading.Monitor";
        ExpressionSyntax? gate = !isMonitor ? access.Expression : call.ArgumentList.Arguments is [var only] ? only.Expression : null;
        if (gate is null || LockNamed(gate, method) is not { } path || !(isMonitor || LockNames.PrimitiveOf(path) is { } primitive && primitive != LockPrimitive.Monitor))
            return null;
        LockAction action = Gives.Contains(access.Name.Identifier.ValueText) ? LockAction.Release : GivesScope(method) ? LockAction.OpenScope : LockAction.Acquire;
        return new(path, action);
    }

    // private IDisposable Lock() => _gate.Lock();  private Scope Read() => new Scope(_gate);
    private static AccessPath? ScopeOf(SyntaxNode body, IMethodSymbol method) => ValueOf(body) switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var gate } } => LockAmong([gate], method),
        InvocationExpressionSyntax { ArgumentList.Arguments: var arguments } => LockAmong(arguments.Select(static argument => argument.Expression), method),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: var arguments } => LockAmong(arguments.Select(static argument => argument.Expression), method),
        _ => null,
    };

    private static ExpressionSyntax? ValueOf(SyntaxNode body) => SoleExpression.Of(body) is var value && value is AwaitExpressionSyntax awaited ? awaited.Expression : value;

    private static AccessPath? LockAmong(IEnumerable<ExpressionSyntax> expressions, IMethodSymbol method) =>
        expressions.Select(expression => LockNamed(expression, method)).FirstOrDefault(static path => path is not null && LockNames.Suggest(path));

    private static AccessPath? LockNamed(ExpressionSyntax gate, IMethodSymbol method)
    {
        string? name = gate switch
        {
            ThisExpressionSyntax => "this",
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax, Name: IdentifierNameSyntax member } => member.Identifier.ValueText,
            _ => null,
        };
        if (name is null || method.Parameters.Any(parameter => parameter.Name == name))
            return null;
        return NamedLock.Of(name, method.ContainingType).PathFrom(method.IsStatic ? AccessPath.OfStatic(method) : AccessPath.This.Append(ImmutableArray.Create<ISymbol>(method))!);
    }

    private static bool GivesScope(IMethodSymbol method)
    {
        ITypeSymbol type = method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: [var result] } ? result : method.ReturnType;
        return type.SpecialType == SpecialType.System_IDisposable || type.AllInterfaces.Any(static each => each.SpecialType == SpecialType.System_IDisposable)
            || type.GetMembers("Dispose").Any() || type is { Name: "IAsyncDisposable" };
    }

    private static SyntaxNode? BodyOf(IMethodSymbol method, bool anyName = false)
    {
        if (method is not { MethodKind: MethodKind.Ordinary, IsAbstract: false, OriginalDefinition.DeclaringSyntaxReferences: [var reference] }
            || !(anyName || Array.Exists(Verbs, verb => method.Name.StartsWith(verb, StringComparison.Ordinal)))
            || reference.Span.Length > LongestBody
            || reference.GetSyntax() is not MethodDeclarationSyntax declaration)
        {
            return null;
        }

        return (SyntaxNode?)declaration.Body ?? declaration.ExpressionBody;
    }

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : null;
}
