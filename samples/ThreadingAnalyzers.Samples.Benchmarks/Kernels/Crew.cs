namespace ThreadingAnalyzers.Samples.Benchmarks.Kernels;

/// <summary>Threads that stand ready, so that a measurement does not hold the cost of starting them. They begin together and are waited for.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Barrier _begin;
    private readonly Barrier _end;
    private readonly List<Thread> _threads;
    private Action<int> _work = static _ => { };
    private bool _isOver;

    internal Crew(int size)
    {
        _begin = new Barrier(size + 1);
        _end = new Barrier(size + 1);
        _threads = Enumerable.Range(0, size).Select(i => new Thread(() => Stand(i)) { Name = $"crew {i}" }).ToList();
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>Lets each thread do the work once, with its number, and waits for all of them. The barriers order this caller's writes before and after theirs.</summary>
    internal void Run(Action<int> work)
    {
        _work = work;
        _begin.SignalAndWait();
        _end.SignalAndWait();
    }

    public void Dispose()
    {
        _isOver = true;
        _begin.SignalAndWait();
        foreach (Thread thread in _threads)
            thread.Join();
        _begin.Dispose();
        _end.Dispose();
    }

    private void Stand(int number)
    {
        while (true)
        {
            _begin.SignalAndWait();
            if (_isOver)
                return;
            _work(number);
            _end.SignalAndWait();
        }
    }
}
