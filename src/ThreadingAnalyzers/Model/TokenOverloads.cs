using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>
/// Finds the place for a cancellation token that a call leaves empty: an optional parameter, or an overload that has the same parameters and
/// one token more.
/// </summary>
internal sealed class TokenOverloads(Compilation compilation, KnownTypes types)
{
    // What these do with a token is another thing than to stop earlier: they link it, report it, or leave out what was to come.
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "ContinueWith", "ContinueWhenAll", "ContinueWhenAny", "StartNew", "FromCanceled", "FromAsync", "CreateLinkedTokenSource", "WithCancellation",
        "SetCanceled", "TrySetCanceled",
    };

    private static readonly string[] TokenWords = ["token", "cancel", "aborted", "stopping", "lifetime"];

    private static readonly HashSet<string> OtherTypes = new(StringComparer.Ordinal) { "TaskCompletionSource", "CancellationTokenSource", "CancellationToken" };

    // What ends something should not be cut short by the reason for which it ends.
    private static readonly string[] Endings = ["Dispose", "Rollback", "Release", "Unlock", "Close", "Abort", "Disconnect", "Shutdown", "Stop", "Cleanup", "CleanUp", "Log"];

    /// <summary>The names without which no code has a token to pass on.</summary>
    internal static IEnumerable<string> Words => ["CancellationToken", "CancellationTokenSource", "CancellationTokenRegistration"];

    /// <summary>Whether an expression is a cancellation token.</summary>
    internal bool IsToken(ITypeSymbol? type) => KnownTypes.Is(type, types.CancellationToken);

    /// <summary>The parameter for a token that a call could pass and does not; null where it passes one, or can pass none.</summary>
    /// <param name="call">The call.</param>
    /// <param name="caller">The function in which it stands.</param>
    internal IParameterSymbol? Omitted(IInvocationOperation call, IMethodSymbol caller)
    {
        IMethodSymbol method = call.TargetMethod;
        if (types.CancellationToken is null || types.IsTaskClass(method.ContainingType) && method.Name.StartsWith("Wait", StringComparison.Ordinal) && method.Name != "WaitAsync")
            return null;
        if (Others.Contains(method.Name) || OtherTypes.Contains(method.ContainingType?.Name ?? "") || IsEnding(method.Name))
            return null;
        // Wait(0) does not wait, nor does Receive(timeout: TimeSpan.Zero).
        if (BlockingCalls.HasNoTime(call) || (method.Name.StartsWith("Wait", StringComparison.Ordinal) && BlockingCalls.IsPoll(call)))
            return null;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && TakesToken(parameter.Type))
                return argument.ArgumentKind == ArgumentKind.DefaultValue && IsToken(parameter.Type) ? parameter : null;
        }

        return method.MethodKind is MethodKind.Ordinary or MethodKind.ReducedExtension ? InOverload(call, caller) : null;
    }

    /// <summary>The parameter for a token that a call could pass and does not, where the compiler cannot bind the call because it does not know the type of another argument; else null.</summary>
    internal IParameterSymbol? OmittedUnbound(IOperation operation)
    {
        if (types.CancellationToken is null || UnboundCall.Of(operation) is not { Method: { MethodKind: MethodKind.Ordinary, IsExtensionMethod: false } method } || operation.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments })
            return null;
        if (Others.Contains(method.Name) || OtherTypes.Contains(method.ContainingType.Name) || IsEnding(method.Name) || arguments.Any(static argument => MayBeToken(argument.Expression)))
            return null;
        return method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Where(overload => overload.IsStatic == method.IsStatic && overload.Parameters.Length == arguments.Count + 1 && types.IsTask(overload.ReturnType))
            .Select(static overload => overload.Parameters[overload.Parameters.Length - 1])
            .FirstOrDefault(last => IsToken(last.Type));
    }

    // A property of something unknown may be a token, by whatever name.
    private static bool MayBeToken(ExpressionSyntax argument) => argument is not (LiteralExpressionSyntax or InvocationExpressionSyntax or ObjectCreationExpressionSyntax or AnonymousFunctionExpressionSyntax or InterpolatedStringExpressionSyntax)
        && argument.ToString() is var text && (text == "ct" || text == "default" || Array.Exists(TokenWords, word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    /// <summary>Whether a function of this name ends something, so that it has to run to its own end.</summary>
    internal static bool IsEnding(string name) => Array.Exists(Endings, prefix =>
        name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || !char.IsLower(name[prefix.Length])));

    private bool TakesToken(ITypeSymbol type) => IsToken(type) || type.Name is "CancellationTokenSource" or "ParallelOptions" || (type is INamedTypeSymbol { Name: "Nullable", TypeArguments: [var inner] } && IsToken(inner));

    private IParameterSymbol? InOverload(IInvocationOperation call, IMethodSymbol caller)
    {
        IMethodSymbol method = call.TargetMethod;
        ITypeSymbol? start = method.IsStatic ? method.ContainingType : call.Instance is { } instance ? Operand.Unwrap(instance).Type ?? method.ContainingType : method.ContainingType;
        for (ITypeSymbol? type = start; type is not null; type = type.BaseType)
        {
            if (Among(type.GetMembers(method.Name), call, caller) is { } found)
                return found;
        }

        return method.ContainingType is { TypeKind: TypeKind.Interface } declaring ? Among(declaring.GetMembers(method.Name), call, caller) : null;
    }

    private IParameterSymbol? Among(ImmutableArray<ISymbol> members, IInvocationOperation call, IMethodSymbol caller)
    {
        foreach (ISymbol member in members)
        {
            if (member is IMethodSymbol candidate && candidate.Parameters.Length == call.TargetMethod.Parameters.Length + 1 && SlotOf(candidate, call, caller) is { } slot)
                return slot;
        }

        return null;
    }

    private IParameterSymbol? SlotOf(IMethodSymbol candidate, IInvocationOperation call, IMethodSymbol caller)
    {
        IMethodSymbol method = call.TargetMethod;
        if (candidate.IsStatic != method.IsStatic || candidate.Arity != method.Arity || IsCaller(candidate, caller) || IsObsolete(candidate))
            return null;
        IMethodSymbol constructed = method.Arity > 0 ? candidate.OriginalDefinition.Arity == 0 ? candidate : candidate.ConstructedFrom.Construct(method.TypeArguments.ToArray()) : candidate;
        IParameterSymbol[] tokens = constructed.Parameters.Where(parameter => IsToken(parameter.Type) && parameter.RefKind == RefKind.None).ToArray();
        bool fits = tokens.Length == 1
            && constructed.Parameters.Where(parameter => parameter.Ordinal != tokens[0].Ordinal).Zip(method.Parameters, static (own, other) => IsSame(own, other)).All(static same => same)
            && ReturnsSame(constructed.ReturnType, call)
            && compilation.IsSymbolAccessibleWithin(candidate, caller.ContainingType);
        return fits ? tokens[0] : null;
    }

    private static bool IsSame(IParameterSymbol own, IParameterSymbol other) => own.RefKind == other.RefKind && SymbolEqualityComparer.Default.Equals(own.Type, other.Type);

    // ReadLineAsync() gives a Task, ReadLineAsync(token) a ValueTask: for whoever awaits at once, that is the same.
    private bool ReturnsSame(ITypeSymbol type, IInvocationOperation call)
    {
        ITypeSymbol original = call.TargetMethod.ReturnType;
        if (SymbolEqualityComparer.Default.Equals(type, original))
            return true;
        bool isAwaited = Operand.ParentOf(call) is IAwaitOperation || Operand.ParentOf(call) is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" };
        return isAwaited && types.IsTask(type) && types.IsTask(original)
            && SymbolEqualityComparer.Default.Equals(((INamedTypeSymbol)type).TypeArguments.FirstOrDefault(), ((INamedTypeSymbol)original).TypeArguments.FirstOrDefault());
    }

    // The overload with the token may well call the one without.
    private static bool IsCaller(IMethodSymbol candidate, IMethodSymbol caller) =>
        SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, caller.OriginalDefinition)
        || (candidate.Name == caller.Name && candidate.Parameters.Length == caller.Parameters.Length && caller.Parameters.Any(static parameter => parameter.Type.Name == "CancellationToken"));

    private bool IsObsolete(ISymbol symbol) => symbol.GetAttributes().Any(attribute => KnownTypes.Is(attribute.AttributeClass, types.ObsoleteAttribute));
}
