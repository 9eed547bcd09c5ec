using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ThreadingAnalyzers.Model;

namespace ThreadingAnalyzers.Flow;

/// <summary>What a factory does besides making its value, which happens again where it runs a second time.</summary>
/// <param name="callbacks">The bodies of the type, in which a factory may let others work for it.</param>
/// <param name="model">The model of the compilation.</param>
internal sealed class FactoryEffect(Callbacks callbacks, ThreadingModel model)
{
    // What a factory does is done by it or by those that it calls.
    private const int MostCalls = 2;

    private static readonly HashSet<string> Starters = new(StringComparer.Ordinal) { "Start", "StartAsync", "Open", "OpenAsync", "Connect", "ConnectAsync", "Listen", "Subscribe", "SubscribeAsync" };
    private static readonly string[] Resources = ["Connection", "ConnectionPool", "Client", "Session", "Socket", "FileStream", "NetworkStream", "Watcher", "Timer", "Listener", "Subscription", "Process"];
    private static readonly string[] Openers = ["Create", "Open", "Connect", "Start", "New"];
    private static readonly HashSet<string> WithoutResources = new(StringComparer.Ordinal)
    {
        "SemaphoreSlim", "ReaderWriterLockSlim", "ManualResetEventSlim", "CountdownEvent", "Barrier", "CancellationTokenSource", "MemoryStream", "StringWriter", "StringReader", "ThreadLocal", "Task",
        "BlockingCollection", "Activity", "DataTable", "DataSet",
    };

    /// <summary>What happens each time, in words; null where nothing does.</summary>
    internal string? Of(Body factory, ITypeSymbol value)
    {
        if (factory is { IsAsync: true, HasAwaits: true } && model.Types.IsTask(value))
            return "each run begins the work of a task of its own";
        return ResultsOf(factory).Select(result => OfResult(result, factory, value, MostCalls)).FirstOrDefault(static effect => effect is not null) ?? OfWork(factory, MostCalls);
    }

    private string? OfResult(IOperation result, Body factory, ITypeSymbol value, int calls)
    {
        (result, _) = Operand.UnwrapWaiting(result);
        if (model.Types.IsTask(value))
            return result is IInvocationOperation { TargetMethod.Name: not ("FromResult" or "FromException" or "FromCanceled") } ? "each run begins the work of a task of its own" : null;
        if (result is IInvocationOperation call)
        {
            if (Array.Exists(Openers, opener => call.TargetMethod.Name.StartsWith(opener, StringComparison.Ordinal)) && IsResource(call.Type))
                return Undisposed(call.Type!);
            return calls > 0 && OwnCallee(call) is { } callee ? ResultsOf(callee).Select(made => OfResult(made, callee, value, calls - 1)).FirstOrDefault(static effect => effect is not null) : null;
        }

        return Made(result, factory).FirstOrDefault(IsResource) is { } type ? Undisposed(type) : null;
    }

    private static string Undisposed(ITypeSymbol type) => $"nobody disposes of the other '{type.Name}'";

    // The types of a new object and of the new objects that it is given.
    private static IEnumerable<ITypeSymbol?> Made(IOperation value, Body factory)
    {
        value = Operand.Unwrap(value);
        if (value is ILocalReferenceOperation { Local: var local } && factory.Locals.Of(local) is { } only)
            value = Operand.Unwrap(only);
        return value switch
        {
            IObjectCreationOperation creation => creation.Arguments.SelectMany(argument => Made(argument.Value, factory)).Prepend(creation.Type),
            IInvalidOperation { Syntax: BaseObjectCreationExpressionSyntax } unresolved => [unresolved.Type],
            _ => [],
        };
    }

    private static bool IsResource(ITypeSymbol? type) => type is not null && !WithoutResources.Contains(type.Name) && IsDisposable(type);

    // Of a type that the compiler does not know, its name is all there is.
    private static bool IsDisposable(ITypeSymbol type) => type.TypeKind == TypeKind.Error ? Array.Exists(Resources, name => type.Name.EndsWith(name, StringComparison.Ordinal)) :
        type.AllInterfaces.Any(static face => face is { Name: "IDisposable" or "IAsyncDisposable", ContainingNamespace.Name: "System" });

