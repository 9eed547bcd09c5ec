using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Flow;

/// <summary>
/// Calls that run a delegate which they are given, before they return and under a lock of their own: <c>T Locked(Func&lt;T&gt; body) { lock (_gate) return body(); }</c>.
/// </summary>
internal sealed class LockedCallbacks(Callbacks callbacks, Func<Body, SyntaxNode, ImmutableArray<HeldLock>> heldAt)
{
    /// <summary>The runs of delegates that a body passes on in this way, in source order.</summary>
    internal IEnumerable<DirectCall> In(Body caller) =>
        from call in caller.Sites.OfType<IInvocationOperation>()
        where call.Arguments.Any(static argument => argument.Value.Type?.TypeKind == TypeKind.Delegate)
        let runner = callbacks.Of(call.TargetMethod)
        where runner is { HasLockOperations: true }
        from argument in call.Arguments
        where argument.Value.Type?.TypeKind == TypeKind.Delegate
        let passed = callbacks.Behind(argument.Value, caller.Locals)
        where passed is { Receiver: null }
        let run = RunOf(argument.Parameter!, runner, passed.Value.Body)
        where run is not null
        let held = heldAt(runner, run.Syntax)
        where !held.IsEmpty
        let entered = new DirectCall(call, runner, call.Instance is IInstanceReferenceOperation ? null : call.Instance, call.Arguments)
        select new DirectCall(call, passed.Value.Body, null, ImmutableArray<IArgumentOperation>.Empty)
        {
            Around = held.Select(taken => new HeldLock(entered.InCaller(taken.Key, caller), passed.Value.Body, call)).ToImmutableArray(),
        };

    // An asynchronous delegate has ended under the lock only if it is waited for there.
    private static IInvocationOperation? RunOf(IParameterSymbol parameter, Body runner, Body passed) => runner.Sites.OfType<IInvocationOperation>().FirstOrDefault(run =>
        run.TargetMethod.MethodKind == MethodKind.DelegateInvoke
        && run.Instance is IParameterReferenceOperation { Parameter: var called } && SymbolEqualityComparer.Default.Equals(called, parameter.OriginalDefinition)
        && (!passed.IsAsync || Waiting.IsWaitedFor(run)));
}
