using System.Diagnostics;
using BrokenShop;

// Four small scenes, one pitfall each. Every scene prints one line "name: number"; the journal speaks for itself.

Console.WriteLine($"orders counted: {new OrderBook().SellAll()}");

Console.WriteLine($"customers answered: {await ServeCustomersAsync(5)}");

var clock = Stopwatch.StartNew();
await new PriceList().RefreshAsync(20);
Console.WriteLine($"milliseconds to refresh the prices: {clock.ElapsedMilliseconds}");

IEnumerable<string> sales = Enumerable.Range(1, 100).Select(sale => $"sale {sale}");
new Journal(args.Length > 0 ? args[0] : "journal.txt", sales).Write();
await Task.Delay(200); // the lights go out, the shop is closed

static async Task<int> ServeCustomersAsync(int customers)
{
    var line = new PaymentLine();
    int answered = 0;
    for (int customer = 1; customer <= customers; customer++)
    {
        try
        {
            await line.PayAsync(customer).WaitAsync(TimeSpan.FromSeconds(3));
            answered++;
        }
        catch (CardDeclinedException)
        {
            answered++;
        }
        catch (TimeoutException)
        {
            return answered; // nobody waits longer than this for a payment
        }
    }

    return answered;
}
