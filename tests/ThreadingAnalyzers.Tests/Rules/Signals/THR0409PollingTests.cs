using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0409Polling>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0409PollingTests
{
    private static string Program(string code) => $$"""
        class C
        {
            readonly ConcurrentQueue<int> _queue = new(); readonly BlockingCollection<int> _items = new(); readonly ConcurrentStack<int> _stack = new();
            volatile bool _stop; bool _plain; int _n; Thread _thread; Task _task; readonly ManualResetEventSlim _done = new(); readonly WaitHandle _handle; readonly SemaphoreSlim _turn; IAsyncResult _result;
            void Use(int n) { } int Ask() => 1;
            void M(CancellationToken token) { {{code}} }
        }
        """;

    [Theory]
    [InlineData("while (!_stop) [|Thread.Sleep(10)|];")]
    [InlineData("while (!_plain) { [|Thread.Sleep(10)|]; }")]
    [InlineData("while (_thread.IsAlive) [|Thread.Sleep(10)|];")]
    [InlineData("while (!_task.IsCompleted) { [|Thread.Sleep(1)|]; }")]
    [InlineData("while ([|!_task.IsCompleted|]) ;")]
    [InlineData("while ([|_thread.IsAlive|]) { }")]
    [InlineData("while ([|!_stop|]) { }")]
    [InlineData("while ([|!Volatile.Read(ref _plain)|]) { }")]
    [InlineData("do { [|Thread.Sleep(5)|]; } while (!_done.IsSet);")]
    [InlineData("for (; !_task.IsCompleted; ) [|Thread.Yield()|];")]
    [InlineData("while (!_turn.Wait(0)) [|Thread.Sleep(5)|];")]
    [InlineData("while (!_handle.WaitOne(0)) [|Thread.Sleep(10)|];")]
    [InlineData("while (!_result.IsCompleted) [|Thread.Sleep(10)|];")]
    [InlineData("var p = System.Diagnostics.Process.Start(\"x\"); while (!p.HasExited) [|Thread.Sleep(100)|];")]
    [InlineData("while (_queue.IsEmpty) [|Thread.Sleep(10)|];")]
    [InlineData("while (_queue.Count == 0) [|Thread.Sleep(10)|];")]
    [InlineData("while (!token.IsCancellationRequested) [|Thread.Sleep(500)|];")]
    [InlineData("var spin = new SpinWait(); while (!_stop) [|spin.SpinOnce()|];")]
    [InlineData("while (true) { if (_stop) break; [|Thread.Sleep(10)|]; }")]
    [InlineData("while (true) { if (!_thread.IsAlive) { return; } [|Thread.Sleep(10)|]; }")]
    [InlineData("while (_n < 3) [|Thread.Sleep(10)|];")]
    [InlineData("while (_task == null) { [|Thread.Sleep(10)|]; }")]
    [InlineData("while (_task is null) { [|Thread.Sleep(10)|]; }")]
    [InlineData("while ([|!_stop|]) { // not yet\n }")]
    [InlineData("while ([|!_stop|]) // not yet\n ;")]
    public Task Reports_loops_that_only_wait(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("while (!_stop) { if (_queue.TryDequeue(out var n)) Use(n); else [|Thread.Sleep(15)|]; }")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var n)) Use(n); [|Thread.Sleep(100)|]; }")]
    [InlineData("while (true) { if (!_stack.TryPop(out var n)) { [|Thread.Sleep(TimeSpan.FromMilliseconds(50))|]; continue; } Use(n); }")]
    [InlineData("for (;;) { if (_items.TryTake(out var n)) Use(n); [|Thread.Sleep(1)|]; }")]
    public Task Reports_queues_that_are_looked_into(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Reports_asynchronous_loops() => Verify.VerifyAsync("""
        class C
        {
            readonly ConcurrentQueue<int> _queue = new(); volatile bool _ready;
            async Task M() { while (!_ready) await [|Task.Delay(10)|]; }
            async Task N() { while (true) { while (_queue.TryDequeue(out var n)) { } await [|Task.Delay(100)|].ConfigureAwait(false); } }
        }
        """);

    [Theory]
    [InlineData("while (!_stop) { Use(1); Thread.Sleep(1000); }")]
    [InlineData("while (!_done.Wait(100)) Use(1);")]
    [InlineData("async Task Go() { while (!token.IsCancellationRequested) await Task.Delay(100, token); } Go();")]
    [InlineData("while (true) Thread.Sleep(1000);")]
    [InlineData("while (true) { if (_stop) break; Use(1); Thread.Sleep(10); }")]
    [InlineData("var spin = new SpinWait(); while (_n < 0) spin.SpinOnce();")]
    [InlineData("while (true) { if (Ask() > 0) break; Thread.Sleep(10); }")]
    [InlineData("while (_queue.Count + _n > 3) { Use(1); Thread.Sleep(10); }")]
    [InlineData("while (_n < 3) { _n++; Thread.Sleep(10); }")]
    [InlineData("int seen; while (3 > (seen = Volatile.Read(ref _n)) && Interlocked.CompareExchange(ref _n, 3, seen) != seen) { }")]
    [InlineData("while (Ask() > 0) Thread.Sleep(10);")]
    [InlineData("while (!File.Exists(\"a\")) Thread.Sleep(10);")]
    [InlineData("while (!_plain) { }")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var n)) Use(n); Thread.Sleep(60000); }")]
    [InlineData("while (true) { while (_queue.TryDequeue(out var n)) Use(n); Thread.Sleep(_n); }")]
    [InlineData("while (_queue.TryDequeue(out var n)) Use(n);")]
    [InlineData("foreach (var n in _items.GetConsumingEnumerable()) Use(n);")]
    [InlineData("while (true) { if (_items.TryTake(out var n, 100)) Use(n); Thread.Sleep(5); }")]
    [InlineData("for (int i = 0; i < 10; i++) Thread.Sleep(10);")]
    public Task Accepts_loops_that_work_or_wait_well(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Says_what_would_tell() => Verify.VerifyAsync("""
        class C { void M(Thread t) { while (t.IsAlive) {|#0:Thread.Sleep(10)|}; } }
        """, Verify.Finding().WithLocation(0).WithArguments("'t.IsAlive' has changed", "Join"));

    /// <summary>A queue under a lock, into which the thread looks again after a nap.</summary>
    [Theory]
    [InlineData("while (true) { int? n = null; lock (_plainQueue) { if (_plainQueue.Count > 0) n = _plainQueue.Dequeue(); } if (n == null) { [|Thread.Sleep(100)|]; continue; } Use(n.Value); }")]
    [InlineData("while (!_stop) { bool any; int n = 0; lock (_plainQueue) { any = _plainQueue.Count > 0; if (any) n = _plainQueue.Dequeue(); } if (any) Use(n); else [|Thread.Sleep(1)|]; }")]
    public Task Reports_a_queue_under_a_lock(string code) => Verify.VerifyAsync(Locked(code));

    [Theory]
    [InlineData("while (!_stop) { lock (_plainQueue) { while (_plainQueue.Count > 0) Use(_plainQueue.Dequeue()); } Thread.Sleep(100); }")]
    [InlineData("while (!_stop) { int n; lock (_plainQueue) { while (_plainQueue.Count == 0) Monitor.Wait(_plainQueue); n = _plainQueue.Dequeue(); } if (n < 0) Thread.Sleep(5000); }")]
    [InlineData("while (!_stop) { lock (_plainQueue) { if (_plainQueue.Count > 0) Use(_plainQueue.Dequeue()); } Thread.Sleep(100); }")]
    public Task Accepts_a_queue_that_is_emptied_at_times(string code) => Verify.VerifyAsync(Locked(code));

    private static string Locked(string code) => $$"""
        class C { readonly Queue<int> _plainQueue = new(); volatile bool _stop; void Use(int n) { } void M() { {{code}} } }
        """;

    [Theory]
    [InlineData("while ([|!work.IsCompleted|]) Thread.Sleep(_options.Interval);")]
    [InlineData("while (!work.IsCompleted) { Thread.Sleep(_options.Interval); _options.Tick(); }")]
    [InlineData("while (!work.IsCompleted) _options.Sleep(1);")]
    public Task Knows_pauses_of_unknown_length(string code) => Verify.VerifyAloneAsync($$"""
        class C { readonly Options _options; void M(Task work) { {{code}} } }
        """);

    [Fact]
    public Task Reports_a_worker_that_is_asked_whether_it_is_busy() => Verify.VerifyAsync("class C { void M(System.ComponentModel.BackgroundWorker worker) { worker.RunWorkerAsync(); while (worker.IsBusy) [|Thread.Sleep(10)|]; } }");

    [Fact]
    public Task Accepts_an_operation_without_a_handle() => Verify.VerifyAsync(Program("var h = _result.AsyncWaitHandle; if (h != null) h.WaitOne(); else while (!_result.IsCompleted) Thread.Sleep(1);"));

    [Theory]
    [InlineData("while (_entry.Done) spin.SpinOnce();", false)]
    [InlineData("while (_entries[0].Done) spin.SpinOnce();", false)]
    [InlineData("while (_done) [|spin.SpinOnce()|];", true)]
    [InlineData("while (_entry.Done) [|Thread.Sleep(1)|];", true)]
    public Task Knows_code_without_locks(string loop, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            volatile bool _done; readonly Entry _entry = new(); readonly Entry[] _entries = { new() };
            void M() { var spin = new SpinWait(); {{(isReported ? loop : loop.Replace("[|", "").Replace("|]", ""))}} }
            void End() => _done = true;
            class Entry { public volatile bool Done; }
        }
        """);

    [Fact]
    public Task Reports_a_loop_that_serves_the_window_meanwhile() => Verify.VerifyAloneAsync("""
        class F
        {
            readonly System.ComponentModel.BackgroundWorker worker = new System.ComponentModel.BackgroundWorker();
            void Close() { worker.CancelAsync(); while (worker.IsBusy) { Application.DoEvents(); [|System.Threading.Thread.Sleep(10)|]; } }
        }
        """);

    [Theory]
    [InlineData("while (_turn.Wait(0)) { }")]
    [InlineData("while (_turn.Wait(0, token)) { }")]
    [InlineData("while (_handle.WaitOne(0)) ;")]
    public Task Accepts_loops_that_take_what_is_there(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("while (_turn.Wait(0) == false) [|Thread.Sleep(5)|];")]
    [InlineData("while (_handle.WaitOne(0)) [|Thread.Sleep(10)|];")]
    public Task Reports_loops_that_ask_for_a_signal(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("var inbox = _counter.Reader; while (!inbox.Completion.IsCompleted) { if (!inbox.TryRead(out var n)) { await [|Task.Delay(40)|]; continue; } _last = n; }", "System.Threading.Channels.Channel<int>")]
    [InlineData("var inbox = new ConcurrentQueue<int>(); inbox.Enqueue(1); while (_last < 3) { if (!inbox.TryDequeue(out var n)) { await Task.Delay(40); continue; } _last = n; }", "System.Threading.Channels.Channel<int>")]
    public Task Knows_what_a_local_stands_for(string code, string type) => Verify.VerifyAsync($$"""
        class C { {{type}} _counter; int _last; async Task M() { {{code}} } }
        """);

    [Theory]
    [InlineData("bool Busy => _thread.IsAlive;", "while (Busy) [|Thread.Sleep(10)|];")]
    [InlineData("bool Busy { get { return _all.Exists(one => one.IsAlive); } }", "while (Busy) [|Thread.Sleep(10)|];")]
    [InlineData("bool Busy() => !_task.IsCompleted;", "while (Busy()) [|Thread.Sleep(10)|];")]
    [InlineData("volatile bool _done; bool Busy() => !_done;", "while (Busy()) [|Thread.Sleep(10)|];")]
    [InlineData("bool Busy() => DateTime.Now.Second > 5;", "while (Busy()) Thread.Sleep(10);")]
    [InlineData("bool Busy(int n) => _thread.IsAlive;", "while (Busy(1)) Thread.Sleep(10);")]
    [InlineData("bool Busy() => Interlocked.Exchange(ref _n, 1) == 1;", "while (Busy()) Thread.Sleep(10);")]
    public Task Follows_the_question_into_a_member(string member, string code) => Verify.VerifyAsync($$"""
        class C
        {
            Thread _thread; Task _task; readonly List<Thread> _all = new(); int _n;
            {{member}}
            void M() { {{code}} }
        }
        """);
}
