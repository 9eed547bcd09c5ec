namespace ThreadingAnalyzers.Samples.Reentrancy;

/// <summary>
/// A monitor is re-entrant: <see cref="Transfer"/> holds it and calls <see cref="Withdraw"/>, which takes it again. A semaphore in its place would wait for itself.
/// </summary>
public sealed class AccountBook : IAccountBook
{
    private readonly object _gate = new();
    private readonly Dictionary<string, long> _balances = [];

    /// <inheritdoc/>
    public long Total
    {
        get
        {
            lock (_gate)
                return _balances.Values.Sum();
        }
    }

    /// <inheritdoc/>
    public void Deposit(string account, long amount)
    {
        lock (_gate)
            _balances[account] = _balances.GetValueOrDefault(account) + amount;
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public void Transfer(string from, string to, long amount)
    {
        lock (_gate)
        {
            Withdraw(from, amount);
            Deposit(to, amount);
        }
    }
}
