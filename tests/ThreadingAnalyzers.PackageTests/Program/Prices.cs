namespace Consumer;

public sealed class Prices
{
    public async Task<int> QuoteAsync()
    {
        int price = AskAsync().Result; // THR0601
        await Task.Delay(price);
        return price;
    }

    private static async Task<int> AskAsync()
    {
        await Task.Delay(1);
        return 1;
    }
}
