namespace BrokenShop;

/// <summary>The one line to the bank: one payment at a time.</summary>
internal sealed class PaymentLine
{
    private readonly SemaphoreSlim _line = new(1, 1);

    public async Task PayAsync(int customer)
    {
        await _line.WaitAsync();
        await AskTheBankAsync(customer);
        _line.Release();
    }

    private static async Task AskTheBankAsync(int customer)
    {
        await Task.Delay(20);
        if (customer == 2)
            throw new CardDeclinedException();
    }
}

internal sealed class CardDeclinedException : Exception;
