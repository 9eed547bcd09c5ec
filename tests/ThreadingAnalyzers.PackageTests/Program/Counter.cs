namespace Consumer;

public sealed class Counter
{
    private int _count;

    public int CountTwice()
    {
        var first = new Thread(CountUp);
        var second = new Thread(CountUpToo);
        first.Start();
        second.Start();
        first.Join();
        second.Join();
        return _count;
    }

    private void CountUp()
    {
        for (int i = 0; i < 1000; i++)
            _count++; // THR0301
    }

    private void CountUpToo()
    {
        for (int i = 0; i < 1000; i++)
            _count++; // THR0301
    }
}
