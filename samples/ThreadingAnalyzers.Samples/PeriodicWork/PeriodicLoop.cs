using System.Collections.Concurrent;

namespace ThreadingAnalyzers.Samples.PeriodicWork;

/// <summary>
/// A loop over a <see cref="PeriodicTimer"/>: the next tick is asked for when the round is done, so rounds do not overlap, and disposing waits for the round that runs.
/// </summary>
public sealed class PeriodicLoop : IPeriodicWork
{
    private readonly PeriodicTimer _timer;
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly Task _running;

    /// <summary>Starts the work; the first round comes after one period.</summary>
    public PeriodicLoop(TimeSpan period, Func<Task> work)
    {
        _timer = new PeriodicTimer(period);
        _running = RunAsync(_timer, work, _failures);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<Exception> Failures => _failures;

    /// <inheritdoc/>
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
