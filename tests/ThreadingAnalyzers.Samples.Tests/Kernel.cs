using ThreadingAnalyzers.Samples.BoundedAccess;
using ThreadingAnalyzers.Samples.Caches;
using ThreadingAnalyzers.Samples.ConcurrentIO;
using ThreadingAnalyzers.Samples.Conditions;
using ThreadingAnalyzers.Samples.Contexts;
using ThreadingAnalyzers.Samples.Counters;
using ThreadingAnalyzers.Samples.CpuBound;
using ThreadingAnalyzers.Samples.Events;
using ThreadingAnalyzers.Samples.Journals;
using ThreadingAnalyzers.Samples.LazyInitialization;
using ThreadingAnalyzers.Samples.Lifecycles;
using ThreadingAnalyzers.Samples.PeriodicWork;
using ThreadingAnalyzers.Samples.Pipelines;
using ThreadingAnalyzers.Samples.Reentrancy;
using ThreadingAnalyzers.Samples.Tests.Contracts;
using ThreadingAnalyzers.Samples.WorkerPools;

namespace ThreadingAnalyzers.Samples.Tests;

/// <summary>Makes an instance of the class under test.</summary>
internal delegate object Maker(params object?[] arguments);

/// <summary>A contract, the classes that keep it, and the file of one that does not.</summary>
/// <param name="Contract">What every implementation has to do under stress.</param>
/// <param name="Twin">The file of the broken twin, from the samples' folder; its class is called like the file.</param>
/// <param name="Corrected">The classes that keep the contract.</param>
internal sealed record Kernel(Func<Maker, Task> Contract, string Twin, params Type[] Corrected)
{
    internal static IReadOnlyList<Kernel> All { get; } =
    [
        new(CounterContract.VerifyAsync, "Counters/Broken/BrokenCounter.cs", typeof(LockCounter), typeof(ScopedLockCounter), typeof(InterlockedCounter), typeof(StripedCounter), typeof(ThreadLocalCounter)),
        new(AccountBookContract.VerifyAsync, "Reentrancy/Broken/BrokenAccountBook.cs", typeof(AccountBook)),
        new(BoundedAccessContract.VerifyAsync, "BoundedAccess/Broken/BrokenAccess.cs", typeof(SemaphoreAccess)),
        new(StartingGateContract.VerifyAsync, "Events/Broken/BrokenStartingGate.cs", typeof(StartingGate)),
        new(ParallelRunContract.VerifyAsync, "Events/Broken/BrokenCountdownRun.cs", typeof(CountdownRun)),
        new(BoundedBufferContract.VerifyAsync, "Conditions/Broken/BrokenBuffer.cs", typeof(BoundedBuffer<int>)),
        new(PipelineContract.VerifyAsync, "Pipelines/Broken/BrokenPipeline.cs", typeof(BlockingPipeline), typeof(ChannelPipeline)),
        new(WorkerPoolContract.VerifyAsync, "WorkerPools/Broken/BrokenWorkers.cs", typeof(DedicatedWorkers), typeof(ThreadPoolWorkers)),
        new(JournalContract.VerifyAsync, "Journals/Broken/BrokenJournal.cs", typeof(DrainingJournal)),
        new(RequestContextContract.VerifyAsync, "Contexts/Broken/BrokenContext.cs", typeof(AsyncLocalContext)),
        new(LineFormatterContract.VerifyAsync, "Contexts/Broken/BrokenFormatter.cs", typeof(ThreadLocalFormatter)),
        new(CacheContract.VerifyAsync, "Caches/Broken/BrokenCache.cs", typeof(ConcurrentCache), typeof(SnapshotCache)),
        new(CacheContract.VerifyAsync, "Caches/Broken/BrokenReaderWriterCache.cs", typeof(ReaderWriterCache)),
        new(OnceContract.VerifyAsync, "LazyInitialization/Broken/BrokenOnce.cs", typeof(LazyOnce), typeof(DoubleCheckedOnce), typeof(InitializerOnce)),
        new(SumContract.VerifyAsync, "CpuBound/Broken/BrokenSum.cs", typeof(SequentialSum), typeof(ParallelSum), typeof(PartitionedSum), typeof(QuerySum), typeof(VectorSum)),
        new(FetcherContract.VerifyAsync, "ConcurrentIO/Broken/BrokenFetcher.cs", typeof(ThrottledFetcher)),
        new(PeriodicWorkContract.VerifyAsync, "PeriodicWork/Broken/BrokenPeriodicLoop.cs", typeof(PeriodicLoop)),
        new(ThreadRunContract.VerifyAsync, "Lifecycles/Broken/BrokenThreadRun.cs", typeof(ThreadRun)),
    ];

    internal static Kernel OfTwin(string file) => All.Single(kernel => kernel.Twin == file);

    /// <summary>Holds an implementation against the contract; one that waits for ever fails.</summary>
    internal async Task VerifyAsync(Type implementation)
    {
        // On a thread of its own: what is broken may block.
        Task verification = Task.Factory.StartNew(
            () => Contract(arguments => Create(implementation, arguments)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        await verification.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static object Create(Type implementation, object?[] arguments)
    {
        Type type = implementation.IsGenericTypeDefinition ? implementation.MakeGenericType(typeof(int)) : implementation;
        return Activator.CreateInstance(type, arguments)!;
    }
}
