namespace ThreadingAnalyzers.Samples.Reentrancy;

/// <summary>A transfer that is refused leaves the lock behind, and every other thread waits for ever.</summary>
public sealed class BrokenAccountBook : IAccountBook
{
    private readonly object _gate = new();
    private readonly Dictionary<string, long> _balances = [];

    public long Total
    {
        get
        {
            lock (_gate)
                return _balances.Values.Sum();
        }
    }

    public void Deposit(string account, long amount)
    {
        lock (_gate)
            _balances[account] = _balances.GetValueOrDefault(account) + amount;
    }

    public void Withdraw(string account, long amount)
    {
        lock (_gate)
        {
            long balance = _balances.GetValueOrDefault(account);
            if (balance < amount)
                throw new InvalidOperationException($"'{account}' holds {balance}, less than {amount}.");
            _balances[account] = balance - amount;
        }
    }

    public void Transfer(string from, string to, long amount)
    {
        Monitor.Enter(_gate); //! THR0101
        Withdraw(from, amount);
        Deposit(to, amount);
        Monitor.Exit(_gate);
    }
}
