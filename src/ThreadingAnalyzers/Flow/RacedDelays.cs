using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Delays that serve as the time limit of other work: <c>Task.WhenAny(work, Task.Delay(limit))</c>.</summary>
internal static class RacedDelays
{
    /// <summary>The call of WhenAny that a new delay takes part in, directly or by a local; null for other calls.</summary>
    internal static IInvocationOperation? RaceOf(IInvocationOperation call, Body body)
    {
        if (call.TargetMethod is not { Name: "Delay", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } })
            return null;
        if (RaceWith(call) is { } race)
            return race;
        return Operand.ParentOf(call) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } ? RaceWith(local, body) : null;
    }

    /// <summary>The call of WhenAny that an expression is an argument, or an element of the array argument, of.</summary>
    internal static IInvocationOperation? RaceWith(IOperation expression)
    {
        IOperation? parent = expression.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation or IArgumentOperation or IArrayInitializerOperation or IArrayCreationOperation or { Type.Name: "ReadOnlySpan" })
            parent = parent.Parent;
        return parent is IInvocationOperation { TargetMethod: { Name: "WhenAny", ContainingType.Name: "Task" } } race ? race : null;
    }

    private static IInvocationOperation? RaceWith(ILocalSymbol local, Body body) => body.Sites
        .OfType<IInvocationOperation>()
        .Where(static call => call.TargetMethod is { Name: "WhenAny", ContainingType.Name: "Task" })
        .FirstOrDefault(race => race.Descendants().Any(part => part is ILocalReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Local, local) && RaceWith(read) == race));
}
