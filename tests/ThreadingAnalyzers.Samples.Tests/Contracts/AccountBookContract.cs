using ThreadingAnalyzers.Samples.Reentrancy;

namespace ThreadingAnalyzers.Samples.Tests.Contracts;

/// <summary>Money is neither made nor lost, and a refused transfer stops nobody.</summary>
internal static class AccountBookContract
{
    internal static async Task VerifyAsync(Maker make)
    {
        var book = (IAccountBook)make();
        book.Deposit("a", 1000);
        book.Deposit("b", 1000);
        await Crew.RunAsync(4, i =>
        {
            for (int round = 0; round < 2000; round++)
                book.Transfer(i % 2 == 0 ? "a" : "b", i % 2 == 0 ? "b" : "a", 0);
        });
        Assert.Throws<InvalidOperationException>(() => book.Transfer("a", "b", 5000));
        await Crew.RunAsync(2, _ => book.Transfer("a", "b", 1));
        Assert.Equal(2000, book.Total);
    }
}
