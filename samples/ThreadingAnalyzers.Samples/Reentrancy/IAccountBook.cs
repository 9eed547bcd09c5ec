namespace ThreadingAnalyzers.Samples.Reentrancy;

/// <summary>Accounts between which money is moved; none may be overdrawn, and no money comes or goes.</summary>
public interface IAccountBook
{
    /// <summary>The money in all accounts.</summary>
    long Total { get; }

    /// <summary>Puts money into an account.</summary>
    void Deposit(string account, long amount);

    /// <summary>Takes money out of an account.</summary>
    /// <exception cref="InvalidOperationException">There is not enough in it.</exception>
    void Withdraw(string account, long amount);

    /// <summary>Moves money from one account to another in one step.</summary>
    /// <exception cref="InvalidOperationException">There is not enough in the first.</exception>
    void Transfer(string from, string to, long amount);
}
