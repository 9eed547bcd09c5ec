using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>The loops around an effect on a background thread: they tell work that ends from a service that only watches.</summary>
/// <param name="effect">What the thread does.</param>
/// <param name="through">The call in the thread's own code that leads there, where it stands in a method of another type; else the effect itself.</param>
/// <param name="body">The body in which that stands.</param>
/// <param name="contexts">Who calls it.</param>
internal sealed class FinishingEffect(IOperation effect, IOperation through, Body body, ThreadContexts contexts)
{
    /// <summary>Whether cutting the effect off loses something: not in a service that repeats it for ever or now and then.</summary>
    internal bool MustFinish(EffectTarget target, Fork fork) => target switch
    {
        EffectTarget.Storage => Loops().All(static loop => Consumes(loop) || (!IsPeriodic(loop) && !IsEndless(loop))),
        // A service for its clients ends with the process, and they see it.
        EffectTarget.Connection when Loops().Any(static loop => IsPump(loop)) || Around(fork.Site).Any(IsEndless) => false,
        EffectTarget.Network or EffectTarget.Connection => Loops().All(static loop => loop is IForEachLoopOperation or IForToLoopOperation || (loop is IForLoopOperation && !IsEndless(loop))),
        _ => Loops().All(static loop => !IsEndless(loop) && !IsPeriodic(loop)) && StartsAtTheEndOfTheProgram(fork),
    };

    /// <summary>Whether the effect stands in a loop that nothing ends.</summary>
    internal static bool NeverEnds(IOperation effect) => Around(effect).Any(IsEndless);

    private IEnumerable<ILoopOperation> Loops()
    {
        // A helper that the thread calls in a loop repeats its effect as well.
        return (ReferenceEquals(effect, through) ? Around(effect) : Around(effect).Concat(Around(through))).Concat(contexts.CallSitesOf(body).SelectMany(site => AroundSite(site.Caller, site.Site)));
    }

    private static IEnumerable<ILoopOperation> AroundSite(Body caller, SyntaxNode site) =>
        caller.Sites.Where(operation => operation.Syntax == site).Take(1).SelectMany(Around);

    private static IEnumerable<ILoopOperation> Around(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); parent = parent.Parent)
        {
            if (parent is ILoopOperation loop)
                yield return loop;
        }
    }

    private static bool IsEndless(ILoopOperation loop) =>
        Nesting.IsOpen(loop) && !loop.Body.Descendants().Any(part => part is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo } && Nesting.FunctionAround(part) == Nesting.FunctionAround(loop));

    // A loop with a pause in it watches something and will do the same again, unless it counts.
    private static bool IsPeriodic(ILoopOperation loop) => loop is IWhileLoopOperation or IForLoopOperation { Condition: not IBinaryOperation } && loop.Descendants().OfType<IInvocationOperation>().Any(static call =>
        call.TargetMethod is { Name: "Sleep" or "WaitOne" or "Wait" or "WaitAny", ContainingType.ContainingNamespace.Name: "Threading" });

    // What waits in a queue when the process ends is lost.
    private static bool Consumes(ILoopOperation loop) => loop.Descendants().OfType<IInvocationOperation>().Any(static call =>
        call is { TargetMethod: { Name: var name, ContainingType.Name: not "Console" }, Instance: { } queue } && (ElementVerbs.TakesOut(name) || name == "Clear")
        && Framework.Owns(call.TargetMethod.ContainingType) && Operand.Unwrap(queue) is IFieldReferenceOperation or IPropertyReferenceOperation);

    // foreach (… in _frames.GetConsumingEnumerable()) goes on until somebody says that nothing more comes.
    private static bool IsPump(ILoopOperation loop) => loop is IForEachLoopOperation { Collection: var source } && source.DescendantsAndSelf().Any(static part => part is IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable" or "ReadAllAsync" });

    private static bool StartsAtTheEndOfTheProgram(Fork fork) => fork.Container.Outermost.Method is { } method && AsyncTwins.IsEntryPoint(method);
}
