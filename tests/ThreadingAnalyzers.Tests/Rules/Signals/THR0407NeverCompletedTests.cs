using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Signals.THR0407NeverCompleted>;

namespace ThreadingAnalyzers.Tests.Rules.Signals;

public class THR0407NeverCompletedTests
{
    private static string Program(string members) => $$"""
        class C
        {
            bool b; public void Keep(object o) { } void Use(int n) { } void Give(TaskCompletionSource<int> s) => s.SetResult(1);
            public void Hand(TaskCompletionSource<int> s) => Keep(s);
            {{members}}
        }
        """;

    [Theory]
    [InlineData("Task<int> M() { var s = [|new TaskCompletionSource<int>()|]; return s.Task; }")]
    [InlineData("Task M() { var s = [|new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)|]; return s.Task; }")]
    [InlineData("async Task M() { TaskCompletionSource<int> s = [|new()|]; Use(await s.Task); }")]
    [InlineData("void M() { var s = [|new TaskCompletionSource<int>()|]; s.Task.Wait(); }")]
    [InlineData("void M() { var s = [|new TaskCompletionSource<int>()|]; Use(s.Task.Result); }")]
    [InlineData("private readonly TaskCompletionSource<int> _s = [|new()|]; public Task<int> Ended => _s.Task;")]
    [InlineData("private TaskCompletionSource _s; public Task Go() { _s = [|new TaskCompletionSource()|]; return _s.Task; }")]
    [InlineData("private TaskCompletionSource S { get; } = [|new()|]; public async Task Go() => await S.Task.ConfigureAwait(false);")]
    public Task Reports_completion_sources(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("Task<int> M() { var s = new TaskCompletionSource<int>(); s.SetResult(1); return s.Task; }")]
    [InlineData("Task<int> M() { var s = new TaskCompletionSource<int>(); Task.Run(() => s.TrySetCanceled()); return s.Task; }")]
    [InlineData("Task<int> M() { var s = new TaskCompletionSource<int>(); Action<int> done = s.SetResult; done(1); return s.Task; }")]
    [InlineData("Task<int> M() { var s = new TaskCompletionSource<int>(); Give(s); return s.Task; }")]
    [InlineData("Task<int> M() { var s = new TaskCompletionSource<int>(); Hand(s); return s.Task; }")]
    [InlineData("Task<int> M() { var s = new TaskCompletionSource<int>(); Keep(s); return s.Task; }")]
    [InlineData("Task<int> M() { var s = new TaskCompletionSource<int>(this); Keep((s, 1)); return s.Task; }")]
    [InlineData("Task M() => new TaskCompletionSource<int>().Task;")]
    [InlineData("static readonly Task Never = new TaskCompletionSource<int>().Task;")]
    [InlineData("async Task M(Task work) { var never = new TaskCompletionSource(); await Task.WhenAny(work, never.Task); }")]
    [InlineData("public readonly TaskCompletionSource<int> Source = new(); public Task<int> Ended => Source.Task;")]
    [InlineData("private TaskCompletionSource<int> _s = new(); public Task<int> Ended => _s.Task; public void End() => _s?.TrySetResult(1);")]
    [InlineData("private TaskCompletionSource<int> _s = new(); public Task<int> Ended => _s.Task; public void End() => Interlocked.Exchange(ref _s, null)?.TrySetResult(1);")]
    [InlineData("private TaskCompletionSource<int> _s = new(); public Task<int> Ended => _s.Task; class Inner { readonly C c; public Inner(C c) => this.c = c; void End() => c._s.SetException(new Exception()); }")]
    [InlineData("readonly Dictionary<int, TaskCompletionSource<int>> _all = new(); Task<int> M(int id) { var s = new TaskCompletionSource<int>(); _all[id] = s; return s.Task; } void End(int id) { if (_all.Remove(id, out var s)) s.SetResult(1); }")]
    [InlineData("readonly ConcurrentQueue<TaskCompletionSource<int>> _all = new(); Task<int> M() { var s = new TaskCompletionSource<int>(); _all.Enqueue(s); return s.Task; } void End() { while (_all.TryDequeue(out var s)) s.SetResult(1); }")]
    [InlineData("readonly List<TaskCompletionSource<int>> _all = new(); Task<int> M() { var s = new TaskCompletionSource<int>(); _all.Add(s); return s.Task; } void End() { foreach (var s in _all) s.SetResult(1); }")]
    [InlineData("Task<int> M(CancellationToken t) { var s = new TaskCompletionSource<int>(); t.Register(o => ((TaskCompletionSource<int>)o).SetCanceled(), s); return s.Task; }")]
    [InlineData("void M() { var s = new TaskCompletionSource<int>(); Console.WriteLine(s.Task.Wait(100)); }")]
    public Task Accepts_completion_sources_that_somebody_may_complete(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("void M() { var q = [|new BlockingCollection<int>()|]; q.Add(1); foreach (var n in q.GetConsumingEnumerable()) Use(n); }")]
    [InlineData("void M() { var q = [|new BlockingCollection<int>()|]; var t = Task.Run(() => { foreach (var n in q.GetConsumingEnumerable()) Use(n); }); q.Add(1); t.Wait(); }")]
    [InlineData("readonly BlockingCollection<int> _q = [|new()|]; Thread _t; void Start() { _t = new Thread(Run); _t.Start(); } void Run() { foreach (var n in _q.GetConsumingEnumerable()) Use(n); } public void Add(int n) => _q.Add(n); public void Stop() => _t.Join();")]
    [InlineData("async Task M() { var c = [|System.Threading.Channels.Channel.CreateUnbounded<int>()|]; var t = Task.Run(async () => { await foreach (var n in c.Reader.ReadAllAsync()) Use(n); }); await c.Writer.WriteAsync(1); await t; }")]
    [InlineData("async Task M() { var c = [|System.Threading.Channels.Channel.CreateBounded<int>(3)|]; c.Writer.TryWrite(1); await foreach (var n in c.Reader.ReadAllAsync()) Use(n); }")]
    [InlineData("async Task M() { var c = [|System.Threading.Channels.Channel.CreateUnbounded<int>()|]; var t = ReadAsync(c.Reader); await c.Writer.WriteAsync(1); await t; } private async Task ReadAsync(System.Threading.Channels.ChannelReader<int> r) { while (await r.WaitToReadAsync()) while (r.TryRead(out var n)) Use(n); }")]
    [InlineData("void M() { var q = [|new BlockingCollection<int>()|]; var t = Task.Run(() => { while (!q.IsCompleted) Use(q.Take()); }); q.Add(1); t.Wait(); }")]
    [InlineData("readonly System.Threading.Channels.Channel<int> _c = [|System.Threading.Channels.Channel.CreateUnbounded<int>()|]; public void Add(int n) => _c.Writer.TryWrite(n); public async Task<int> Count() { int n = 0; await foreach (var _ in _c.Reader.ReadAllAsync()) n++; return n; }")]
    [InlineData("public System.Threading.Channels.ChannelReader<int> M(int[] numbers) { var c = [|System.Threading.Channels.Channel.CreateUnbounded<int>()|]; Task.Run(async () => { foreach (var n in numbers) await c.Writer.WriteAsync(n); }); return c.Reader; }")]
    [InlineData("public System.Threading.Channels.ChannelReader<int> M() { var c = [|System.Threading.Channels.Channel.CreateBounded<int>(9)|]; for (int i = 0; i < 9; i++) c.Writer.TryWrite(i); return c.Reader; }")]
    public Task Reports_streams_whose_end_is_waited_for(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("void M() { var q = new BlockingCollection<int>(); q.Add(1); q.CompleteAdding(); foreach (var n in q.GetConsumingEnumerable()) Use(n); }")]
    [InlineData("void M(CancellationToken t) { var q = new BlockingCollection<int>(); foreach (var n in q.GetConsumingEnumerable(t)) Use(n); }")]
    [InlineData("readonly BlockingCollection<int> _q = new(); void Start() { new Thread(Run) { IsBackground = true }.Start(); } void Run() { foreach (var n in _q.GetConsumingEnumerable()) Use(n); }")]
    [InlineData("async Task M() { var c = System.Threading.Channels.Channel.CreateUnbounded<int>(); var t = Task.Run(async () => { await foreach (var n in c.Reader.ReadAllAsync()) Use(n); }); c.Writer.Complete(); await t; }")]
    [InlineData("async Task M() { var c = System.Threading.Channels.Channel.CreateUnbounded<int>(); Keep(c.Writer); await foreach (var n in c.Reader.ReadAllAsync()) Use(n); }")]
    [InlineData("async Task M(CancellationToken t) { var c = System.Threading.Channels.Channel.CreateUnbounded<int>(); await foreach (var n in c.Reader.ReadAllAsync(t)) Use(n); }")]
    [InlineData("readonly System.Threading.Channels.Channel<int> _c = System.Threading.Channels.Channel.CreateUnbounded<int>(); public void Add(int n) => _c.Writer.TryWrite(n); public async Task Serve() { await foreach (var n in _c.Reader.ReadAllAsync()) Use(n); }")]
    [InlineData("public System.Threading.Channels.ChannelReader<int> M(int[] numbers) { var c = System.Threading.Channels.Channel.CreateUnbounded<int>(); Task.Run(async () => { foreach (var n in numbers) await c.Writer.WriteAsync(n); c.Writer.Complete(); }); return c.Reader; }")]
    [InlineData("public System.Threading.Channels.ChannelReader<int> M() { var c = System.Threading.Channels.Channel.CreateUnbounded<int>(); Task.Run(async () => { while (true) { await c.Writer.WriteAsync(1); await Task.Delay(1000); } }); return c.Reader; }")]
    [InlineData("public System.Threading.Channels.ChannelReader<int> M() { var c = System.Threading.Channels.Channel.CreateUnbounded<int>(); Keep(c); c.Writer.TryWrite(1); return c.Reader; }")]
    [InlineData("readonly System.Threading.Channels.Channel<int> _c = System.Threading.Channels.Channel.CreateUnbounded<int>(); public System.Threading.Channels.ChannelReader<int> Reader => _c.Reader; public void Add(int n) => _c.Writer.TryWrite(n);")]
    public Task Accepts_streams_that_may_end(string members) => Verify.VerifyAsync(Program(members));

