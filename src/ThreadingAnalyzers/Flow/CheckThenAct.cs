using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What goes wrong when another thread comes between two atomic calls.</summary>
internal enum CheckThenActHarm
{
    /// <summary>Both find the key missing, and the second value replaces the first.</summary>
    Replaced,

    /// <summary>The value that the other wrote is overwritten by one computed from the old value.</summary>
    LostUpdate,

    /// <summary>The key is gone when its value is asked for.</summary>
    Missing,

    /// <summary>The value that was found missing was added by another, and this one is used although it is in no collection.</summary>
    Unused,

    /// <summary>The element is gone when it is taken.</summary>
    Emptied,

    /// <summary>The element is gone, and taking it waits.</summary>
    Waits,

    /// <summary>The value that was found empty got an element, and is removed with it.</summary>
    Orphaned,
}

/// <summary>Two atomic calls that are meant as one.</summary>
/// <param name="Check">The first, which looks.</param>
/// <param name="Act">The second, which relies on what the first has seen.</param>
/// <param name="Harm">What another thread in between leads to.</param>
internal sealed record CheckThenAct(ConcurrentUse Check, ConcurrentUse Act, CheckThenActHarm Harm)
{
    /// <summary>The pairs among the uses of a type; each check or change in at most one.</summary>
    internal static IEnumerable<CheckThenAct> In(ConcurrentUses uses, ThreadingModel model)
    {
        List<CheckThenAct> checkedFirst = uses.All.Where(ConcurrentUses.IsShared).Select(act => Checked(act, uses, model)).Where(static pair => pair is not null).Select(static pair => pair!).ToList();
        var checks = new HashSet<ConcurrentUse>(checkedFirst.Select(static pair => pair.Check));
        IEnumerable<CheckThenAct> changes = uses.All.Where(ConcurrentUses.IsShared).Select(act => Change(act, uses)).Where(static pair => pair is not null).Select(static pair => pair!)
            .Where(pair => !checks.Contains(pair.Check) && !uses.ChecksBefore(pair.Act).Any(before => checks.Contains(before.Check)));
        return checkedFirst.GroupBy(static pair => pair.Check).Select(static pairs => pairs.First()).Concat(changes.GroupBy(static pair => pair.Act).Select(static pairs => pairs.First()));
    }

    private static CheckThenAct? Checked(ConcurrentUse act, ConcurrentUses uses, ThreadingModel model)
    {
        if (act.Action is ConcurrentAction.TryTake or ConcurrentAction.Take)
            return HarmOfSize(act, uses);
        if (act.Action == ConcurrentAction.Remove)
            return EmptyValues.RemovedBy(act, uses, model) is { } empty ? new CheckThenAct(empty, act, CheckThenActHarm.Orphaned) : null;
        if (act.Action is not (ConcurrentAction.Set or ConcurrentAction.Get or ConcurrentAction.Add or ConcurrentAction.AddOrUpdate))
            return null;
        List<(ConcurrentUse Check, bool Value)> before = uses.ChecksBefore(act).ToList();
        if (before.Count == 0 || before.Exists(pair => uses.AreUnderOneLock(pair.Check, act)))
            return null;
        (ConcurrentUse check, bool value) = before[0];
        CheckThenActHarm? harm = (check.Action, value, act.Action) switch
        {
            (ConcurrentAction.Test or ConcurrentAction.TryGet, false, ConcurrentAction.Set) => CheckThenActHarm.Replaced,
            (ConcurrentAction.Test or ConcurrentAction.TryGet, false, ConcurrentAction.AddOrUpdate) when IgnoresOldValue(act) => CheckThenActHarm.Replaced,
            (ConcurrentAction.TryGet, false, ConcurrentAction.Add) when IsResultIgnored(act) && IsUsedLater(act, model) => CheckThenActHarm.Unused,
            (ConcurrentAction.Test, true, ConcurrentAction.Get) when uses.All.Any(other => other.Action == ConcurrentAction.Remove && SymbolEqualityComparer.Default.Equals(other.Path.Last, act.Path.Last)) => CheckThenActHarm.Missing,
            _ => null,
        };
        return harm is { } found ? new CheckThenAct(check, act, found) : null;
    }

    // if (queue.Count > 0) queue.TryDequeue(out var item); an element that was there is taken for granted.
    private static CheckThenAct? HarmOfSize(ConcurrentUse act, ConcurrentUses uses)
    {
        // Who throws the element away relies on nothing.
        if (act.Action == ConcurrentAction.TryTake && (!IsResultIgnored(act) || act.Call.Argument(0) is IDiscardOperation or IDeclarationExpressionOperation { Expression: IDiscardOperation }))
            return null;
        ConcurrentUse? size = (from decided in DecidedConditions.Before(act.Operation)
                               from part in decided.Condition.DescendantsAndSelf()
                               let use = uses.Of(part)
                               where use is { Action: ConcurrentAction.Size } && use.IsOnSame(act)
                               select use).FirstOrDefault() ?? RefilledBefore(act, uses);
        if (size is null || uses.AreUnderOneLock(size, act))
            return null;
        return new CheckThenAct(size, act, act.Action == ConcurrentAction.Take ? CheckThenActHarm.Waits : CheckThenActHarm.Emptied);
    }

    // if (pool.IsEmpty) Refill(); pool.TryTake(out var item); item.Use();
    private static ConcurrentUse? RefilledBefore(ConcurrentUse act, ConcurrentUses uses)
    {
        IOperation? statement = act.Operation;
        while (statement is not null && statement.Parent is not IBlockOperation)
            statement = statement.Parent;
        if (act.Inner is not null || statement?.Parent is not IBlockOperation block || !IsUsedLater(act))
            return null;
        return (from earlier in block.Operations.TakeWhile(other => other != statement).OfType<IConditionalOperation>()
                from part in earlier.Condition.DescendantsAndSelf()
                let use = uses.Of(part)
                where use is { Action: ConcurrentAction.Size } && use.IsOnSame(act)
                select use).FirstOrDefault();
    }

