using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Lambdas that are given to another object, whose code is not seen. It may run them when it likes, on any thread; but it has none of this type's locks,
/// unless those are held when it gets the lambda.
/// </summary>
internal static class GivenAway
{
    // _rwLock.Write(() => …), _dispatcher.Invoke(() => …), _loop.Post(() => …): code that may keep others out while it runs what it is given.
    private static readonly string[] Orderly =
        ["lock", "sync", "mutex", "semaphore", "guard", "gate", "critical", "exclusi", "atomic", "serial", "transact", "dispatch", "schedul", "execut", "invoke", "post", "send", "queue", "context", "thread", "loop", "actor", "strand", "run", "perform"];

    // _bus.Subscribe(x => …), _pending.OnAnswer(x => …)
    private static readonly string[] Keeping = ["Register", "Subscribe", "Listen", "Watch", "Observe", "On", "Continue", "Then", "Hook", "Attach", "Begin"];

    /// <summary>Whether a lambda is an argument of a call on an object other than this one, and nothing says that the object runs one lambda at a time.</summary>
    internal static bool Is(IOperation function)
    {
        IOperation? consumer = function.Parent;
        while (consumer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            consumer = consumer.Parent;
        return consumer switch
        {
            IArgumentOperation { Parameter.OriginalDefinition.Type.TypeKind: TypeKind.Delegate, Parent: IInvocationOperation { Instance: { } instance, TargetMethod: { } method } call } =>
                instance is not IInstanceReferenceOperation && !Framework.Owns(method.ContainingType) && IsKeeping(method.Name) && !IsOrderly(call.Syntax),
            IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: not (ThisExpressionSyntax or BaseExpressionSyntax) } } } call =>
                call.ChildOperations.FirstOrDefault() is { Kind: OperationKind.None } && !IsOrderly(call.Syntax),
            _ => false,
        };
    }

    private static bool IsKeeping(string name) => Array.Exists(Keeping, verb => name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || char.IsUpper(name[verb.Length])));

    private static bool IsOrderly(SyntaxNode call) => call is not InvocationExpressionSyntax { Expression: var called }
        || Array.Exists(Orderly, word => called.ToString().Replace("Async", "").IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
