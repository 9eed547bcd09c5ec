using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>One row of the table: how a member forces another thread.</summary>
/// <param name="Harm">What that does to the other thread.</param>
/// <param name="IsOnlyWhereObsolete">Whether it does so only where the framework says that the member is not to be used.</param>
internal sealed record ThreadControlRow(string Harm, bool IsOnlyWhereObsolete = false);

/// <summary>Which calls force another thread instead of asking it.</summary>
internal sealed class ThreadControl
{
    private readonly ApiTable<ThreadControlRow> _table = new(Rows());

    /// <summary>The names without which no code forces a thread.</summary>
    internal static IEnumerable<string> Words => Rows().Select(static row => row.Member).Concat(["Priority"]);

    /// <summary>What a priority or a size of the pool does, and does not; null for other operations, and for a priority that is lowered or set back.</summary>
    internal static string? TuningBy(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "Priority" } property }, Value: IFieldReferenceOperation { Field.Name: "Highest" or "AboveNormal" } } raised when IsOfThread(property) && !IsTakenBack(raised) && !IsOfOneInBackground(raised) =>
            "is a hint: it gives no order between threads, and lets others starve",
        IInvocationOperation { TargetMethod: { Name: "SetMinThreads" or "SetMaxThreads", ContainingType: { Name: "ThreadPool", ContainingNamespace.Name: "Threading" } } } sized when sized.Parent is not IArgumentOperation && !IsSetBack(sized) =>
            "hides that threads of the pool are blocked, until more of them are",
        _ => null,
    };

    /// <summary>Whether a call sets what cannot be set once the thread was started.</summary>
    internal bool IsSetBeforeStart(IMethodSymbol method) => method is { Name: "SetApartmentState" or "TrySetApartmentState" } && IsOfThread(method);

    /// <summary>Whether a property can be set only as long as the thread has not ended.</summary>
    internal bool IsSetBeforeEnd(IPropertySymbol property) => property is { Name: "IsBackground" or "Priority" } && IsOfThread(property);

    /// <summary>What a call does to another thread; null where it forces none.</summary>
    internal string? HarmOf(IInvocationOperation call) => _table.Find(call.TargetMethod) is { } row && (!row.IsOnlyWhereObsolete || IsObsolete(call.TargetMethod)) ? row.Harm : null;

    // Where threads can be aborted, taking the abort back is how one answers it.
    private static bool IsObsolete(IMethodSymbol method) => method.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == nameof(ObsoleteAttribute));

    // A thread that raises its own priority for a while, as for a measurement, counts on no order.
    private static bool IsTakenBack(ISimpleAssignmentOperation raised)
    {
        if (((IPropertyReferenceOperation)raised.Target).Instance is not IPropertyReferenceOperation { Property.Name: "CurrentThread" })
            return false;
        IOperation root = raised;
        while (root.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            root = parent;
        return root.Descendants().Any(part => part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "Priority" } other, Instance: IPropertyReferenceOperation { Property.Name: "CurrentThread" } } } later
            && IsOfThread(other) && later.Syntax.SpanStart > raised.Syntax.SpanStart && later.Value is not IFieldReferenceOperation { Field.Name: "Highest" or "AboveNormal" });
    }

    // A single thread in the background that plays or measures in time: there is no other one that it is to be before.
    private static bool IsOfOneInBackground(ISimpleAssignmentOperation raised)
    {
        List<ISimpleAssignmentOperation> settings = Nesting.RootOf(raised).Descendants().OfType<ISimpleAssignmentOperation>().Where(static setting => setting.Target is IPropertyReferenceOperation { Property: var property } && IsOfThread(property)).ToList();
        return settings.Count(static setting => NameOfProperty(setting) == "Priority") == 1
            && settings.Exists(setting => NameOfProperty(setting) == "IsBackground" && setting.Value.ConstantValue is { HasValue: true, Value: true } && IsOnSame(setting, raised));
    }

    private static string NameOfProperty(ISimpleAssignmentOperation setting) => ((IPropertyReferenceOperation)setting.Target).Property.Name;

    // In an initializer, or on a variable.
    private static bool IsOnSame(ISimpleAssignmentOperation one, ISimpleAssignmentOperation other) => ReferenceEquals(one.Parent, other.Parent) && one.Parent is IObjectOrCollectionInitializerOperation
        || (((IPropertyReferenceOperation)one.Target).Instance is { } first && ((IPropertyReferenceOperation)other.Target).Instance is { } second && AccessPath.Of(first) is { } path && path.Equals(AccessPath.Of(second)));

    // ThreadPool.GetMinThreads(out var w, out var c); … ThreadPool.SetMinThreads(w, c): what the pool had before, which it gets back, and what it is given meanwhile.
    private static bool IsSetBack(IInvocationOperation sized)
    {
        List<IInvocationOperation> calls = Nesting.RootOf(sized).Descendants().OfType<IInvocationOperation>().Where(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, sized.TargetMethod.ContainingType)).ToList();
        string asked = sized.TargetMethod.Name.Replace("Set", "Get");
        HashSet<string> before = [.. calls.Where(call => call.TargetMethod.Name == asked).SelectMany(static call => call.Arguments).Select(NameOf)];
        return calls.Exists(call => call.TargetMethod.Name == sized.TargetMethod.Name && call.Syntax.SpanStart >= sized.Syntax.SpanStart && call.Arguments.Length > 0 && call.Arguments.All(argument => before.Contains(NameOf(argument))));
    }

    private static string NameOf(IArgumentOperation argument) => Operand.Unwrap(argument.Value) switch
    {
        IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local.Name: var declared } } => declared,
        ILocalReferenceOperation { Local.Name: var local } => local,
        _ => argument.Syntax.ToString(),
    };

    private static bool IsOfThread(ISymbol member) => member.ContainingType is { Name: "Thread", ContainingNamespace.Name: "Threading" };

    private static IEnumerable<(string Type, string Member, ThreadControlRow Row)> Rows()
    {
        ThreadControlRow aborts = new("it is torn out of whatever it does, or, on .NET Core and later, an exception is thrown here");
        ThreadControlRow stops = new("it stops wherever it is, with all locks that it holds");
        yield return ("System.Threading.Thread", "Abort", aborts);
        yield return ("System.Threading.Thread", "ResetAbort", new("there are no aborts on .NET Core and later, and taking one back throws an exception", IsOnlyWhereObsolete: true));
        yield return ("System.Threading.Thread", "Suspend", stops);
        yield return ("System.Threading.Thread", "Resume", new("it goes on, wherever it was stopped"));
        yield return ("System.Threading.Thread", "Interrupt", new("whatever it waits for next throws, in the middle of work that does not expect it"));
    }
}