    [Fact]
    public Task Says_who_waits() => Verify.VerifyAsync("""
        class C
        {
            Task M()
            {
                var ended = {|#0:new TaskCompletionSource()|};
                return {|#1:ended.Task|};
            }
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("Nothing completes this completion source, and line 6 waits for its end: it waits for ever"));

    /// <summary>A service may consume for as long as the process lives.</summary>
    [Fact]
    public Task KnownMiss_a_consumer_whose_end_nobody_waits_for() => Verify.VerifyAsync(Program("""
        readonly BlockingCollection<int> _q = new();
        public void Run() { foreach (var n in _q.GetConsumingEnumerable()) Use(n); }
        """));

    /// <summary>A thread that is told to stop, sleeps on, and is joined.</summary>
    [Theory]
    [InlineData("public void Stop() { _stop = true; [|_thread.Join()|]; }")]
    [InlineData("public void Dispose() { if (_stop) return; _stop = true; lock (_items) _items.Clear(); [|_thread.Join()|]; }")]
    [InlineData("public void Stop() { Ask(); [|_thread.Join()|]; } void Ask() => _stop = true;")]
    [InlineData("public void Stop() { Volatile.Write(ref _stop, true); [|_thread.Join()|]; }")]
    public Task Reports_a_join_of_a_thread_that_sleeps(string stop) => Verify.VerifyAsync(Sleeper(stop));

    [Theory]
    [InlineData("public void Stop() { _stop = true; _wake.Set(); _thread.Join(); }")]
    [InlineData("public void Stop() { _stop = true; _thread.Join(1000); }")]
    [InlineData("public void Stop() { _stop = true; Wake(); _thread.Join(); } void Wake() => _wake.Set();")]
    [InlineData("public void Stop() { _stop = true; End(); _wake.Set(); End(); } void End() => _thread.Join();")]
    [InlineData("public void Stop() { _stop = true; _thread.Interrupt(); _thread.Join(); }")]
    [InlineData("readonly CancellationTokenSource _source = new(); public void Stop() { _source.Token.Register(() => _wake.Set()); _stop = true; _source.Cancel(); _thread.Join(); }")]
    [InlineData("public void Wait() { _thread.Join(); }")]
    [InlineData("public void Stop() { _stop = true; Stopping?.Invoke(); _thread.Join(); } event Action Stopping;")]
    public Task Accepts_a_join_of_a_thread_that_is_woken(string stop) => Verify.VerifyAsync(Sleeper(stop));

    private static string Sleeper(string stop) => $$"""
        class C
        {
            readonly AutoResetEvent _wake = new(false); readonly List<int> _items = new(); readonly Thread _thread; bool _stop;
            C() { _thread = new Thread(Run); _thread.Start(); }
            public void Add(int item) { lock (_items) _items.Add(item); _wake.Set(); }
            void Run() { while (!_stop) { _wake.WaitOne(); lock (_items) _items.Clear(); } }
            {{stop}}
        }
        """;

    /// <summary>A thread that sleeps in a monitor.</summary>
    [Theory]
    [InlineData("lock (_items) _stop = true; [|_thread.Join()|];")]
    [InlineData("lock (_items) { _stop = true; Monitor.PulseAll(_items); } _thread.Join();")]
    public Task Knows_monitors(string stop) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Queue<int> _items = new(); readonly Thread _thread; bool _stop;
            C() { _thread = new Thread(Run); _thread.Start(); }
            public void Add(int item) { lock (_items) { _items.Enqueue(item); Monitor.Pulse(_items); } }
            void Run() { while (true) { lock (_items) { while (_items.Count == 0) { if (_stop) return; Monitor.Wait(_items); } _items.Dequeue(); } } }
            public void Stop() { {{stop}} }
        }
        """);

