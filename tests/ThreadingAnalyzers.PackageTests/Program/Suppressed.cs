using System.Diagnostics.CodeAnalysis;

namespace Consumer;

public sealed class Suppressed
{
    public async Task<int> ByPragmaAsync()
    {
#pragma warning disable THR0601 // measured: it takes no time here
        int price = AskAsync().Result;
#pragma warning restore THR0601
        await Task.Delay(price);
        return price;
    }

    [SuppressMessage("Async", "THR0601", Justification = "measured: it takes no time here")]
    public async Task<int> ByAttributeAsync()
    {
        int price = AskAsync().Result;
        await Task.Delay(price);
        return price;
    }

    private static async Task<int> AskAsync()
    {
        await Task.Delay(1);
        return 1;
    }
}
