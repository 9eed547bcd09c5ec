namespace Consumer;

public sealed class Gate
{
    private readonly SemaphoreSlim _gate = new SemaphoreSlim(1, 1);

    public async Task PassAsync(Func<Task> work)
    {
        await _gate.WaitAsync(); // THR0401
        await work();
        _gate.Release();
    }
}
