using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0509TimerLostOrOverlapping>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0509TimerLostOrOverlappingTests
{
    private static string Program(string code) => $$"""
        class C
        {
            Timer _timer; static Timer s_timer; readonly List<Timer> _timers = new(); object _o;
            void Tick(object state) { } void Keep(object o) => _o = o; public void Hand(object o) { }
            Timer Make() => new Timer(Tick, null, 0, 100);
            void M() { {{code}} }
        }
        """;

    [Theory]
    [InlineData("var t = [|new Timer(Tick, null, 0, 100)|];")]
    [InlineData("[|new Timer(Tick, null, 1000, Timeout.Infinite)|];")]
    [InlineData("_ = [|new Timer(_ => Tick(null), null, TimeSpan.Zero, TimeSpan.FromSeconds(1))|]; Console.ReadLine();")]
    [InlineData("var t = [|new Timer(Tick, null, -1, -1)|]; t.Change(0, 100);")]
    [InlineData("Timer t; t = [|new(Tick, null, 0, 100)|];")]
    [InlineData("var t = [|new Timer(Tick, _o, 0, 100)|]; Console.WriteLine(t.GetType().Name);")]
    [InlineData("var t = [|new Timer(_ => { Tick(1); }, _o, 0, 100)|]; Thread.Sleep(100000);")]
    public Task Reports_timers_that_nothing_keeps(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("_timer = new Timer(Tick, null, 0, 100);")]
    [InlineData("s_timer ??= new Timer(Tick, null, 0, 100);")]
    [InlineData("_timers.Add(new Timer(Tick, null, 0, 100));")]
    [InlineData("using var t = new Timer(Tick, null, 0, 100); Thread.Sleep(1000);")]
    [InlineData("using (new Timer(Tick, null, 0, 100)) Thread.Sleep(1000);")]
    [InlineData("var t = new Timer(Tick, null, 0, 100); Thread.Sleep(1000); t.Dispose();")]
    [InlineData("var t = new Timer(Tick, null, 0, 100); Thread.Sleep(1000); GC.KeepAlive(t);")]
    [InlineData("Timer t = null; t = new Timer(_ => t.Dispose(), null, 1000, -1);")]
    [InlineData("Timer t = null; t = new Timer(_ => t.Change(1000, -1), null, 1000, -1);")]
    [InlineData("var t = new Timer(Tick); t.Change(0, 100);")]
    [InlineData("Hand(new Timer(Tick, null, 0, 100));")]
    [InlineData("var t = new System.Timers.Timer(100); t.Elapsed += (_, _) => { }; t.Start();")]
    [InlineData("_timer = Make();")]
    public Task Accepts_timers_that_something_keeps(string code) => Verify.VerifyAsync(Program(code));

    private static string Periodic(string callback, string timer = "_timer = new Timer(Tick, null, 0, 100);") => $$"""
        class C
        {
            object _timer; readonly List<string> _found = new(); readonly ConcurrentQueue<string> _safe = new(); int _n; int _busy; bool _running; readonly StreamReader _source; readonly object _gate = new(); Func<string> _ask;
            C() { {{timer}} }
            void Tick(object state) { {{callback}} }
        }
        """;

    [Theory]
    [InlineData("_found.Add(_ask());")]
    [InlineData("var line = _source.ReadLine(); _n++;")]
    [InlineData("Thread.Sleep(10); _n += 2;")]
    [InlineData("foreach (var f in Directory.GetFiles(\".\")) _found.Add(f);")]
    public Task Reports_callbacks_that_overlap(string callback) =>
        Verify.VerifyAsync(Periodic(callback).Replace("new Timer(Tick, null, 0, 100)", "[|new Timer(Tick, null, 0, 100)|]"));

    [Theory]
    [InlineData("var t = new System.Timers.Timer(100); {0}t.AutoReset = true; t.Start();")]
    [InlineData("var t = new System.Timers.Timer(100); {0}t.Start();")]
    public Task Reports_handlers_that_overlap(string timer) =>
        Verify.VerifyAsync(Periodic("_n += _ask().Length;", timer.Replace("{0}", "[|t.Elapsed += (s, e) => Tick(s)|]; ")).Replace("Tick(s)", "_n += _ask().Length"));

    [Fact]
    public Task Accepts_a_timer_that_fires_once() => Verify.VerifyAsync(Periodic("_n++;", "var t = new System.Timers.Timer(100) { AutoReset = false }; t.Elapsed += (s, e) => _n += _ask().Length; t.Start();"));

    [Theory]
    [InlineData("_found.Add(\"x\");")]
    [InlineData("_safe.Enqueue(_ask());")]
    [InlineData("var x = _ask(); lock (_gate) _found.Add(x);")]
    [InlineData("if (Interlocked.Exchange(ref _busy, 1) == 1) return; _found.Add(_ask()); _busy = 0;")]
    [InlineData("if (!Monitor.TryEnter(_gate)) return; try { _found.Add(_ask()); } finally { Monitor.Exit(_gate); }")]
    [InlineData("if (_running) return; _running = true; _found.Add(_ask()); _running = false;")]
    [InlineData("_ask(); Interlocked.Increment(ref _n);")]
    public Task Accepts_callbacks_that_are_kept_apart(string callback) => Verify.VerifyAsync(Periodic(callback));

    [Theory]
    [InlineData("_timer = new Timer(Tick, null, 100, Timeout.Infinite);")]
    [InlineData("_timer = new Timer(Tick, null, 100, -1);")]
    [InlineData("_timer = new Timer(Tick, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);")]
    [InlineData("_timer = new Timer(Tick, null, 0, 60_000);")]
    [InlineData("var t = new Timer(Tick, null, 0, 100); t.Change(10, -1); _timer = t;")]
    public Task Accepts_timers_that_fire_one_after_the_other(string timer) => Verify.VerifyAsync(Periodic("_found.Add(_ask());", timer));

    [Fact]
    public Task Reports_the_other_timer() => Verify.VerifyAsync("""
        class C
        {
            readonly System.Timers.Timer _timer = new(20); int _line; TextReader _source;
            C() { [|_timer.Elapsed += OnElapsed|]; }
            void OnElapsed(object sender, System.Timers.ElapsedEventArgs e) { _source.ReadLine(); _line++; }
        }
        class D
        {
            readonly System.Timers.Timer _timer = new(20) { AutoReset = false }; int _line; TextReader _source;
            D() { _timer.Elapsed += (_, _) => { _source.ReadLine(); _line++; }; }
        }
        class E
        {
            readonly System.Timers.Timer _timer = new(20); int _line; TextReader _source;
            E() { _timer.Elapsed += (_, _) => { _timer.Stop(); _source.ReadLine(); _line++; _timer.Start(); }; }
        }
        class F
        {
            readonly System.Timers.Timer _timer = new(20); int _line; TextReader _source;
            F() { [|_timer.Elapsed += (_, _) => Step()|]; }
            void Step() { _line++; if (_source.ReadLine() == null) _timer.Stop(); }
        }
        """);

    /// <summary>What is quick on paper may be slow one day.</summary>
    [Fact]
    public Task KnownMiss_a_callback_that_seems_quick() => Verify.VerifyAsync(Periodic("_n++;"));

    /// <summary>The callback calls the method that does the work, and that another object does slowly by its name.</summary>
    [Theory]
    [InlineData("Process(); } void Process() { _n++; _ask();")]
    [InlineData("try { Process(); } catch (Exception e) { Console.WriteLine(e); } } void Process() { _found.Add(_client.FetchNext());")]
    [InlineData("_client.SendAll(_found); _n++;")]
    public Task Reports_work_behind_the_callback(string callback) => Verify.VerifyAsync(Behind(callback, "[|new Timer(Tick, null, 0, 100)|]"));

    [Theory]
    [InlineData("Process(); } void Process() { lock (_found) { _n++; _ask(); }")]
    [InlineData("if (Interlocked.Exchange(ref _busy, 1) == 1) return; Process(); _busy = 0; } void Process() { _n++; _ask();")]
    [InlineData("_client.Describe(_found); _n++;")]
    public Task Accepts_guarded_work_behind_the_callback(string callback) => Verify.VerifyAsync(Behind(callback, "new Timer(Tick, null, 0, 100)"));

    private static string Behind(string callback, string timer) => $$"""
        interface IClient { string FetchNext(); void SendAll(List<string> all); void Describe(List<string> all); }
        class C
        {
            readonly List<string> _found = new(); int _n; int _busy; Func<string> _ask; IClient _client; Timer _timer;
            void Begin() => _timer = {{timer}};
            void Tick(object state) { {{callback}} }
        }
        """;

    [Fact]
    public Task Knows_blocking_calls_in_a_file_alone() => Verify.VerifyAloneAsync("""
        class Poller : ServiceBase
        {
            readonly System.Net.Http.HttpClient _http = new System.Net.Http.HttpClient(); readonly List<Item> _items = new List<Item>(); Timer _timer;
            void Start() { _timer = [|new Timer(Tick, null, 0, 5000)|]; }
            void Tick(object state) { string text = _http.GetStringAsync(Settings.Url).Result; foreach (Item item in Parse(text)) _items.Add(item); }
        }
        """);

    [Theory]
    [InlineData("_timer = [|new Timer(Tick)|]; _timer.Change(100, 1000);", "File.Copy(\"a\", \"b\"); _n++;")]
    [InlineData("_timer = [|new Timer(Tick, null, Timeout.Infinite, Timeout.Infinite)|]; _timer.Change(100, 1000);", "File.Copy(\"a\", \"b\"); _n++;")]
    [InlineData("_timer = new Timer(Tick); _timer.Change(100, 1000);", "_n++;")]
    [InlineData("_timer = new Timer(Tick); _timer.Change(100, Timeout.Infinite);", "File.Copy(\"a\", \"b\"); _n++;")]
    [InlineData("_timer = new Timer(Tick); _timer.Change(100, 1000);", "_timer.Change(-1, -1); File.Copy(\"a\", \"b\"); _n++; _timer.Change(100, 1000);")]
    [InlineData("_timer = [|new Timer(Tick, null, 0, 1000)|];", "_api.Changes(_n); _n++;")]
    public Task Knows_timers_whose_period_is_set_later(string make, string callback) => Verify.VerifyAsync($$"""
        interface IOrderApi { int Changes(int since); }
        class C
        {
            Timer _timer; int _n; IOrderApi _api;
            public C(IOrderApi api) { _api = api; {{make}} }
            void Tick(object state) { {{callback}} }
        }
        """);

    [Fact]
    public Task Knows_long_work_in_a_file_alone() => Verify.VerifyAloneAsync("""
        class C
        {
            readonly List<Doc> _dirty = new(); readonly System.Timers.Timer _timer = new(1000); int _n;
            public C() { [|_timer.Elapsed += (s, e) => Save()|]; _timer.Enabled = true; }
            void Save() { foreach (Doc d in _dirty) File.WriteAllText(d.Path, d.Text); _n++; }
        }
        """);

    [Theory]
    [InlineData("lock (_names) { if (_names.Count == 0) return; _names.Clear(); } _work(); _runs++;", true)]
    [InlineData("lock (_names) { if (_busy) return; _busy = true; } _work(); _runs++; lock (_names) _busy = false;", false)]
    [InlineData("_work(); lock (_names) { _names.Clear(); _runs++; }", false)]
    public Task Knows_what_a_lock_leaves_out(string callback, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly List<string> _names = new(); readonly Action _work; readonly Timer _timer; int _runs; bool _busy;
            public C(Action work) { _work = work; _timer = {{(isReported ? "[|new Timer(Tick, null, 100, 100)|]" : "new Timer(Tick, null, 100, 100)")}}; }
            void Tick(object state) { {{callback}} }
        }
        """);

    [Fact]
    public Task Accepts_a_timer_that_never_fires() => Verify.VerifyAsync("class C { static void M() { new Timer(_ => { }, null, Timeout.Infinite, 0); } }");

    /// <summary>A period that is set later, as a number or as a length of time, and a callback that gets the object as its state.</summary>
    [Theory]
    [InlineData("[|new Timer(Tick)|]", "_timer.Change(0, 100)")]
    [InlineData("[|new Timer(Tick)|]", "_timer.Change(TimeSpan.Zero, TimeSpan.FromMilliseconds(100))")]
    [InlineData("[|new Timer(static me => ((Meter)me).Tick(null), this, Timeout.Infinite, Timeout.Infinite)|]", "_timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))")]
    [InlineData("[|new Timer(Tick, null, TimeSpan.Zero, new TimeSpan(0, 0, 5))|]", "_total = 0")]
    [InlineData("new Timer(Tick)", "_timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan)")]
    [InlineData("new Timer(Tick)", "_timer.Change(TimeSpan.Zero, TimeSpan.FromHours(1))")]
    [InlineData("new Timer(Tick, null, TimeSpan.Zero, TimeSpan.FromMinutes(30))", "_total = 0")]
    public Task Knows_lengths_of_time(string timer, string begin) => Verify.VerifyAsync($$"""
        class Meter
        {
            readonly Timer _timer; readonly Func<long> _read; long _total;
            public Meter(Func<long> read) { _read = read; _timer = {{timer}}; }
            public void Begin() { {{begin}}; }
            void Tick(object state) { _total += _read(); }
        }
        """);

    [Theory]
    [InlineData("using var timer = [|new Timer(_ => Beat(), null, 1000, 1000)|]; Console.WriteLine(1);")]
    [InlineData("using (var timer = [|new Timer(_ => Beat(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))|]) { _n++; }")]
    [InlineData("using var timer = new Timer(_ => Beat(), null, 1000, 1000); Console.ReadLine();")]
    [InlineData("using var timer = new Timer(_ => Beat(), null, 1000, 1000); while (_n < 9) { }")]
    [InlineData("using var timer = new Timer(_ => Beat(), null, 0, 1000); Console.WriteLine(1);")]
    [InlineData("using var timer = new Timer(_ => Beat(), null, 1000, 1000); Run();")]
    [InlineData("using var timer = new Timer(_ => Beat(), null, -1, -1); Console.WriteLine(1);")]
    public Task Knows_timers_that_end_at_once(string body) => Verify.VerifyAsync($$"""
        class C { int _n; void Beat() { } void Run() { } void M() { {{body}} } }
        """);

    [Theory]
    [InlineData("_last[feed.Download()] = 1;", "")]
    [InlineData("feed.Download(); _count++;", "void Stop() => _timer.Change(Timeout.Infinite, Timeout.Infinite);")]
    [InlineData("feed.Download(); _count++;", "void Stop() { _timer?.Change(-1, 0); }")]
    public Task Reports_a_class_with_a_primary_constructor(string callback, string other) => Verify.VerifyAsync(WithFeed("[|new Timer(Poll, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250))|]", callback, other));

    [Theory]
    [InlineData("_timer.Change(-1, -1); feed.Download(); _count++; _timer.Change(250, 250);", "")]
    [InlineData("lock (_last) _last[feed.Download()] = 1;", "")]
    [InlineData("feed.Download(); _count++;", "void Next() => _timer.Change(250, -1);")]
    public Task Accepts_a_class_that_stops_its_timer_meanwhile(string callback, string other) => Verify.VerifyAsync(WithFeed("new Timer(Poll, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(250))", callback, other));

    private static string WithFeed(string timer, string callback, string other) => $$"""
        interface IFeed { string Download(); }
        class C(IFeed feed)
        {
            readonly Dictionary<string, int> _last = new(); int _count; Timer _timer;
            void Start() => _timer = {{timer}};
            void Poll(object state) { {{callback}} }
            {{other}}
        }
        """;

    [Theory]
    [InlineData("_timer = [|clock.CreateTimer(Poll, null, TimeSpan.Zero, Interval)|];", "feed(); _count++;")]
    [InlineData("_timer = [|clock.CreateTimer(Poll, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)|]; _timer.Change(Interval, Interval);", "feed(); _count++;")]
    [InlineData("_timer = clock.CreateTimer(Poll, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);", "feed(); _count++;")]
    [InlineData("_timer = clock.CreateTimer(Poll, null, TimeSpan.Zero, Rarely);", "feed(); _count++;")]
    [InlineData("_timer = clock.CreateTimer(Poll, null, TimeSpan.Zero, Interval);", "lock (_gate) { feed(); _count++; }")]
    public Task Knows_the_timers_of_a_TimeProvider(string start, string callback) => Verify.VerifyAsync($$"""
        class C(TimeProvider clock, Func<string> feed)
        {
            static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500), Rarely = TimeSpan.FromHours(1);
            readonly object _gate = new(); int _count; ITimer _timer;
            void Start() { {{start}} }
            void Poll(object state) { {{callback}} }
        }
        """);

    /// <summary>The runs share the variables of the method that has made the timer.</summary>
    [Theory]
    [InlineData("int n = 0; using var t = new System.Timers.Timer(500); [|t.Elapsed += (_, _) => { n += Directory.GetFiles(path).Length; }|]; t.Start(); Console.ReadLine();")]
    [InlineData("int n = 0; using var t = new System.Timers.Timer(500); t.Elapsed += (_, _) => { Interlocked.Add(ref n, Directory.GetFiles(path).Length); }; t.Start(); Console.ReadLine();")]
    [InlineData("using var t = new System.Timers.Timer(500); t.Elapsed += (_, _) => { int n = 0; n += Directory.GetFiles(path).Length; }; t.Start(); Console.ReadLine();")]
    public Task Knows_captured_variables(string body) => Verify.VerifyAsync($$"""class C { static void M(string path) { {{body}} } }""");
}
