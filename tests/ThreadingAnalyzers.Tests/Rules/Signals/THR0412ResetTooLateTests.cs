using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0412ResetTooLate>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0412ResetTooLateTests
{
    private static string Program(string body) => $$"""
        class C
        {
            readonly ManualResetEvent _answered = new(false); readonly AutoResetEvent _wake = new(false); readonly ManualResetEventSlim _more = new(); static readonly EventWaitHandle s_shared = new(false, EventResetMode.ManualReset);
            readonly ConcurrentQueue<int> _queue = new(); readonly Stream _stream; volatile bool _ready; int _id;
            void Send(string text) { } void Use(int n) { } void Prepare() { } bool CanRequest() => true;
            void OnAnswer() { _ready = true; _answered.Set(); _wake.Set(); _more.Set(); s_shared.Set(); }
            object M(Thread other) { {{body}} return null; }
        }
        """;

    [Theory]
    [InlineData("Send(\"a\"); [|_answered.Reset()|]; _answered.WaitOne();")]
    [InlineData("Send(\"a\"); [|this._answered.Reset()|]; if (!this._answered.WaitOne(100)) throw new TimeoutException();")]
    [InlineData("Send(\"a\"); [|_wake.Reset()|]; bool came = _wake.WaitOne(100); Use(came ? 1 : 0);")]
    [InlineData("lock (_queue) { Send(\"a\"); [|_more.Reset()|]; return _more.Wait(100); }")]
    [InlineData("_stream.Write(new byte[1], 0, 1); _id = 3; [|s_shared.Reset()|]; _id++; s_shared.WaitOne();")]
    [InlineData("other.Start(); [|_answered.Reset()|]; _answered.WaitOne();")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => OnAnswer()); [|_answered.Reset()|]; _answered.WaitOne();")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var n)) Use(n); [|_more.Reset()|]; _more.Wait(); }")]
    [InlineData("while (!_ready) { _more.Wait(); while (_queue.TryDequeue(out var n)) Use(n); [|_more.Reset()|]; }")]
    [InlineData("while (true) { _answered.WaitOne(); Prepare(); while (_queue.TryDequeue(out var n)) { Use(n); } [|_answered.Reset()|]; }")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var n)) Use(n); if (_id > 0) Prepare(); if (_ready) return null; [|_more.Reset()|]; _more.Wait(); }")]
    [InlineData("while (!_ready) { [|_answered.Reset()|]; _answered.WaitOne(); }")]
    [InlineData("var answered = new ManualResetEvent(false); Action done = () => answered.Set(); Send(\"a\"); [|answered.Reset()|]; answered.WaitOne();")]
    public Task Reports_a_reset_behind_the_request(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("_answered.Reset(); Send(\"a\"); _answered.WaitOne();")]
    [InlineData("Send(\"a\"); _answered.WaitOne(); _answered.Reset();")]
    [InlineData("_answered.Reset(); _answered.WaitOne();")]
    [InlineData("Prepare(); _answered.Reset(); _answered.WaitOne();")]
    [InlineData("Send(\"a\"); _answered.Reset(); Send(\"b\"); _answered.WaitOne();")]
    [InlineData("Send(\"a\"); _answered.Reset(); _more.Wait();")]
    [InlineData("Send(\"a\"); _answered.Reset(); if (CanRequest()) _answered.WaitOne();")]
    [InlineData("Send(\"a\"); _answered.Reset(); _answered.WaitOne(100);")]
    [InlineData("while (true) { _more.Reset(); while (_queue.TryDequeue(out var n)) Use(n); _more.Wait(); }")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var n)) Use(n); _more.Reset(); if (_queue.IsEmpty) _more.Wait(); }")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var n)) Use(n); _more.Reset(); _more.Wait(100); }")]
    [InlineData("while (!_ready) { _answered.WaitOne(); _answered.Reset(); }")]
    [InlineData("while (!_ready) { _more.Wait(); _more.Reset(); while (_queue.TryDequeue(out var n)) Use(n); }")]
    [InlineData("while (CanRequest()) { _more.Wait(); while (_queue.TryDequeue(out var n)) Use(n); _more.Reset(); }")]
    [InlineData("{ _more.Wait(); while (_queue.TryDequeue(out var n)) Use(n); _more.Reset(); }")]
    [InlineData("if (CanRequest()) { _answered.Reset(); _answered.WaitOne(); }")]
    public Task Accepts_a_reset_in_time(string body) => Verify.VerifyAsync(Program(body));

    [Fact]
    public Task Reports_in_a_file_alone() => Verify.VerifyAloneAsync("""
        class C : DriverBase
        {
            readonly ILine _line; readonly AutoResetEvent _replied = new AutoResetEvent(false);
            object Read(Address a)
            {
                lock (this.SyncRoot)
                {
                    Frame request = Frame.Read(a);
                    _line.Send(request);
                    [|_replied.Reset()|];
                    if (!_replied.WaitOne(this.Settings.Timeout)) throw new TimeoutException();
                    return _last;
                }
            }
            void OnFrame(object sender, FrameEventArgs e) { _last = e.Frame; _replied.Set(); }
        }
        """);

    [Fact]
    public Task Accepts_an_event_that_nobody_else_sets() => Verify.VerifyAsync("""
        class C
        {
            public readonly ManualResetEvent Given = new(false);
            void Send() { }
            void M() { Send(); Given.Reset(); Given.WaitOne(); }
        }
        """);

    [Fact]
    public Task KnownMiss_a_request_whose_name_does_not_say_so() => Verify.VerifyAsync(Program("Prepare(); _answered.Reset(); _answered.WaitOne();"));

    private static string Items(string loop, string put = "_items.Enqueue(n); _more.Set(); _open.Set();") => $$"""
        class C
        {
            readonly ConcurrentQueue<int> _items = new(); readonly AutoResetEvent _more = new(false); readonly ManualResetEventSlim _open = new(); volatile bool _stop;
            void Use(int n) { }
            public void Put(int n) { {{put}} }
            void Run(CancellationToken token) { {{loop}} }
        }
        """;

    [Theory]
    [InlineData("while (true) { _more.WaitOne(); if ([|_items.TryDequeue(out var n)|]) Use(n); }")]
    [InlineData("while (!_stop) { _more.WaitOne(); if (_stop) return; try { if (![|_items.TryDequeue(out var n)|]) continue; Use(n); } catch (IOException) { } }")]
    [InlineData("while (_more.WaitOne()) { [|_items.TryDequeue(out var n)|]; Use(n); }")]
    [InlineData("var all = new WaitHandle[] { token.WaitHandle, _more }; while (WaitHandle.WaitAny(all) != 0) if ([|_items.TryDequeue(out var n)|]) Use(n);")]
    [InlineData("while (true) { int woken = WaitHandle.WaitAny(new WaitHandle[] { token.WaitHandle, _more }); if (woken == 0) return; if ([|_items.TryDequeue(out var n)|]) Use(n); }")]
    [InlineData("while (!_stop) { [|_open.Wait()|]; while (_items.TryDequeue(out var n)) Use(n); }")]
    [InlineData("while (!_stop) { [|_open.Wait()|]; var all = _items.ToArray(); _items.Clear(); Use(all.Length); }")]
    [InlineData("while (!token.IsCancellationRequested) { [|_open.Wait(token)|]; if (_items.TryDequeue(out var n)) Use(n); }")]
    public Task Reports_events_out_of_step(string loop) => Verify.VerifyAsync(Items(loop));

    [Theory]
    [InlineData("while (true) { _more.WaitOne(); while (_items.TryDequeue(out var n)) Use(n); }")]
    [InlineData("while (true) { if (_items.TryDequeue(out var n)) { Use(n); continue; } _more.WaitOne(); }")]
    [InlineData("while (true) { if (_items.IsEmpty) _more.WaitOne(); if (_items.TryDequeue(out var n)) Use(n); }")]
    [InlineData("while (true) { _more.WaitOne(100); if (_items.TryDequeue(out var n)) Use(n); }")]
    [InlineData("while (true) { _more.WaitOne(); if (_items.TryDequeue(out var n)) { _more.Set(); Use(n); } }")]
    [InlineData("while (true) { _open.Wait(); _open.Reset(); while (_items.TryDequeue(out var n)) Use(n); }")]
    [InlineData("_open.Wait(); while (_items.TryDequeue(out var n)) Use(n);")]
    public Task Accepts_events_in_step(string loop) => Verify.VerifyAsync(Items(loop));

    [Theory]
    [InlineData("_items.Enqueue(n); _more.Set(); _open.Wait();")]
    [InlineData("if (_items.Count == 0) { _items.Enqueue(n); _more.Set(); }")]
    [InlineData("_items.Enqueue(n);")]
    public Task Accepts_who_puts_one_at_a_time(string put) => Verify.VerifyAsync(Items("while (true) { _more.WaitOne(); if (_items.TryDequeue(out var n)) Use(n); }", put));

    [Theory]
    [InlineData("Kick(); {0}; _ready.Wait();", true)]
    [InlineData("_work.Set(); {0}; _ready.Wait();", true)]
    [InlineData("_port.Emit(1); {0}; _ready.Wait();", true)]
    [InlineData("_port.SetSpeed(1); {0}; _ready.Wait();", false)]
    [InlineData("_other.Emit(1); {0}; _ready.Wait();", false)]
    [InlineData("{0}; Kick(); _ready.Wait();", false)]
    public Task Knows_calls_that_lead_to_the_signal(string member, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly ManualResetEventSlim _ready = new(); readonly AutoResetEvent _work = new(false); readonly Port _port = new(), _other = new();
            public C() { new Thread(Run) { IsBackground = true }.Start(); _port.Came += () => _ready.Set(); }
            void Kick() => _work.Set();
            void Run() { while (_work.WaitOne()) _ready.Set(); }
            public void M() { {{member.Replace("{0}", isReported ? "[|_ready.Reset()|]" : "_ready.Reset()")}} }
        }
        class Port { public event Action Came; public void Emit(int n) => Came(); public void SetSpeed(int n) { } }
        """);

    [Theory]
    [InlineData("ManualResetEventSlim", "_page = i; _ready.Set();", "[|_ready.Wait()|]; Use(_page);")]
    [InlineData("ManualResetEvent", "_page = i; _ready.Set();", "[|_ready.WaitOne()|]; Use(_page);")]
    [InlineData("ManualResetEventSlim", "_page = i; _ready.Set();", "_ready.Wait(); _ready.Reset(); Use(_page);")]
    [InlineData("AutoResetEvent", "_page = i; _ready.Set();", "_ready.WaitOne(); Use(_page);")]
    [InlineData("ManualResetEventSlim", "_page = i; if (i == 3) _ready.Set();", "_ready.Wait(); Use(_page);")]
    [InlineData("ManualResetEventSlim", "_page = i; _ready.Set(); break;", "_ready.Wait(); Use(_page);")]
    [InlineData("ManualResetEventSlim", "_page = i; _ready.Set();", "if (_page == 0) _ready.Wait(); Use(_page);")]
    [InlineData("ManualResetEventSlim", "_page = i; _ready.Set();", "_ready.Wait(10); Use(_page);")]
    public Task Knows_events_that_stay_open_for_all_rounds(string type, string produce, string consume) => Verify.VerifyAsync($$"""
        class C
        {
            readonly {{type}} _ready = new(false); int _page;
            void Produce() { for (int i = 0; i < 9; i++) { {{produce}} } }
            void Consume() { for (int i = 0; i < 9; i++) { {{consume}} } }
            void Use(int n) { }
        }
        """);
}
