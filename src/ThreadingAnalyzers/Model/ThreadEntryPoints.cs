using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ThreadingAnalyzers.Model;

/// <summary>What starts the callback, and how the callback relates to the code that follows.</summary>
internal enum ForkKind
{
    /// <summary>A dedicated thread; it runs once its Start is called.</summary>
    Thread,

    /// <summary>Work on the thread pool, running from the call on.</summary>
    Task,

    /// <summary>A task object that runs once its Start is called.</summary>
    ColdTask,

    /// <summary>Work on the thread pool that nobody can wait for.</summary>
    PoolItem,

    /// <summary>A timer's callback.</summary>
    Timer,

    /// <summary>A handler that gets what another process writes, line by line, until its reader has waited for the end: beside other handlers, and not beside the reader.</summary>
    Lines,

    /// <summary>A loop or query whose iterations run on several threads at once and are all done when it returns.</summary>
    Parallel,

    /// <summary>What a host runs for as long as the program runs: see <see cref="HostedServices"/>.</summary>
    Hosted,

    /// <summary>A method of the compilation that runs a delegate on several threads at once: see <see cref="ParallelMethods"/>.</summary>
    ParallelMethod,

    /// <summary>Several delegates that run at once, each of them one time, and are all done when the call returns.</summary>
    ParallelInvoke,

    /// <summary>An asynchronous body begun for each element of a sequence; what follows its first await runs on pool threads.</summary>
    AsyncFanOut,
}

/// <summary>One row of the table: how a member starts the delegates that it is given.</summary>
internal sealed record ForkRow(ForkKind Kind);

/// <summary>Which calls and constructors run their callback on another thread.</summary>
internal sealed class ThreadEntryPoints
{
    private readonly ApiTable<ForkRow> _calls = new(CallRows());
    private readonly ApiTable<ForkRow> _constructors = new(ConstructorRows());
    private readonly INamedTypeSymbol? _parallelQuery;
    private readonly INamedTypeSymbol? _enumerable;

    internal ThreadEntryPoints(Compilation compilation)
    {
        _parallelQuery = compilation.GetTypeByMetadataName("System.Linq.ParallelEnumerable");
        _enumerable = compilation.GetTypeByMetadataName("System.Linq.Enumerable");
        Own = new ParallelMethods(compilation, ForkOf);
    }

    /// <summary>The methods of the compilation that start others' code several times.</summary>
    internal ParallelMethods Own { get; }

    /// <summary>The names without which no code starts another thread.</summary>
    internal static IEnumerable<string> Words => ["StartNew", "Task", "ThreadPool", "Parallel", "AsParallel", "ParallelEnumerable", "ParallelQuery", "Thread", "Timer", "CreateTimer", "ITimer"];

    /// <summary>Whether a constructor takes a callback that another thread will run.</summary>
    internal bool IsFork(IMethodSymbol constructor) => _constructors.Find(constructor) is not null;

    /// <summary>Whether a call runs, or lets run, a callback on another thread.</summary>
    internal bool IsFork(IInvocationOperation call) => ForkOf(call) is not null;

    /// <summary>How a call or creation runs the delegates that it is given; null for other operations, and where it runs none elsewhere.</summary>
    internal ForkKind? ForkOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => ForkOf(call),
        IObjectCreationOperation creation => ForkOf(creation),
        _ => null,
    };

    /// <summary>How a call runs the delegates among its arguments; null where it runs none elsewhere.</summary>
    internal ForkKind? ForkOf(IInvocationOperation call)
    {
        if (_calls.Find(call.TargetMethod) is { } row)
            return HasDelegate(call.TargetMethod) && !Schedulers.MayStayOnThread(call) ? row.Kind : null;
        INamedTypeSymbol? type = call.TargetMethod.ContainingType;
        if (KnownTypes.Is(type, _parallelQuery))
            return HasDelegate(call.TargetMethod) ? ForkKind.Parallel : null;
        return KnownTypes.Is(type, _enumerable) && call.TargetMethod.Name == "Select" && (HasAsyncLambda(call) || YieldsTasks(call)) ? ForkKind.AsyncFanOut : null;
    }

    /// <summary>How an object runs the delegate that its constructor is given; null where it does not.</summary>
    internal ForkKind? ForkOf(IObjectCreationOperation creation) => creation.Constructor is { } constructor && HasDelegate(constructor) ? _constructors.Find(constructor)?.Kind : null;

    /// <summary>Whether calls of this name may run their delegates elsewhere.</summary>
    internal static bool IsCallName(string name) => name is "Run" or "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" or "RegisterWaitForSingleObject" or "For" or "ForEach" or "ForAsync" or "ForEachAsync" or "Invoke";

    /// <summary>How a method or constructor that takes delegates runs them; null where it runs none elsewhere.</summary>
    internal ForkKind? KindOf(IMethodSymbol method) => !HasDelegate(method) ? null : method.MethodKind == MethodKind.Constructor ? _constructors.Find(method)?.Kind : _calls.Find(method)?.Kind;

    private static bool HasDelegate(IMethodSymbol method) => method.Parameters.Any(static parameter => IsDelegate(parameter.Type));

    private static bool IsDelegate(ITypeSymbol type) =>
        type is { TypeKind: TypeKind.Delegate } or { TypeKind: TypeKind.Interface, Name: "IThreadPoolWorkItem" } || (type is IArrayTypeSymbol { ElementType.TypeKind: TypeKind.Delegate });

    private static bool HasAsyncLambda(IInvocationOperation call) =>
        call.Arguments.Any(static argument => Operand.Unwrap(argument.Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.IsAsync: true } });

    // Select(item => SaveAsync(item)), Select(SaveAsync)
    private static bool YieldsTasks(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments is [.., { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } }];

    private static IEnumerable<(string Type, string Member, ForkRow Row)> CallRows()
    {
        const string Tasks = "System.Threading.Tasks.";
        yield return (Tasks + "Task", "Run", new(ForkKind.Task));
        yield return (Tasks + "TaskFactory", "StartNew", new(ForkKind.Task));
        yield return (Tasks + "TaskFactory`1", "StartNew", new(ForkKind.Task));
        yield return ("System.Threading.ThreadPool", "QueueUserWorkItem", new(ForkKind.PoolItem));
        yield return ("System.Threading.ThreadPool", "UnsafeQueueUserWorkItem", new(ForkKind.PoolItem));
        yield return ("System.Threading.ThreadPool", "RegisterWaitForSingleObject", new(ForkKind.PoolItem));
        foreach (string member in new[] { "For", "ForEach", "ForAsync", "ForEachAsync" })
            yield return (Tasks + "Parallel", member, new(ForkKind.Parallel));
        yield return ("System.TimeProvider", "CreateTimer", new(ForkKind.Timer));
        yield return (Tasks + "Parallel", "Invoke", new(ForkKind.ParallelInvoke));
    }

    private static IEnumerable<(string Type, string Member, ForkRow Row)> ConstructorRows()
    {
        yield return ("System.Threading.Thread", ".ctor", new(ForkKind.Thread));
        yield return ("System.Threading.Tasks.Task", ".ctor", new(ForkKind.ColdTask));
        yield return ("System.Threading.Tasks.Task`1", ".ctor", new(ForkKind.ColdTask));
        yield return ("System.Threading.Timer", ".ctor", new(ForkKind.Timer));
    }
}
