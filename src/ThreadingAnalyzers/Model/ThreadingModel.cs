using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ThreadingAnalyzers.Model;

/// <summary>Everything that the analyzers know about threading in .NET, resolved for one compilation and shared by all rules.</summary>
internal sealed class ThreadingModel
{
    private static readonly ConditionalWeakTable<Compilation, ThreadingModel> Models = new();

    private ThreadingModel(Compilation compilation)
    {
        Compilation = compilation;
        Types = new KnownTypes(compilation);
        Locks = new LockModel(compilation);
        MonitorSignals = new MonitorSignals(compilation);
        LockWeaknesses = new LockWeaknesses(compilation, Types);
        Threads = new ThreadEntryPoints(compilation);
        Joins = new JoinModel(compilation);
        Throws = new ThrowModel(compilation);
        FinishingWork = new FinishingWork(compilation);
        ThreadControl = new ThreadControl(compilation);
        UnsafeObjects = new UnsafeObjects(compilation);
        Content = new ContentModel(UnsafeObjects);
        TimedWaits = new TimedWaits(compilation);
        Blocking = new BlockingCalls(compilation, Types);
        NestedTasks = new NestedTasks(compilation, Types);
        VoidCallbacks = new VoidCallbacks(compilation);
        Awaitables = new Awaitables(compilation, Types);
        FreshTasks = new FreshTasks(Types);
        TextSinks = new TextSinks(compilation);
        ThreadBound = new ThreadBoundValues(compilation);
        Polling = new PollingModel(compilation);
        Streams = new StreamModel(compilation);
        Signals = new SignalModel(compilation);
        TokenOverloads = new TokenOverloads(compilation, Types);
        CompletionSources = new CompletionSources(compilation);
        CancellationSources = new CancellationSources(compilation);
        Schedulers = new Schedulers(compilation);
        AsyncDisposal = new AsyncDisposal(compilation);
        Atomics = new AtomicCalls(compilation);
        Sequential = new SequentialResources(compilation);
        ConcurrentCollections = new ConcurrentCollections(compilation);
        Stops = new StoppingCalls(compilation, Types, Locks);
        Completions = new Completions(compilation);
        LazyModes = new LazyModes(compilation);
        ParallelQueries = new ParallelQueries(compilation);
        Singletons = new SingletonRegistrations(compilation);
        RequestHandlers = new RequestHandlers(Singletons);
    }

    internal Compilation Compilation { get; }

    internal KnownTypes Types { get; }

    internal LockModel Locks { get; }

    internal MonitorSignals MonitorSignals { get; }

    internal LockWeaknesses LockWeaknesses { get; }

    internal ThreadEntryPoints Threads { get; }

    internal JoinModel Joins { get; }

    internal ThrowModel Throws { get; }

    internal FinishingWork FinishingWork { get; }

    internal ThreadControl ThreadControl { get; }

    /// <summary>Which types threads may not share without a lock.</summary>
    internal UnsafeObjects UnsafeObjects { get; }

    /// <summary>What code does with the content of such objects.</summary>
    internal ContentModel Content { get; }

    internal TimedWaits TimedWaits { get; }

    internal BlockingCalls Blocking { get; }

    internal NestedTasks NestedTasks { get; }

    internal VoidCallbacks VoidCallbacks { get; }

    internal Awaitables Awaitables { get; }

    internal FreshTasks FreshTasks { get; }

    internal TextSinks TextSinks { get; }
    internal TokenOverloads TokenOverloads { get; }

    internal CompletionSources CompletionSources { get; }

    internal CancellationSources CancellationSources { get; }

    internal Schedulers Schedulers { get; }

    internal AsyncDisposal AsyncDisposal { get; }
    internal AtomicCalls Atomics { get; }

    internal SequentialResources Sequential { get; }

    internal ConcurrentCollections ConcurrentCollections { get; }
    internal StoppingCalls Stops { get; }

    internal Completions Completions { get; }
    internal LazyModes LazyModes { get; }

    internal ParallelQueries ParallelQueries { get; }

    internal SingletonRegistrations Singletons { get; }

    internal RequestHandlers RequestHandlers { get; }
    internal SignalModel Signals { get; }

    internal StreamModel Streams { get; }

    internal PollingModel Polling { get; }

    internal ThreadBoundValues ThreadBound { get; }

    /// <summary>The model of a compilation; it lives and dies with the compilation.</summary>
    internal static ThreadingModel Of(Compilation compilation) => Models.GetValue(compilation, static key => new ThreadingModel(key));
}