    /// <summary>What is written to a stream may be of an unknown type.</summary>
    [Theory]
    [InlineData("[|System.Threading.Channels.Channel.CreateUnbounded<Page>()|]", "")]
    [InlineData("System.Threading.Channels.Channel.CreateUnbounded<Page>()", "pages.Writer.Complete();")]
    [InlineData("System.Threading.Channels.Channel.CreateUnbounded<Page>()", "pages.Writer.TryComplete(_source.Error);")]
    public Task Knows_streams_in_a_file_alone(string made, string end) => Verify.VerifyAloneAsync($$"""
        class C
        {
            readonly ISource _source;
            async Task M(Uri[] uris)
            {
                var pages = {{made}};
                var reading = Task.Run(async () => { await foreach (var page in pages.Reader.ReadAllAsync()) await _source.KeepAsync(page); });
                foreach (var uri in uris) { var page = await _source.LoadAsync(uri); await pages.Writer.WriteAsync(page); }
                {{end}}
                await reading;
            }
        }
        """);

    /// <summary>The reader is a local function that a lambda runs on another thread.</summary>
    [Theory]
    [InlineData("var t = Task.Run(() => Sum(q)); Fill(q); Use(await t);", "q.Add(1);", "sum += n;", true)]
    [InlineData("var t = new Thread(() => Sum(q)); t.Start(); Fill(q); t.Join();", "q.Add(1);", "sum += n;", true)]
    [InlineData("var t = Task.Run(() => Sum(q)); Fill(q); Use(await t);", "q.Add(1); q.CompleteAdding();", "sum += n;", false)]
    [InlineData("var t = Task.Run(() => Sum(q)); Fill(q); Use(await t);", "q.Add(-1);", "if (n < 0) return sum; sum += n;", false)]
    [InlineData("var t = Task.Run(() => Sum(q)); Fill(q); Use(await t);", "q.Add(1);", "if (n < 0) break; sum += n;", false)]
    [InlineData("var t = Task.Run(() => Sum(q)); Task.Run(() => Fill(q)); Use(await t);", "while (true) q.Add(Console.Read());", "sum += n;", false)]
    [InlineData("var t = Task.Run(() => Sum(q)); Fill(q); await Task.WhenAny(t, Task.Delay(9));", "q.Add(1);", "sum += n;", false)]
    [InlineData("var t = Task.Run(() => Sum(q)); Fill(q);", "q.Add(1);", "sum += n;", false)]
    public Task Follows_local_functions_onto_other_threads(string run, string fill, string each, bool isReported) => Verify.VerifyAsync(Program($$"""
        async Task M()
        {
            var q = {{(isReported ? "[|new BlockingCollection<int>()|]" : "new BlockingCollection<int>()")}}; {{run}}
            static void Fill(BlockingCollection<int> q) { {{fill}} }
            static int Sum(BlockingCollection<int> q) { int sum = 0; foreach (var n in q.GetConsumingEnumerable()) { {{each}} } return sum; }
        }
        """));

    [Theory]
    [InlineData("await foreach (var n in _raw.Reader.ReadAllAsync(t)) await _done.Writer.WriteAsync(n, t);", "_raw.Writer.Complete();", "Use(n);", "Task.WhenAll(Middle(t), Last(t))", true)]
    [InlineData("while (await _raw.Reader.WaitToReadAsync(t)) while (_raw.Reader.TryRead(out var n)) _done.Writer.TryWrite(n);", "_raw.Writer.TryComplete();", "Use(n);", "Task.Run(() => Task.WhenAll(new[] { Middle(t), Last(t) }))", true)]
    [InlineData("try { await foreach (var n in _raw.Reader.ReadAllAsync(t)) await _done.Writer.WriteAsync(n, t); } finally { _done.Writer.Complete(); }", "_raw.Writer.Complete();", "Use(n);", "Task.WhenAll(Middle(t), Last(t))", false)]
    [InlineData("await foreach (var n in _raw.Reader.ReadAllAsync(t)) await _done.Writer.WriteAsync(n, t);", "", "Use(n);", "Task.WhenAll(Middle(t), Last(t))", false)]
    [InlineData("await foreach (var n in _raw.Reader.ReadAllAsync(t)) await _done.Writer.WriteAsync(n, t);", "_raw.Writer.Complete(); _done.Writer.TryWrite(0);", "Use(n);", "Task.WhenAll(Middle(t), Last(t))", false)]
    [InlineData("await foreach (var n in _raw.Reader.ReadAllAsync(t)) await _done.Writer.WriteAsync(n, t);", "_raw.Writer.Complete(); _stop.Cancel();", "Use(n);", "Task.WhenAll(Middle(_stop.Token), Last(_stop.Token))", false)]
    [InlineData("await foreach (var n in _raw.Reader.ReadAllAsync(t)) await _done.Writer.WriteAsync(n, t);", "_raw.Writer.Complete();", "if (n == 0) break;", "Task.WhenAll(Middle(t), Last(t))", false)]
    [InlineData("await foreach (var n in _raw.Reader.ReadAllAsync(t)) await _done.Writer.WriteAsync(n, t);", "_raw.Writer.Complete();", "Use(n);", "Middle(t)", false)]
    public Task Knows_stages_of_a_pipeline(string middle, string end, string last, string run, bool isReported) => Verify.VerifyAsync(Program($$"""
        readonly System.Threading.Channels.Channel<int> _raw = System.Threading.Channels.Channel.CreateUnbounded<int>(); readonly CancellationTokenSource _stop = new();
        readonly System.Threading.Channels.Channel<int> _done = {{(isReported ? "[|System.Threading.Channels.Channel.CreateUnbounded<int>()|]" : "System.Threading.Channels.Channel.CreateUnbounded<int>()")}};
        public void Add(int n) => _raw.Writer.TryWrite(n); public void End() { {{end}} }
        public Task Run(CancellationToken t) => {{run}};
        async Task Middle(CancellationToken t) { {{middle}} }
        async Task Last(CancellationToken t) { await foreach (var n in _done.Reader.ReadAllAsync(t)) { {{last}} } }
        """));

