using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.PeriodicWork;

/// <summary>What is awaited is the task that has started the loop. The loop itself still runs when everything that it uses has been taken down.</summary>
public sealed class BrokenPeriodicLoop : IPeriodicWork
{
    private readonly PeriodicTimer _timer;
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly Task _running;

    public BrokenPeriodicLoop(TimeSpan period, Func<Task> work)
    {
        _timer = new PeriodicTimer(period);
        PeriodicTimer timer = _timer;
        ConcurrentQueue<Exception> failures = _failures;
        _running = Task.Factory.StartNew(() => RunAsync(timer, work, failures)); //! THR0609
    }

    public IReadOnlyCollection<Exception> Failures => _failures;

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _running;
    }

    private static async Task RunAsync(PeriodicTimer timer, Func<Task> work, ConcurrentQueue<Exception> failures)
    {
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        }
    }
}
