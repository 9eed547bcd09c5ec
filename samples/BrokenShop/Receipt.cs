using System.Runtime.CompilerServices;

namespace BrokenShop;

internal static class Receipt
{
    /// <summary>Stands for the work that an order makes: a few hundred nanoseconds. Returns how many orders it was, one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Print(int order)
    {
        uint checksum = (uint)order;
        for (int line = 0; line < 200; line++)
            checksum = (checksum * 31) ^ (checksum >> 7);
        return checksum == uint.MaxValue ? 0 : 1;
    }
}
