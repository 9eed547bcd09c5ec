namespace BrokenShop;

/// <summary>Counts what is sold in the web shop and at the tills, all at the same time.</summary>
internal sealed class OrderBook
{
    private const int OrdersPerThread = 100_000;

    private int _sold;

    public int SellAll()
    {
        Thread[] sellers =
        [
            new Thread(SellOnline), new Thread(SellOnline),
            new Thread(SellAtTheTill), new Thread(SellAtTheTill),
        ];
        foreach (Thread seller in sellers)
            seller.Start();
        foreach (Thread seller in sellers)
            seller.Join();
        return _sold;
    }

    private void SellOnline()
    {
        for (int order = 0; order < OrdersPerThread; order++)
        {
            Receipt.Print(order);
            _sold++;
        }
    }

    private void SellAtTheTill()
    {
        for (int order = 0; order < OrdersPerThread; order++)
        {
            _sold += Receipt.Print(order);
        }
    }
}