    private static string Pending(string members) => $$"""
        class Entry { public TaskCompletionSource<int> Source = new(); public void Cancel() => Source.TrySetCanceled(); }
        class C
        {
            readonly Dictionary<int, TaskCompletionSource<int>> _pending = new();
            readonly ConcurrentDictionary<int, Entry> _entries = new();
            readonly CancellationTokenSource _cts = new();
            public Task<int> Ask(int id) { var source = new TaskCompletionSource<int>(); lock (_pending) _pending[id] = source; return source.Task; }
            public Task<int> Add(int id) { var entry = new Entry(); _entries[id] = entry; return entry.Source.Task; }
            public void Answer(int id) { lock (_pending) if (_pending.Remove(id, out var source)) source.TrySetResult(1); }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void Dispose() { lock (_pending) [|_pending.Clear()|]; }")]
    [InlineData("public void Reset() { [|_entries.Clear()|]; }")]
    [InlineData("void OnLost() { s_log.Warn(\"lost\"); [|_entries.Clear()|]; } static readonly Logger s_log; class Logger { public void Warn(string text) { } }")]
    [InlineData("public void Close() => Drop(); void Drop() { lock (_pending) { if (_pending.Count > 0) [|_pending.Clear()|]; } }")]
    public Task Reports_sources_that_are_forgotten(string members) => Verify.VerifyAsync(Pending(members));

    [Theory]
    [InlineData("public void Dispose() { lock (_pending) { foreach (var source in _pending.Values) source.TrySetCanceled(); _pending.Clear(); } }")]
    [InlineData("public void Dispose() { List<TaskCompletionSource<int>> all; lock (_pending) { all = new(_pending.Values); _pending.Clear(); } all.ForEach(s => s.TrySetCanceled()); }")]
    [InlineData("public void Reset() { foreach (var e in _entries) e.Value.Cancel(); _entries.Clear(); }")]
    [InlineData("public void Close() { Fail(); lock (_pending) _pending.Clear(); } void Fail() { foreach (var source in _pending.Values) source.TrySetCanceled(); }")]
    [InlineData("public void Close() { foreach (var source in _pending.Values) source.TrySetCanceled(); Drop(); } void Drop() { _pending.Clear(); }")]
    [InlineData("public void Close() { _cts.Cancel(); _pending.Clear(); }")]
    public Task Accepts_sources_that_are_told(string members) => Verify.VerifyAsync(Pending(members));

    [Theory]
    [InlineData("", "[|_thread.Join()|]")]
    [InlineData("lock (_gate) Monitor.PulseAll(_gate);", "_thread.Join()")]
    public Task Follows_the_worker_that_another_type_starts(string wake, string join) => Verify.VerifyAsync($$"""
        class Worker
        {
            readonly object _gate = new(); readonly Queue<int> _items = new(); volatile bool _stop;
            public void Add(int n) { lock (_gate) { _items.Enqueue(n); Monitor.Pulse(_gate); } }
            public void Stop() { _stop = true; {{wake}} }
            public void Run() { while (!_stop) { lock (_gate) { while (_items.Count == 0 && !_stop) Monitor.Wait(_gate); } } }
        }
        class Owner
        {
            readonly Worker _worker = new(); readonly Thread _thread;
            public Owner() { _thread = new Thread(_worker.Run); _thread.Start(); }
            public void Add(int n) => _worker.Add(n);
            public void Dispose() { _worker.Stop(); {{join}}; }
        }
        """);

    [Theory]
    [InlineData("_wake.Set(); foreach (var t in _threads) [|t.Join()|];", "Use(1);")]
    [InlineData("foreach (var t in _threads) _wake.Set(); foreach (var t in _threads) t.Join();", "Use(1);")]
    [InlineData("_wake.Set(); foreach (var t in _threads) t.Join();", "_wake.Set();")]
    public Task Counts_the_threads_that_one_signal_wakes(string stop, string after) => Verify.VerifyAsync($$"""
        class C
        {
            readonly AutoResetEvent _wake = new(false); readonly List<Thread> _threads = new(); volatile bool _stop;
            void Use(int n) { }
            public void Start() { for (int i = 0; i < 3; i++) { var thread = new Thread(Run); _threads.Add(thread); thread.Start(); } }
            public void Add() => _wake.Set();
            public void Stop() { _stop = true; {{stop}} }
            void Run() { while (!_stop) { _wake.WaitOne(); {{after}} } }
        }
        """);

    [Theory]
    [InlineData("readonly ManualResetEventSlim _done = new(); public void Wait() => [|_done.Wait()|];")]
    [InlineData("readonly ManualResetEvent _done = new(false); public void Wait() { [|this._done.WaitOne()|]; _done.Dispose(); }")]
    [InlineData("AutoResetEvent _done; public C() { _done = new AutoResetEvent(false); } public void Wait() { _done.Reset(); [|_done.WaitOne()|]; }")]
    [InlineData("static readonly SemaphoreSlim s_done = new(0); public Task Wait() => [|s_done.WaitAsync()|];")]
    [InlineData("readonly CountdownEvent _left = new(3); public void Wait() { if (!_left.IsSet) [|_left.Wait()|]; }")]
    [InlineData("public void Wait() { var done = new ManualResetEvent(false); Task.Run(() => Use(1)); [|done.WaitOne()|]; }")]
    public Task Reports_signals_that_nothing_gives(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("readonly ManualResetEventSlim _done = new(); public void Wait() => _done.Wait(); public void End() => _done.Set();")]
    [InlineData("readonly ManualResetEventSlim _done = new(true); public void Wait() => _done.Wait();")]
    [InlineData("readonly ManualResetEvent _done = new(false); public void Wait() => _done.WaitOne(1000);")]
    [InlineData("readonly ManualResetEventSlim _done = new(); public void Wait(CancellationToken token) => _done.Wait(token);")]
    [InlineData("public readonly ManualResetEventSlim Done = new(); public void Wait() => Done.Wait();")]
    [InlineData("readonly ManualResetEvent _done = new(false); public void Wait() => _done.WaitOne(); public WaitHandle Handle => _done;")]
    [InlineData("readonly ManualResetEvent _done = new(false); public void Wait() => _done.WaitOne(); void Go() => Keep(_done);")]
    [InlineData("readonly EventWaitHandle _done = new(false, EventResetMode.ManualReset, \"done\"); public void Wait() => _done.WaitOne();")]
    [InlineData("readonly SemaphoreSlim _one = new(1); public void Wait() => _one.Wait();")]
    [InlineData("ManualResetEvent _done = new(false); public void Wait() => _done.WaitOne(); public void Use(ManualResetEvent other) => _done = other;")]
    [InlineData("readonly ManualResetEvent _done = new(false); public void Wait() => _done.WaitOne(); public void End() => _done?.Set();")]
    public Task Accepts_signals_that_something_may_give(string members) => Verify.VerifyAsync(Program(members));

    [Theory]
    [InlineData("void Run() { try { [|while|] (true) Answer(); } catch (IOException e) { Console.WriteLine(e); } }", "_ = Task.Run(Run);")]
    [InlineData("void Run() { try { [|for|] (;;) Answer(); } catch (IOException e) { Console.WriteLine(e); } }", "new Thread(Run).Start();")]
    [InlineData("async Task Run() { [|while|] (true) { await Task.Delay(1); Answer(); } }", "_ = Task.Run(Run);")]
    [InlineData("void Run() { try { while (true) Answer(); } catch (IOException) { foreach (var s in _open.Values) s.TrySetCanceled(); } }", "_ = Task.Run(Run);")]
    [InlineData("void Run() { try { while (true) Answer(); } finally { Fail(); } }", "_ = Task.Run(Run);")]
    [InlineData("void Run() { try { while (true) Answer(); } catch (IOException) { Lost?.Invoke(); } }", "_ = Task.Run(Run);")]
    [InlineData("void Run() { while (true) Answer(); }", "new Thread(Run).Start();")]
    [InlineData("void Run() { while (true) { try { Answer(); } catch (Exception e) { Console.WriteLine(e); } } }", "_ = Task.Run(Run);")]
    [InlineData("void Run() { [|while|] (true) { try { Answer(); } catch (IOException e) { Console.WriteLine(e); } } }", "_ = Task.Run(Run);")]
    [InlineData("void Run() { try { while (true) Answer(); } catch (IOException) { } } public void Cancel(int id) => _open[id].TrySetCanceled();", "_ = Task.Run(Run);")]
    public Task Knows_readers_that_forget_open_requests(string run, string start) => Verify.VerifyAsync($$"""
        class C
        {
            readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _open = new(); public event Action Lost; void Use(int n) { } public void Fail() { }
            public Task<int> Ask(int id) { var s = new TaskCompletionSource<int>(); _open[id] = s; return s.Task; }
            {{run.Replace("Answer();", "{ if (_open.TryRemove(Console.Read(), out var s)) s.TrySetResult(1); }")}}
            void Start() { {{start}} }
        }
        """);

    [Theory]
    [InlineData("string line; while ((line = source.ReadLine()) != null) await [|c|].Writer.WriteAsync(line);", true)]
    [InlineData("while (source.Read() is var n && n > 0) await c.Writer.WriteAsync(n.ToString());", true)]
    [InlineData("while (b) await c.Writer.WriteAsync(source.ReadLine());", false)]
    public Task Knows_loops_that_read_to_an_end(string loop, bool isReported) => Verify.VerifyAsync(Program($$"""
        public System.Threading.Channels.ChannelReader<string> Open(TextReader source)
        {
            var c = {{(isReported ? "[|System.Threading.Channels.Channel.CreateUnbounded<string>()|]" : "System.Threading.Channels.Channel.CreateUnbounded<string>()")}};
            _ = Task.Run(async () => { {{loop.Replace("[|", "").Replace("|]", "")}} });
            return c.Reader;
        }
        """));

    [Theory]
    [InlineData("public async Task Wait(CancellationToken token) { await [|_gate.WaitAsync(token)|]; Use(1); }", true)]
    [InlineData("public async Task Wait(CancellationToken token) { try { await _gate.WaitAsync(token); } catch (OperationCanceledException) { } }", false)]
    [InlineData("public async Task Wait(CancellationToken token) { await _gate.WaitAsync(token); throw new InvalidOperationException(); }", false)]
    [InlineData("public static void Main() { Use(1); s_quit.WaitOne(); }", false)]
    [InlineData("public static void Main() { [|s_quit.WaitOne()|]; Use(1); }", true)]
    [InlineData("public static void Main() { using (new Timer(_ => Use(1))) { [|s_quit.WaitOne()|]; } }", true)]
    public Task Knows_waits_that_are_meant_to_last(string member, bool isReported) => Verify.VerifyAsync($$"""
        class C { readonly SemaphoreSlim _gate = new(0); static readonly ManualResetEvent s_quit = new(false); static void Use(int n) { } {{(isReported ? member : member.Replace("[|", "").Replace("|]", ""))}} }
        """);

    [Theory]
    [InlineData("_stop = true; [|_thread.Join()|]; _wake.Dispose();", true)]
    [InlineData("_stop = true; _wake.Reset(); [|_thread.Join()|];", true)]
    [InlineData("_stop = true; _wake.Set(); _thread.Join(); _wake.Dispose();", false)]
    public Task Knows_that_a_disposal_wakes_nobody(string stop, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly AutoResetEvent _wake = new(false); readonly Thread _thread; volatile bool _stop;
            public C() { _thread = new Thread(Run); _thread.Start(); }
            public void Kick() => _wake.Set();
            void Run() { while (!_stop) { _wake.WaitOne(); Use(1); } }
            public void Dispose() { {{(isReported ? stop : stop.Replace("[|", "").Replace("|]", ""))}} }
            static void Use(int n) { }
        }
        """);

    [Theory]
    [InlineData("while (true) { lock (_work) { while (_work.Count == 0) Monitor.Wait(_work); Use(_work.Dequeue()); } }", true)]
    [InlineData("while (true) { lock (_work) { while (_work.Count == 0 && !_stop) Monitor.Wait(_work); if (_stop) return; Use(_work.Dequeue()); } }", false)]
    [InlineData("while (true) { lock (_work) { while (_work.Count == 0) Monitor.Wait(_work); if (_work.Dequeue() < 0) break; } }", false)]
    public Task Knows_threads_that_are_woken_and_go_on(string run, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Queue<int> _work = new(); readonly Thread _thread; bool _stop;
            public C() { _thread = new Thread(Run) { IsBackground = true }; _thread.Start(); }
            public void Add(int n) { lock (_work) { _work.Enqueue(n); Monitor.Pulse(_work); } }
            void Run() { {{run}} }
            public void Dispose() { lock (_work) { {{(isReported ? "" : "_stop = true; ")}}Monitor.PulseAll(_work); } {{(isReported ? "[|_thread.Join()|]" : "_thread.Join()")}}; }
            static void Use(int n) { }
        }
        """);

    [Theory]
    [InlineData("return s.Task;", "Lost?.Invoke();", true)]
    [InlineData("return s.Task.WaitAsync(TimeSpan.FromSeconds(1));", "", false)]
    [InlineData("return s.Task;", "Fail();", false)]
    public Task Knows_who_still_waits_for_forgotten_sources(string give, string after, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Dictionary<int, TaskCompletionSource<int>> _open = new(); public event Action Lost; public static void Fail() { foreach (var s in s_all) s.TrySetCanceled(); } static readonly List<TaskCompletionSource<int>> s_all = new();
            public Task<int> Ask(int id) { var s = new TaskCompletionSource<int>(); lock (_open) _open[id] = s; {{give}} }
            public void Answer(int id) { lock (_open) if (_open.Remove(id, out var s)) s.TrySetResult(1); }
            public void Close() { lock (_open) {{(isReported ? "[|_open.Clear()|]" : "_open.Clear()")}}; {{after}} }
        }
        """);

    [Theory]
    [InlineData("q.Read(); Use(1);", true)]
    [InlineData("Use(1); q.Read();", false)]
    public Task Knows_callers_who_go_on_after_the_end(string use, bool isReported) => Verify.VerifyAsync($$"""
        static class C
        {
            static void Run() { var q = new Queue(); {{use}} }
            static void Use(int n) { }
            sealed class Queue
            {
                readonly BlockingCollection<int> _items = {{(isReported ? "[|new()|]" : "new()")}};
                public void Add(int n) => _items.Add(n);
                public void Read() { foreach (var n in _items.GetConsumingEnumerable()) Use(n); }
            }
        }
        """);

    [Theory]
    [InlineData("_left.Signal();", true)]
    [InlineData("Use(1);", false)]
    public Task Knows_an_end_that_a_countdown_tells(string end, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly BlockingCollection<int> _items = {{(isReported ? "[|new()|]" : "new()")}}; readonly CountdownEvent _left = new(1);
            public C() { new Thread(Run) { IsBackground = true }.Start(); }
            public void Add(int n) => _items.Add(n);
            public void Stop() => _left.Wait();
            public void Skip() => _left.Signal();
            void Run() { try { foreach (var n in _items.GetConsumingEnumerable()) Use(n); } finally { {{end}} } }
            static void Use(int n) { }
        }
        """);

    private static string Taken(string body) => Program($$"""
        enum Kind { Good, Bad }
        readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _open = new(); readonly Queue<TaskCompletionSource<int>> _order = new();
        public Task<int> Ask(int id) { var s = new TaskCompletionSource<int>(); _open[id] = s; lock (_order) _order.Enqueue(s); return s.Task; }
        void Answer(int id, int n, Kind kind) { {{body}} }
        """);

    [Theory]
    [InlineData("if (!{|#0:_open.TryRemove(id, out var s)|}) return; if (n > 0) s.TrySetResult(n);")]
    [InlineData("if ({|#0:_open.TryRemove(id, out var s)|}) { if (b) return; s.TrySetResult(n); }")]
    [InlineData("TaskCompletionSource<int> s; if ({|#0:_open.TryRemove(id, out s)|}) { switch (n) { case 0: s.TrySetResult(n); break; case 1: s.TrySetCanceled(); break; default: Use(n); break; } }")]
    [InlineData("lock (_order) { if ({|#0:_order.TryDequeue(out var s)|}) { if (n < 0) Use(n); else s.TrySetResult(n); } }")]
    public Task Reports_a_source_that_is_taken_out_and_forgotten(string body) => Verify.VerifyAsync(Taken(body), Verify.Finding().WithSeverity(Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0));

    [Theory]
    [InlineData("if (_open.TryRemove(id, out var s)) s.TrySetResult(n);")]
    [InlineData("if (_open.TryRemove(id, out var s)) { if (b) s.TrySetCanceled(); else s.TrySetResult(n); }")]
    [InlineData("if (_open.TryRemove(id, out var s)) { if (b) { _open[id] = s; return; } s.TrySetResult(n); }")]
    [InlineData("if (_open.TryRemove(id, out var s)) { if (b) { Give(s); return; } s.TrySetResult(n); }")]
    [InlineData("bool found = _open.TryRemove(id, out var s); if (!found) return; s.TrySetResult(n);")]
    [InlineData("if (_open.TryGetValue(id, out var s)) { if (b) return; s.TrySetResult(n); }")]
    [InlineData("if (_open.TryRemove(id, out var s)) { if (b) throw new InvalidOperationException(); s.TrySetResult(n); }")]
    [InlineData("if (_open.TryRemove(id, out var s)) { switch (kind) { case Kind.Good: s.TrySetResult(n); break; case Kind.Bad: s.TrySetCanceled(); break; } }")]
    [InlineData("if (_open.TryRemove(id, out var s) && !s.Task.IsCompleted) s.SetResult(n);")]
    public Task Accepts_a_source_that_is_taken_out_and_answered(string body) => Verify.VerifyAsync(Taken(body));

    private static string Draining(string end) => $$"""
        class C
        {
            private readonly System.Threading.Channels.Channel<int> _items = [|System.Threading.Channels.Channel.CreateUnbounded<int>()|];
            private readonly Task _drain;
            public C() => _drain = DrainAsync();
            public void Add(int n) => _items.Writer.TryWrite(n);
            async Task DrainAsync() { await foreach (var item in _items.Reader.ReadAllAsync()) Console.WriteLine(item); }
            public async Task StopAsync() { {{end}} }
        }
        """;

    [Theory]
    [InlineData("await _drain;")]
    [InlineData("await _drain.ConfigureAwait(false);")]
    [InlineData("_drain.Wait(); await Task.Yield();")]
    public Task Reports_a_loop_whose_kept_task_is_awaited(string end) => Verify.VerifyAsync(Draining(end));

    [Theory]
    [InlineData("_items.Writer.Complete(); await _drain;")]
    [InlineData("await Task.WhenAny(_drain, Task.Delay(5));")]
    [InlineData("_drain.Wait(100); await Task.Yield();")]
    [InlineData("await Task.Yield();")]
    public Task Accepts_a_loop_that_ends_or_need_not(string end) => Verify.VerifyAsync(Draining(end).Replace("[|", "").Replace("|]", ""));

    private static string Taking(string stop) => $$"""
        class C
        {
            private readonly BlockingCollection<int> _items = new(); private readonly Thread _thread; private volatile bool _stop;
            public C() { _thread = new Thread(Run); _thread.Start(); }
            public void Add(int n) => _items.Add(n);
            void Run() { while (!_stop) { Console.WriteLine(_items.Take()); } }
            public void Dispose() { _stop = true; {{stop}} }
        }
        """;

    [Theory]
    [InlineData("[|_thread.Join()|]; _items.Dispose();")]
    [InlineData("[|_thread.Join()|];")]
    public Task Reports_a_join_with_who_takes_from_a_collection(string stop) => Verify.VerifyAsync(Taking(stop));

    [Theory]
    [InlineData("_items.Add(0); _thread.Join();")]
    [InlineData("_items.CompleteAdding(); _thread.Join();")]
    [InlineData("_thread.Join(100);")]
    public Task Accepts_a_join_with_who_is_woken(string stop) => Verify.VerifyAsync(Taking(stop));

    [Theory]
    [InlineData("var all = Sum(); await Write(); Use(await all);")]
    [InlineData("var writing = Write(); Use(await Sum()); await writing;")]
    [InlineData("var writing = Write(); Use(await Sum().ConfigureAwait(false));")]
    public Task Reports_streams_that_local_functions_read(string code) => Verify.VerifyAsync(Program($$"""
        async Task M()
        {
            var numbers = [|System.Threading.Channels.Channel.CreateUnbounded<int>()|];
            {{code}}
            async Task Write() { for (int i = 0; i < 5; i++) await numbers.Writer.WriteAsync(i); }
            async Task<int> Sum() { int sum = 0; await foreach (var n in numbers.Reader.ReadAllAsync()) sum += n; return sum; }
        }
        """));

    [Fact]
    public Task Accepts_a_local_function_that_nobody_waits_for() => Verify.VerifyAsync(Program("""
        async Task M()
        {
            var numbers = System.Threading.Channels.Channel.CreateUnbounded<int>();
            _ = Print();
            for (int i = 0; i < 5; i++) await numbers.Writer.WriteAsync(i);
            async Task Print() { await foreach (var n in numbers.Reader.ReadAllAsync()) Use(n); }
        }
        """));

    [Theory]
    [InlineData("[|_mutex.Wait()|]; try { _n++; } finally { _mutex.Release(); }")]
    [InlineData("[|_mutex.Wait()|]; _n++; _mutex.Release();")]
    [InlineData("_mutex.Wait(); try { _n++; } finally { _mutex.Release(); } } public void Open() { _mutex.Release();")]
    [InlineData("_mutex.Release(); _mutex.Wait(); _n++;")]
    [InlineData("if (_n > 0) _mutex.Wait(); _n++; _mutex.Release();")]
    [InlineData("if (!_mutex.Wait(100)) return; _n++; _mutex.Release();")]
    [InlineData("_mutex.Wait(); _n++; Task.Run(() => _mutex.Release());")]
    public Task Knows_permits_that_only_who_has_one_gives_back(string body) => Verify.VerifyAsync($$"""
        class C { readonly SemaphoreSlim _mutex = new(0, 1); int _n; public void M() { {{body}} } }
        """);

    [Theory]
    [InlineData("var q = new BlockingCollection<int>(2); foreach (var n in all) [|q.Add(n)|]; q.CompleteAdding(); Task.Run(() => { foreach (var n in q.GetConsumingEnumerable()) Use(n); }).Wait();")]
    [InlineData("var q = new BlockingCollection<int>(new ConcurrentQueue<int>(), 2); for (int i = 0; i < 9; i++) [|q.Add(i)|]; q.CompleteAdding(); foreach (var n in q.GetConsumingEnumerable()) Use(n);")]
    [InlineData("var c = System.Threading.Channels.Channel.CreateBounded<int>(2); foreach (var n in all) await [|c.Writer.WriteAsync(n)|]; c.Writer.Complete(); await foreach (var n in c.Reader.ReadAllAsync()) Use(n);")]
    [InlineData("var q = new BlockingCollection<int>(2); var t = Task.Run(() => { foreach (var n in q.GetConsumingEnumerable()) Use(n); }); foreach (var n in all) q.Add(n); q.CompleteAdding(); t.Wait();")]
    [InlineData("var q = new BlockingCollection<int>(9); for (int i = 0; i < 8; i++) q.Add(i); q.CompleteAdding(); foreach (var n in q.GetConsumingEnumerable()) Use(n);")]
    [InlineData("var q = new BlockingCollection<int>(); foreach (var n in all) q.Add(n); q.CompleteAdding(); foreach (var n in q.GetConsumingEnumerable()) Use(n);")]
    [InlineData("var q = new BlockingCollection<int>(2); foreach (var n in all) { q.Add(n); Use(q.Take()); } q.CompleteAdding(); foreach (var n in q.GetConsumingEnumerable()) Use(n);")]
    [InlineData("var q = new BlockingCollection<int>(2); var t = new Thread(Drain); t.Start(); foreach (var n in all) q.Add(n); q.CompleteAdding(); t.Join(); void Drain() { foreach (var n in q.GetConsumingEnumerable()) Use(n); }")]
    [InlineData("var o = new System.Threading.Channels.BoundedChannelOptions(2) { FullMode = System.Threading.Channels.BoundedChannelFullMode.DropOldest }; var c = System.Threading.Channels.Channel.CreateBounded<int>(o); foreach (var n in all) await c.Writer.WriteAsync(n); c.Writer.Complete(); await foreach (var n in c.Reader.ReadAllAsync()) Use(n);")]
    public Task Knows_bounded_streams_that_are_filled_before_anybody_takes(string body) => Verify.VerifyAsync($$"""
        class C { async Task M(IEnumerable<int> all) { {{body}} } void Use(int n) { } }
        """);

    [Theory]
    [InlineData("_db.Set(); _db.Set();", "[|WaitHandle.WaitAll(new WaitHandle[] { _db, _cache })|];")]
    [InlineData("_db.Set(); _db.Set();", "[|WaitHandle.WaitAll(new[] { _db, _cache })|];")]
    [InlineData("_db.Set(); _cache.Set();", "WaitHandle.WaitAll(new WaitHandle[] { _db, _cache });")]
    [InlineData("_db.Set();", "WaitHandle.WaitAny(new WaitHandle[] { _db, _cache });")]
    [InlineData("_db.Set();", "WaitHandle.WaitAll(new WaitHandle[] { _db, _cache }, 1000);")]
    [InlineData("_db.Set(); Open(_cache); } void Open(EventWaitHandle e) { e.Set();", "WaitHandle.WaitAll(new WaitHandle[] { _db, _cache });")]
    public Task Knows_waits_for_all_of_several(string give, string wait) => Verify.VerifyAsync($$"""
        class C { readonly ManualResetEvent _db = new(false), _cache = new(false); void Load() { {{give}} } public void Await() { {{wait}} } }
        """);

    [Theory]
    [InlineData("var open = _open; open.Add(id, s);")]
    [InlineData("Dictionary<int, TaskCompletionSource<int>> open; open = _open; open[id] = s;")]
    [InlineData("if (_byName.TryGetValue(\"a\", out var open)) open.Add(s);")]
    [InlineData("var open = _byName[\"a\"]; open.Add(s);")]
    [InlineData("var open = Find(id); open.Add(s);")]
    public Task Accepts_a_source_in_a_table_with_a_second_name(string keep) => Verify.VerifyAsync(Program($$"""
        readonly Dictionary<int, TaskCompletionSource<int>> _open = new(); public readonly Dictionary<string, List<TaskCompletionSource<int>>> _byName = new();
        List<TaskCompletionSource<int>> Find(int id) => _byName[id.ToString()];
        public Task<int> Ask(int id) { var s = new TaskCompletionSource<int>(); {{keep}} return s.Task; }
        public void Answer(int id) { if (_open.Remove(id, out var s)) s.SetResult(id); }
        """));

    [Theory]
    [InlineData("var open = new List<TaskCompletionSource<int>>(); open.Add(s);")]
    [InlineData("var open = new List<TaskCompletionSource<int>> { s }.ToList(); open.Add(s);")]
    public Task Reports_a_source_that_only_a_list_of_the_method_has(string keep) => Verify.VerifyAsync(Program($$"""
        public Task<int> Ask() { var s = [|new TaskCompletionSource<int>()|]; {{keep}} return s.Task; }
        """));

    [Theory]
    [InlineData("_reader.Join(); _items.Dispose();", "[|new()|]")]
    [InlineData("if (b) _reader.Join(); _items.Dispose();", "[|new()|]")]
    [InlineData("_items.Dispose(); _reader.Join();", "new()")]
    [InlineData("_reader.Join(100); _items.Dispose();", "new()")]
    [InlineData("_items.CompleteAdding(); _reader.Join(); _items.Dispose();", "new()")]
    public Task Knows_what_is_disposed_of_after_its_readers(string stop, string made) => Verify.VerifyAsync(Program($$"""
        private BlockingCollection<int> _items { get; } = {{made}}; readonly Thread _reader; public C() { _reader = new Thread(Run); _reader.Start(); }
        void Run() { foreach (var n in _items.GetConsumingEnumerable()) Use(n); } public void Add(int n) => _items.Add(n); public void Stop() { {{stop}} }
        """));

    private static string Stages(string start, string wait, string made) => Program($$"""
        readonly BlockingCollection<string> _lines = new(); readonly BlockingCollection<int> _lengths = {{made}};
        public int Run(string[] lines)
        {
            var measure = Dedicated(Measure); var sum = Dedicated(Sum);
            try { foreach (var line in lines) _lines.Add(line); } finally { _lines.CompleteAdding(); }
            {{wait}}
        }
        {{start}}
        int Measure() { foreach (var line in _lines.GetConsumingEnumerable()) _lengths.Add(line.Length); return 0; }
        int Sum() => _lengths.GetConsumingEnumerable().Sum();
        """);

    private const string Start = "static Task<T> Dedicated<T>(Func<T> stage) => Task.Factory.StartNew(stage, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);";

    [Theory]
    [InlineData("measure.Wait(); return sum.GetAwaiter().GetResult();")]
    [InlineData("Task.WaitAll(measure, sum); return 0;")]
    [InlineData("return sum.Result;")]
    public Task Reports_a_stage_that_a_method_starts(string wait) => Verify.VerifyAsync(Stages(Start, wait, "[|new()|]"));

    [Theory]
    [InlineData(Start, "return 0;")]
    [InlineData(Start, "sum.Wait(100); return 0;")]
    [InlineData("public virtual Task<T> Dedicated<T>(Func<T> stage) => Task.Run(stage);", "return sum.Result;")]
    [InlineData("static Task<T> Dedicated<T>(Func<T> stage) => Task.FromResult(default(T));", "return sum.Result;")]
    public Task Accepts_a_stage_that_nobody_waits_for(string start, string wait) => Verify.VerifyAsync(Stages(start, wait, "new()"));
}