    private Body? OwnCallee(IInvocationOperation call) => call.Instance is null or IInstanceReferenceOperation ? callbacks.Of(call.TargetMethod) : null;

    private string? OfWork(Body factory, int calls) => RaisedBy(factory)
        ?? factory.Sites.Select(site => OfSite(site, factory) ?? (calls > 0 && site is IInvocationOperation call && OwnCallee(call) is { } callee ? OfWork(callee, calls - 1) : null)).FirstOrDefault(static effect => effect is not null);

    // Created?.Invoke(this, …)
    private static string? RaisedBy(Body factory) => factory.Root.DescendantsAndSelf().OfType<IEventReferenceOperation>()
        .FirstOrDefault(raised => raised.Parent is not IEventAssignmentOperation && factory.Nested.TrueForAll(nested => !nested.Root.Syntax.Span.Contains(raised.Syntax.Span)))
        is { } found ? $"'{found.Event.Name}' is raised each time" : null;

    private string? OfSite(IOperation site, Body factory)
    {
        if (model.Atomics.Of(site) is { Action: AtomicAction.Change, Target: var counted } && IsOutside(counted, factory))
            return $"'{Name(counted)}' is changed each time";
        switch (site)
        {
            case IIncrementOrDecrementOperation step when IsOutside(step.Target, factory):
                return $"'{Name(step.Target)}' is changed each time";
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } when IsUpdate(factory):
                return null;
            case IAssignmentOperation assignment when IsOutside(assignment.Target, factory):
                return $"'{Name(assignment.Target)}' is changed each time";
            case IEventAssignmentOperation { Adds: true, EventReference: IEventReferenceOperation { Instance: null or IInstanceReferenceOperation } raised }:
                return $"'{raised.Event.Name}' gets a subscriber each time";
            case IInvocationOperation call when IsStart(call):
                return "each run starts work of its own";
            case IInvocationOperation call when TakenBy(call, factory) is { } taken:
                return $"'{taken}' loses an element each time";
            case IFieldReferenceOperation or IPropertyReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation when IsOutside(site, factory) && model.Content.UseOf(site).Changes:
                return $"'{Name(site)}' is changed each time";
            default:
                return null;
        }
    }

    private bool IsStart(IInvocationOperation call) => model.Threads.IsFork(call) || (call.TargetMethod is { Name: var name, IsStatic: false, ContainingType: var type } && Starters.Contains(name)
        && call.Instance is not IInstanceReferenceOperation && (KnownTypes.Is(type, model.Types.Thread) || !Framework.Owns(type)));

    private string? TakenBy(IInvocationOperation call, Body factory) =>
        model.ConcurrentCollections.Of(call) is { Action: ConcurrentAction.TryTake or ConcurrentAction.Take, Collection: var taken } && IsOutside(taken, factory) ? Name(taken) : null;

    // A field of this object or a type, or a variable of the code around; what the factory has made itself is its own.
    private static bool IsOutside(IOperation target, Body factory)
    {
        if (AccessPath.Of(target, factory.Locals.Resolve) is not { Last: not null } path)
            return false;
        if (path.Root is ILocalSymbol or IParameterSymbol)
            return path.Members.IsEmpty && factory.SelfAndNested().All(body => !SymbolEqualityComparer.Default.Equals(body.Symbol, path.Root.ContainingSymbol));
        return path.Root is null or IFieldSymbol or IPropertySymbol;
    }

    // (key, old) => …: its last run is the one that counts.
    private static bool IsUpdate(Body factory) => factory.Symbol is IMethodSymbol { Parameters.Length: 2, MethodKind: MethodKind.LambdaMethod };

    private static string Name(IOperation target) => AccessPath.Of(target)?.ToString() ?? target.Syntax.ToString();

    private static IEnumerable<IOperation> ResultsOf(Body factory) => factory.Root.DescendantsAndSelf().OfType<IReturnOperation>()
        .Where(result => result.ReturnedValue is not null && factory.Nested.TrueForAll(nested => !nested.Root.Syntax.Span.Contains(result.Syntax.Span)))
        .Select(static result => result.ReturnedValue!);
}
