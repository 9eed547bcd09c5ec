namespace ThreadingAnalyzers.Samples.Events;

/// <summary>Runs some work on threads of its own and waits until all of it has ended, well or badly.</summary>
public interface IParallelRun
{
    /// <summary>Runs each on its thread.</summary>
    /// <returns>What was thrown, in no order.</returns>
    IReadOnlyCollection<Exception> RunAll(params ReadOnlySpan<Action> work);
}
