namespace BrokenShop;

/// <summary>Asks the suppliers of all products for their prices, all at once.</summary>
internal sealed class PriceList
{
    public async Task<int> RefreshAsync(int products)
    {
        int[] prices = await Task.WhenAll(Enumerable.Range(1, products).Select(QuoteAsync));
        return prices.Length;
    }

    private async Task<int> QuoteAsync(int product)
    {
        Thread.Sleep(50); // the supplier wants to be asked slowly
        int price = AskSupplierAsync(product).Result;
        SaveAsync(price).Wait();
        await Task.Yield();
        return price;
    }

    private static async Task<int> AskSupplierAsync(int product)
    {
        await Task.Delay(50);
        return product * 3;
    }

    private static Task SaveAsync(int price) => Task.Delay(price > 0 ? 50 : 0);
}
