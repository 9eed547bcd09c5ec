using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a factory does besides making its value, which happens again where it runs a second time.</summary>
internal static class FactoryEffect
{
    private static readonly string[] Openers = ["Create", "Open", "Connect", "Start", "New"];
    private static readonly HashSet<string> WithoutResources = new(StringComparer.Ordinal)
    {
        "SemaphoreSlim", "ReaderWriterLockSlim", "ManualResetEventSlim", "CountdownEvent", "Barrier", "CancellationTokenSource", "MemoryStream", "StringWriter", "StringReader", "ThreadLocal", "Task",
        "BlockingCollection", "Activity", "DataTable", "DataSet",
    };

    /// <summary>What happens each time, in words; null where nothing does.</summary>
    internal static string? Of(Body factory, ITypeSymbol value, ThreadingModel model)
    {
        if (factory is { IsAsync: true, HasAwaits: true } && model.Types.IsTask(value))
            return "each run begins the work of a task of its own";
        if (ResultsOf(factory).Select(result => OfResult(result, value, model)).FirstOrDefault(static effect => effect is not null) is { } ofResult)
            return ofResult;
        return factory.Sites.Select(site => OfSite(site, factory, model)).FirstOrDefault(static effect => effect is not null);
    }

    private static string? OfResult(IOperation result, ITypeSymbol value, ThreadingModel model)
    {
        (result, _) = Operand.UnwrapWaiting(result);
        if (model.Types.IsTask(value))
            return result is IInvocationOperation { TargetMethod.Name: not ("FromResult" or "FromException" or "FromCanceled") } ? "each run begins the work of a task of its own" : null;
        bool isNew = result is IObjectCreationOperation || (result is IInvocationOperation call && Array.Exists(Openers, opener => call.TargetMethod.Name.StartsWith(opener, StringComparison.Ordinal)));
        return isNew && result.Type is { } type && !WithoutResources.Contains(type.Name) && IsDisposable(type) ? $"nobody disposes of the other '{type.Name}'" : null;
    }

    private static bool IsDisposable(ITypeSymbol type) =>
        type.AllInterfaces.Any(static face => face is { Name: "IDisposable" or "IAsyncDisposable", ContainingNamespace.Name: "System" });

    private static string? OfSite(IOperation site, Body factory, ThreadingModel model)
    {
        if (model.Atomics.Of(site) is { Action: AtomicAction.Change, Target: var counted } && IsOutside(counted, factory))
            return $"'{Name(counted)}' is changed each time";
        switch (site)
        {
            case IIncrementOrDecrementOperation step when IsOutside(step.Target, factory):
                return $"'{Name(step.Target)}' is changed each time";
            case IAssignmentOperation assignment when IsOutside(assignment.Target, factory):
                return $"'{Name(assignment.Target)}' is changed each time";
            case IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Instance: null or IInstanceReferenceOperation } raised }:
                return $"'{raised.Event.Name}' gets a subscriber each time";
            case IInvocationOperation call when IsStart(call, model):
                return "each run starts work of its own";
            case IFieldReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation when IsOutside(site, factory) && model.Content.UseOf(site).Changes:
                return $"'{Name(site)}' is changed each time";
            default:
                return null;
        }
    }

    private static bool IsStart(IInvocationOperation call, ThreadingModel model) => call.TargetMethod is { Name: "Start", ContainingType: var type } && KnownTypes.Is(type, model.Types.Thread);

    // A field of this object or a type, or a variable of the code around; what the factory has made itself is its own.
    private static bool IsOutside(IOperation target, Body factory)
    {
        if (AccessPath.Of(target, factory.Locals.Resolve) is not { Last: not null } path)
            return false;
        if (path.Root is ILocalSymbol or IParameterSymbol)
            return path.Members.IsEmpty && factory.SelfAndNested().All(body => !SymbolEqualityComparer.Default.Equals(body.Symbol, path.Root.ContainingSymbol));
        return path.Root is null or IFieldSymbol or IPropertySymbol;
    }

    private static string Name(IOperation target) => AccessPath.Of(target)?.ToString() ?? target.Syntax.ToString();

    private static IEnumerable<IOperation> ResultsOf(Body factory) => factory.Root.DescendantsAndSelf().OfType<IReturnOperation>()
        .Where(result => result.ReturnedValue is not null && factory.Nested.TrueForAll(nested => !nested.Root.Syntax.Span.Contains(result.Syntax.Span)))
        .Select(static result => result.ReturnedValue!);
}
