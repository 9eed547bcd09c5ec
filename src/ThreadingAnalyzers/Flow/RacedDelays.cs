using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Delays that serve as the time limit of other work: <c>Task.WhenAny(work, Task.Delay(limit))</c>.</summary>
internal static class RacedDelays
{
    /// <summary>The call of WhenAny that a new delay takes part in, directly or by a local; null for other calls.</summary>
    internal static IOperation? RaceOf(IOperation call, Body body)
    {
        if (!IsOfTask(call, "Delay"))
            return null;
        if (RaceWith(call) is { } race)
            return race;
        return Operand.ParentOf(call) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } ? RaceWith(local, body) : null;
    }

    // The call of WhenAny that an expression is an argument, or an element of the array argument, of.
    private static IOperation? RaceWith(IOperation expression)
    {
        IOperation? parent = expression.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation or IArgumentOperation or IArrayInitializerOperation or IArrayCreationOperation or { Type.Name: "ReadOnlySpan" })
            parent = parent.Parent;
        return parent is not null && IsOfTask(parent, "WhenAny") ? parent : null;
    }

    private static IOperation? RaceWith(ILocalSymbol local, Body body) => body.Sites
        .Where(static site => IsOfTask(site, "WhenAny"))
        .FirstOrDefault(race => race.Descendants().Any(part => part is ILocalReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Local, local) && RaceWith(read) == race));

    // A call with an argument of an unknown type is one all the same.
    private static bool IsOfTask(IOperation call, string name) =>
        call is IInvocationOperation { TargetMethod: { ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } } method } ? method.Name == name : UnboundCalls.IsOfTask(call, name);
}
