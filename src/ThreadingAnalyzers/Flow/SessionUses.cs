using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>An operation of a database session, such as <c>db.Orders.Where(…).ToListAsync()</c>.</summary>
/// <param name="Call">The call that runs it.</param>
/// <param name="Session">The reference to the session that it belongs to.</param>
/// <param name="Path">The place of the session.</param>
/// <param name="Body">The body that it stands in.</param>
internal sealed record SessionUse(IInvocationOperation Call, IOperation Session, AccessPath Path, Body Body);

/// <summary>Operations of one session that are begun before the one before has ended.</summary>
internal static class SessionUses
{
    /// <summary>The asynchronous operations of sessions in a body, in source order.</summary>
    internal static List<SessionUse> In(Body body, ThreadingModel model)
    {
        var uses = new List<SessionUse>();
        foreach (IInvocationOperation call in body.Sites.OfType<IInvocationOperation>().Where(call => model.Types.IsTask(call.Type) && !model.Types.IsTask(call.Instance?.Type)))
        {
            if (SessionOf(call, model) is { } session && AccessPath.Of(session, body.Locals.Resolve) is { } path)
                uses.Add(new SessionUse(call, session, path, body));
        }

        return uses;
    }

    /// <summary>The operations that begin while an earlier one of the same session may be running, each with that one.</summary>
    internal static IEnumerable<(SessionUse First, SessionUse Second)> Overlapping(List<SessionUse> uses)
    {
        for (int second = 1; second < uses.Count; second++)
        {
            for (int first = 0; first < second; first++)
            {
                if (uses[first].Path.Equals(uses[second].Path) && IsPending(uses[first], uses[second]))
                {
                    yield return (uses[first], uses[second]);
                    break;
                }
            }
        }
    }

    /// <summary>The first operation that a body begins for each element of a sequence, all of them on one session from outside of it; null where there is none.</summary>
    internal static (IInvocationOperation Start, SessionUse Use)? BegunForEach(Body body, List<SessionUse> uses, ThreadingModel model)
    {
        // An asynchronous lambda counts as code that runs beside itself.
        if (body.Root is not IAnonymousFunctionOperation { Symbol.IsAsync: false } lambda || RepeatedCallbacks.CallOf(body) is not { } start || model.Threads.ForkOf(start) != ForkKind.AsyncFanOut || !IsBegunAtOnce(start))
            return null;
        return uses.Find(use => !use.Path.Root.IsDeclaredIn(lambda.Symbol)) is { } shared ? (start, shared) : null;
    }

    private static bool IsDeclaredIn(this ISymbol? root, IMethodSymbol lambda) => root is ILocalSymbol or IParameterSymbol && SymbolEqualityComparer.Default.Equals(root.ContainingSymbol, lambda);

    // Task.WhenAll(items.Select(…)), items.Select(…).ToList()
    private static bool IsBegunAtOnce(IOperation query)
    {
        for (IOperation? outer = query.Parent; outer is IConversionOperation or IArgumentOperation or IInvocationOperation; outer = outer.Parent)
        {
            if (outer is IInvocationOperation { TargetMethod.Name: "WhenAll" or "WaitAll" or "ToList" or "ToArray" })
                return true;
        }

        return false;
    }

    private static IOperation? SessionOf(IInvocationOperation call, ThreadingModel model)
    {
        IOperation? current = call;
        for (int steps = 0; steps < 32 && current is not null; steps++)
        {
            current = Operand.Unwrap(current);
            if (!ReferenceEquals(current, call) && model.UnsafeObjects.FamilyOf(current.Type) == ObjectFamily.Session)
                return current;
            current = current switch
            {
                IInvocationOperation { Instance: { } instance } => instance,
                IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [var first, ..] } => first.Value,
                IPropertyReferenceOperation { Instance: { } instance } => instance,
                _ => null,
            };
        }

        return null;
    }

    private static bool IsPending(SessionUse first, SessionUse second)
    {
        if (Nesting.AreAlternatives(first.Call, second.Call))
            return false;
        return HolderOf(first.Call) switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => !IsWaitedFor(local, first, second),
            IAwaitOperation or IExpressionStatementOperation => false,
            _ => Shares(first.Call, second.Call),
        };
    }

    // Where the task goes, if it is not waited for at once.
    private static IOperation? HolderOf(IOperation call)
    {
        IOperation? holder = call.Parent;
        while (holder is IConversionOperation or IParenthesizedOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsTask" } } or IInvocationOperation { TargetMethod.Name: "AsTask" })
            holder = holder.Parent;
        return holder;
    }

    // Task.WhenAll(db.A(), db.B()): both are begun before either is awaited.
    private static bool Shares(IOperation first, IOperation second)
    {
        for (IOperation? outer = first.Parent; outer is not null and not (IAwaitOperation or IBlockOperation); outer = outer.Parent)
        {
            if (outer is IInvocationOperation { TargetMethod.Name: "WhenAll" or "WaitAll" or "WhenAny" } && outer.Syntax.Span.Contains(second.Syntax.Span))
                return true;
        }

        return false;
    }

    private static bool IsWaitedFor(ILocalSymbol local, SessionUse first, SessionUse second) => first.Body.Sites
        .Where(site => site.Syntax.SpanStart >= first.Call.Syntax.Span.End && site.Syntax.Span.End <= second.Call.Syntax.SpanStart)
        .Any(site => site is IAwaitOperation or IInvocationOperation or IPropertyReferenceOperation { Property.Name: "Result" }
            && site.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)));
}