    private static bool IsUsedLater(ConcurrentUse take) => take.Body.Root.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation { Local: var local } && part.Syntax.SpanStart > take.Operation.Syntax.Span.End
        && EmptyValues.IsOut(take.Call.Argument(0), local) && NullChecks.IsDereferenced(part));

    // d[k]++, d[k] = d[k] + 1, and a set whose value comes from a look at the same key
    private static CheckThenAct? Change(ConcurrentUse act, ConcurrentUses uses)
    {
        if (act.Action == ConcurrentAction.Change && act.Operation.Parent is not ICoalesceAssignmentOperation)
            return AwaitedUpdate.In(act.Operation.Parent!, act.Body) is null && !uses.AreUnderOneLock(act, act) ? new CheckThenAct(act, act, CheckThenActHarm.LostUpdate) : null;
        if (act.Action != ConcurrentAction.Set || act.Operation.Parent is not ISimpleAssignmentOperation assignment)
            return null;
        IOperation value = Operand.Unwrap(assignment.Value);
        while (value is ISimpleAssignmentOperation chained)
            value = Operand.Unwrap(chained.Value);
        if (value is ILocalReferenceOperation { Local: var whole } && act.Body.Locals.Of(whole) is null)
            return null;
        ConcurrentUse? read = value.DescendantsAndSelf().Concat(FilledWith(value, act.Body)).Select(part => ReadBehind(part, act, uses)).FirstOrDefault(static use => use is not null) ?? ComparedBefore(value, act, uses);
        return read is null || uses.AreUnderOneLock(read, act) ? null : new CheckThenAct(read, act, CheckThenActHarm.LostUpdate);
    }

    // if (!d.TryGetValue(key, out var old) || old < value) d[key] = value;
    private static ConcurrentUse? ComparedBefore(IOperation value, ConcurrentUse act, ConcurrentUses uses) =>
        (from decided in DecidedConditions.Before(act.Operation)
         from part in decided.Condition.DescendantsAndSelf().OfType<IBinaryOperation>()
         where part.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
         from sides in new[] { (New: part.LeftOperand, Old: part.RightOperand), (New: part.RightOperand, Old: part.LeftOperand) }
         where Microsoft.CodeAnalysis.CSharp.SyntaxFactory.AreEquivalent(Operand.Unwrap(sides.New).Syntax, value.Syntax)
         let read = ReadBehind(Operand.Unwrap(sides.Old), act, uses)
         where read is not null
         select read).FirstOrDefault();

    // var next = new Entry(); next.Since = old.Since; d[key] = next;
    private static IEnumerable<IOperation> FilledWith(IOperation value, Body body) => value is not ILocalReferenceOperation { Local: var made } ? [] : body.Sites.OfType<ISimpleAssignmentOperation>()
        .Where(filling => filling.Target is IMemberReferenceOperation { Instance: ILocalReferenceOperation owner } && SymbolEqualityComparer.Default.Equals(owner.Local, made))
        .SelectMany(static filling => filling.Value.DescendantsAndSelf());

    private static ConcurrentUse? ReadBehind(IOperation part, ConcurrentUse act, ConcurrentUses uses)
    {
        IOperation source = part is ILocalReferenceOperation { Local: var local } && act.Body.Locals.Of(local) is { } value ? Operand.Unwrap(value) : part;
        if (uses.Of(source) is { Action: ConcurrentAction.Get or ConcurrentAction.TryGet or ConcurrentAction.GetOrAdd } read)
            return read.IsOnSame(act) && read.Call.HasKeyOf(act.Call) ? read : null;
        return part is ILocalReferenceOperation { Local: var result }
            ? uses.All.FirstOrDefault(use => use.Action == ConcurrentAction.TryGet && ReferenceEquals(use.Body, act.Body) && use.IsOnSame(act) && use.Call.HasKeyOf(act.Call)
                && use.Operation.Syntax.SpanStart < act.Operation.Syntax.SpanStart && EmptyValues.IsOut(use.Call.Argument(1), result))
            : null;
    }

    /// <summary>Whether nobody looks at whether the call did anything.</summary>
    internal static bool IsResultIgnored(ConcurrentUse use) => use.Inner is { } inner ? IsResultIgnored(inner) : Operand.ParentOf(use.Operation) is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    // (key, old) => new
    private static bool IgnoresOldValue(ConcurrentUse use) =>
        use.Call.Argument(2) is { } update && update.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault() is { Symbol.Parameters: [_, var old, ..] } lambda
        && !lambda.Body.Descendants().Any(static part => part is IThrowOperation)
        && !lambda.Body.DescendantsAndSelf().Any(part => part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, old));

    // The value goes on to be used, though another one is in the dictionary.
    private static bool IsUsedLater(ConcurrentUse add, ThreadingModel model) =>
        add.Call.Argument(1) is ILocalReferenceOperation { Local: var local }
        && add.Body.Root.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation later && SymbolEqualityComparer.Default.Equals(later.Local, local) && later.Syntax.SpanStart > add.Operation.Syntax.Span.End)
        && (SharedValues.HasIdentity(local.Type, model) || IsResource(local.Type));

    // The one that is not in the dictionary is disposed of by nobody.
    private static bool IsResource(ITypeSymbol type) => type.AllInterfaces.Prepend(type).Any(static face => face is { Name: "IDisposable", ContainingNamespace.Name: "System" }) && type.Name != "Task";
}
