using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ThreadingAnalyzers.Model;

/// <summary>Everything that the analyzers know about threading in .NET, resolved for one compilation and shared by all rules.</summary>
internal sealed class ThreadingModel
{
    private static readonly ConditionalWeakTable<Compilation, ThreadingModel> Models = new();
    private readonly AnalyzerConfigOptionsProvider? _provider;
    private readonly UserWords _words;

    private ThreadingModel(Compilation compilation, AnalyzerConfigOptionsProvider? options)
    {
        Compilation = compilation;
        _provider = options;
        Options = new UserOptions(compilation, options);
        _words = new UserWords(Options.Words);
        Types = new KnownTypes(compilation);
        Locks = new LockModel(compilation, Options);
        MonitorSignals = new MonitorSignals();
        LockWeaknesses = new LockWeaknesses(compilation, Types);
        Threads = new ThreadEntryPoints(compilation);
        Joins = new JoinModel();
        Throws = new ThrowModel(compilation);
        FinishingWork = new FinishingWork();
        ThreadControl = new ThreadControl();
        UnsafeObjects = new UnsafeObjects(Options);
        Content = new ContentModel(UnsafeObjects);
        TimedWaits = new TimedWaits();
        Blocking = new BlockingCalls(compilation, Types);
        NestedTasks = new NestedTasks(Types);
        Awaitables = new Awaitables(compilation, Types);
        FreshTasks = new FreshTasks(Types);
        TextSinks = new TextSinks();
        ThreadBound = new ThreadBoundValues(compilation);
        VoidCallbacks = new VoidCallbacks(Options);
        Polling = new PollingModel();
        Streams = new StreamModel();
        Signals = new SignalModel();
        TokenOverloads = new TokenOverloads(compilation, Types);
        CompletionSources = new CompletionSources(compilation);
        CancellationSources = new CancellationSources(compilation);
        Schedulers = new Schedulers(compilation);
        AsyncDisposal = new AsyncDisposal(compilation);
        Atomics = new AtomicCalls();
        Sequential = new SequentialResources();
        ConcurrentCollections = new ConcurrentCollections(compilation);
        Stops = new StoppingCalls(Types, Locks);
        Completions = new Completions();
        LazyModes = new LazyModes(compilation);
        ParallelQueries = new ParallelQueries(compilation);
        Singletons = new SingletonRegistrations(compilation);
        RequestHandlers = new RequestHandlers(Singletons);
    }

    internal Compilation Compilation { get; }

    /// <summary>What users say of their code.</summary>
    internal UserOptions Options { get; }

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
    internal static ThreadingModel Of(Compilation compilation, AnalyzerConfigOptionsProvider? options = null)
    {
        ThreadingModel model = Models.GetValue(compilation, key => new ThreadingModel(key, options));
        // An editor that has read other options may ask about the same compilation again.
        return options is null || ReferenceEquals(model._provider, options) ? model : new ThreadingModel(compilation, options);
    }

    /// <summary>Whether a part of a file may have to do with threads, by our words or by those of the user. Errs only towards yes.</summary>
    internal bool MayConcern(SyntaxTree tree, TextSpan span, CancellationToken cancellation) => Vocabulary.OccursIn(tree, span, cancellation) || _words.OccurIn(tree, span, cancellation);
}
