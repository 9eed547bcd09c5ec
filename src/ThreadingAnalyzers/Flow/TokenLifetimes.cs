using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Whether code lasts as long as the token that it was given.</summary>
internal static class TokenLifetimes
{
    /// <summary>Whether a member runs once in the life of its object or program: a constructor, an entry point, the main function of a service.</summary>
    internal static bool RunsOnce(ISymbol member) => member is IMethodSymbol method
        && (method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor || AsyncTwins.IsEntryPoint(method) || IsService(method.ContainingType));

    /// <summary>Whether somebody outside calls a member once in that life: of a service, only what the host calls, and none of its own helpers.</summary>
    internal static bool IsCalledOnce(ISymbol member) => RunsOnce(member) && !(IsService(member.ContainingType) && member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsOverride: false, DeclaredAccessibility: Accessibility.Private });

    /// <summary>Whether a body goes on until its token is cancelled.</summary>
    internal static bool RunsUntilCancelled(Body body, ThreadingModel model) => TokenScope.Of(body, model) is { } scope && body.SelfAndOuter().SelectMany(static part => part.Sites).Any(site => site switch
    {
        IWhileLoopOperation { Condition: { } condition } => (condition.ConstantValue is { HasValue: true, Value: true } && !EndsByItself((ILoopOperation)site)) || condition.DescendantsAndSelf().Any(scope.IsRead),
        IInvocationOperation { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } } delay => delay.Arguments.Any(static argument => argument.Value is { ConstantValue: { HasValue: true, Value: -1 } } or IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" }),
        _ => false,
    });

    // while (true) { …; if (record != null) return record; } is over when it has found what it looks for.
    private static bool EndsByItself(ILoopOperation loop) => loop.Body.Descendants().Any(static part => part is IReturnOperation { ReturnedValue: not null } && part.Syntax is ReturnStatementSyntax);

    private static bool IsService(INamedTypeSymbol? type) => KnownTypes.IsOrDerivesFrom(type, static ancestor => ancestor.Name == "BackgroundService")
        || type?.AllInterfaces.Any(static contract => contract.Name is "IHostedService" or "IHostedLifecycleService") == true;
}
