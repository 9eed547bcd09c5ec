using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Async lambdas that have ended before the function around them goes on, as far as can be seen: retries, transactions, measured or guarded work.</summary>
internal static class AwaitedWork
{
    // What these are given outlives the caller, or is shared with others.
    private static readonly string[] Keepers = ["GetOr", "AddOr", "Add", "Register", "Subscribe", "On", "Use", "Map", "Cache", "Schedule", "Enqueue", "Queue", "Post", "Set", "Start", "Forget"];

    /// <summary>Whether a lambda without parameters is handed to a call that is awaited or given to the caller, or kept in a local that is called in the same function.</summary>
    internal static bool Is(Body lambda)
    {
        if (lambda.Method is not { IsAsync: true, Parameters.IsEmpty: true } || lambda.Parent is not { } outer)
            return false;
        return Operand.ConsumerOf(lambda.Root) switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => !IsKeeper(call.TargetMethod.Name) && IsAwaited(call, outer),
            IInvalidOperation unbound => UnboundCall.Of(unbound) is { Name: var name } && !IsKeeper(name) && IsAwaited(unbound, outer),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => outer.Sites.Any(site => IsCall(site, local)) && outer.Root.Descendants().All(part => !Names(part, local) || part.Parent is IInvocationOperation call && call.Instance == part),
            _ => false,
        };
    }

    /// <summary>Whether the task that a call gives is awaited at once, configured or not, whether or not the call binds.</summary>
    internal static bool IsAwaitedAtOnce(IOperation call)
    {
        IOperation task = call;
        while (UnboundCalls.On(task) is (var configured, "ConfigureAwait"))
            task = configured;
        return Operand.ParentOf(task) is IAwaitOperation || Waiting.IsWaitedFor(task);
    }

    private static bool IsAwaited(IOperation call, Body outer) => IsAwaitedAtOnce(call) || Waiting.IsPassedOn(call, outer);

    private static bool IsKeeper(string name) => Array.Exists(Keepers, prefix => name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || !char.IsLower(name[prefix.Length])));

    private static bool IsCall(IOperation site, ILocalSymbol local) => site is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } called } && Names(called, local);

    private static bool Names(IOperation operation, ILocalSymbol local) => operation is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, local);
}
