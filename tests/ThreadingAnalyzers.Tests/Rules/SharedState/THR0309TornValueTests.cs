using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0309TornValue>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

public class THR0309TornValueTests
{
    [Theory]
    [InlineData("decimal")]
    [InlineData("Guid")]
    [InlineData("DateTimeOffset")]
    [InlineData("(int, int)")]
    [InlineData("long?")]
    [InlineData("Point")]
    [InlineData("Wrapped")]
    [InlineData("long")]
    [InlineData("ulong")]
    [InlineData("double")]
    [InlineData("DateTime")]
    [InlineData("TimeSpan")]
    public Task Reports_a_value_of_several_words(string type) => Verify.VerifyAsync($$"""
        struct Point { public int X, Y; }
        struct Wrapped { public decimal Amount { get; set; } }
        class C
        {
            private {{type}} _value;
            private Timer _timer;
            public C() { _timer = new Timer(_ => Refresh(), null, 0, 1000); }
            private void Refresh() { _value = Next(); }
            private static {{type}} Next() => default;
            public {{type}} Value => [|_value|];
        }
        """);

    [Theory]
    [InlineData("int")]
    [InlineData("bool")]
    [InlineData("float")]
    [InlineData("string")]
    [InlineData("object")]
    [InlineData("IntPtr")]
    [InlineData("DayOfWeek")]
    [InlineData("Id")]
    [InlineData("CancellationToken")]
    [InlineData("Tuple<int, int>")]
    public Task Accepts_a_value_of_one_word(string type) => Verify.VerifyAsync($$"""
        struct Id { public int Value; }
        class C
        {
            private {{type}} _value;
            private Timer _timer;
            public C() { _timer = new Timer(_ => Refresh(), null, 0, 1000); }
            private void Refresh() { _value = Next(); }
            private static {{type}} Next() => default;
            public {{type}} Value => _value;
        }
        """);

    [Theory]
    [InlineData("new Thread(Run).Start();")]
    [InlineData("new Thread(() => { while (true) { _price = Next(); } }).Start();")]
    [InlineData("Task.Run(Run);")]
    [InlineData("Task.Run(async () => { await Task.Delay(1); this._price = Next(); });")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => Run());")]
    [InlineData("Task.Factory.StartNew(Run, TaskCreationOptions.LongRunning);")]
    public Task Reports_work_on_other_threads(string start) => Verify.VerifyAsync($$"""
        class C
        {
            private decimal _price;
            public void Start() { {{start}} }
            private void Run() { while (true) _price = Next(); }
            private decimal Next() => 1;
            public decimal Price { get { return [|_price|]; } }
        }
        """);

    [Theory]
    [InlineData("return [|_price|] + 1;")]
    [InlineData("return [|this._price|] > 1 ? 1 : 0;")]
    [InlineData("var price = [|_price|]; return price;")]
    [InlineData("return Math.Round([|_price|]);")]
    public Task Reports_reads_of_the_whole_value(string read) => Verify.VerifyAsync($$"""
        class C
        {
            private decimal _price;
            public void Start() { new Thread(Run).Start(); }
            private void Run() { while (true) _price = 1; }
            public decimal Price { get { {{read}} } }
        }
        """);

    [Fact]
    public Task Reports_static_state_and_a_caller_that_writes() => Verify.VerifyAsync("""
        class C
        {
            private static Guid s_session;
            public static void Start() => new Thread(Run).Start();
            private static void Run() { while (true) Console.WriteLine([|s_session|]); }
            public static void Renew() => s_session = Guid.NewGuid();
        }
        """);

    [Theory]
    [InlineData("lock (_gate) _price = 1;", "lock (_gate) return _price;")]
    [InlineData("_box = 1m;", "return (decimal)_box;")]
    [InlineData("_point.X = 1;", "return _point.X;")]
    [InlineData("_point = new Point();", "return _point.X;")]
    [InlineData("_when = 1;", "return _when.HasValue ? 1 : 0;")]
    [InlineData("_when = 1;", "return _when == null ? 1 : 0;")]
    [InlineData("_when = 1;", "return _when is null ? 1 : 0;")]
    [InlineData("Console.WriteLine(_price);", "return _price;")]
    [InlineData("Interlocked.Exchange(ref _ticks, 1);", "return Interlocked.Read(ref _ticks);")]
    [InlineData("Volatile.Write(ref _ticks, 1);", "return Volatile.Read(ref _ticks);")]
    [InlineData("_price = 1; // only this thread writes, a stale value is fine", "return _price;")]
    public Task Accepts_locks_parts_and_atomic_calls(string write, string read) => Verify.VerifyAsync($$"""
        struct Point { public int X, Y; }
        class C
        {
            private readonly object _gate = new();
            private decimal _price; private Point _point; private int? _when; private long _ticks; private object _box;
            public void Start() { new Thread(Run).Start(); }
            private void Run()
            {
                {{write}}
            }
            public decimal Price { get { {{read}} } }
        }
        """);

    [Fact]
    public Task Accepts_what_is_set_before_the_start_and_read_after_the_join() => Verify.VerifyAsync("""
        class C
        {
            private readonly decimal _rate; private decimal _start, _end;
            public C(decimal rate) { _rate = rate; _start = rate; new Thread(Run).Start(); }
            private void Run() { Console.WriteLine(_rate + _start); }
            public decimal Sum()
            {
                var thread = new Thread(() => { _end = 2; });
                thread.Start();
                thread.Join();
                return _end;
            }
        }
        """);

    [Fact]
    public Task Accepts_what_other_rules_report() => Verify.VerifyAsync("""
        class C
        {
            private readonly object _gate = new();
            private decimal _guarded, _total;
            public void Start() { new Thread(Run).Start(); new Thread(Run).Start(); }
            private void Run() { lock (_gate) _guarded = 1; _total += 1; }
            public decimal Guarded => _guarded;
            public decimal Total => _total;
        }
        """);

    [Fact]
    public Task KnownMiss_an_atomic_write_and_a_plain_read() => Verify.VerifyAsync("""
        class C
        {
            private long _ticks;
            public void Start() => new Thread(() => Interlocked.Increment(ref _ticks)).Start();
            public long Ticks => _ticks;
        }
        """);
}
