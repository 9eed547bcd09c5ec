using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>Elements for which a countdown was made to count, and for which no work is started.</summary>
internal static class SkippedStarts
{
    private static readonly HashSet<string> Choices = new(StringComparer.Ordinal) { "Where", "OfType", "Skip", "SkipWhile", "SkipLast", "Take", "TakeWhile", "TakeLast", "Distinct", "DistinctBy", "Except", "ExceptBy", "Intersect" };

    /// <summary>What leaves elements out: the jump to the next one, past the work that signals for this one, the condition under which that work is started, or the query that the loop goes through; null where there is none, or the way to it signals itself.</summary>
    internal static IOperation? In(Body body, ILocalSymbol countdown, Quantity made)
    {
        foreach (IForEachLoopOperation loop in body.Sites.OfType<IForEachLoopOperation>())
        {
            bool isForAll = Quantity.LengthOf(loop.Collection, body.Locals) == made;
            IOperation? choice = isForAll ? null : ChoiceOf(loop.Collection, made, body.Locals);
            if ((choice is null && !isForAll) || body.Nested.Find(work => Nesting.Contains(loop, work.Root) && work.SelfAndNested().Any(part => part.Sites.Exists(site => IsSignal(site, countdown)))) is not { } started)
                continue;
            if (choice is not null ? IsOnlySignalledBy(started, countdown, body) : (choice = JumpIn(loop, started, countdown) ?? ConditionOf(started, loop, countdown, body)) is not null)
                return choice;
        }

        return null;
    }

    // parcels.Where(…), also by the name of a variable, and as a list.
    private static IOperation? ChoiceOf(IOperation sequence, Quantity made, LocalValues locals, bool isChosen = false)
    {
        sequence = Operand.Unwrap(sequence);
        if (isChosen && Quantity.LengthOf(sequence, locals) == made)
            return sequence;
        return sequence switch
        {
            ILocalReferenceOperation { Local: var local } when locals.Of(local) is { } known => ChoiceOf(known, made, locals, isChosen),
            IInvocationOperation { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, Name: var name }, Arguments: [{ Value: var source }, ..] } query
                when (Choices.Contains(name) || name is "ToList" or "ToArray" or "Select" or "OrderBy" or "AsEnumerable") && ChoiceOf(source, made, locals, isChosen || Choices.Contains(name)) is not null => query,
            _ => null,
        };
    }

    // Else somebody may signal for those that are left out.
    private static bool IsOnlySignalledBy(Body started, ILocalSymbol countdown, Body body) => body.Root.Descendants().OfType<ILocalReferenceOperation>()
        .Where(named => SymbolEqualityComparer.Default.Equals(named.Local, countdown) && !Nesting.Contains(started.Root, named))
        .All(static named => named.Parent is IPropertyReferenceOperation or IInvocationOperation { TargetMethod.Name: "Wait" or "Dispose" } or IConditionalAccessOperation);

    // Put(parcel, countdown) signals by another name.
    private static bool IsSignal(IOperation site, ILocalSymbol countdown) => site is IInvocationOperation call && (call is { TargetMethod.Name: "Signal", Instance: { } instance } ? IsNamed(instance, countdown)
        : !call.TargetMethod.DeclaringSyntaxReferences.IsEmpty && call.Arguments.Any(argument => IsNamed(argument.Value, countdown)));

    private static bool IsNamed(IOperation value, ILocalSymbol countdown) => Operand.Unwrap(value) is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, countdown);

    private static IBranchOperation? JumpIn(IForEachLoopOperation loop, Body started, ILocalSymbol countdown) => loop.Body.Descendants().OfType<IBranchOperation>().FirstOrDefault(jump =>
        SymbolEqualityComparer.Default.Equals(jump.Target, loop.ContinueLabel) && jump.Syntax.SpanStart < started.Root.Syntax.SpanStart
        && (jump.Parent is IBlockOperation block ? block.Parent : jump.Parent) is IConditionalOperation choice && !choice.Descendants().Any(part => IsNamed(part, countdown)));

    // if (parcel.IsOpen) ThreadPool.QueueUserWorkItem(…); That something is there is not a choice.
    private static IOperation? ConditionOf(Body started, IForEachLoopOperation loop, ILocalSymbol countdown, Body body) =>
        Nesting.Outward(started.Root).TakeWhile(around => around != loop).OfType<IConditionalOperation>().FirstOrDefault() is { } choice && Nesting.Contains(choice.WhenTrue, started.Root)
        && choice.Condition.DescendantsAndSelf().All(static part => part is not (IIsPatternOperation or IIsTypeOperation) && !Operand.IsNull(part)) && IsOnlySignalledBy(started, countdown, body) ? choice.Condition : null;
}
