using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Changes that cannot overlap, or that a lock orders.</summary>
public class THR0301SilenceTests
{
    [Theory]
    [InlineData("lock (_gate) _n++;")]
    [InlineData("lock (_gate) { if (i > 1) { _n += i; } }")]
    [InlineData("lock (s_gate) _n++;")]
    [InlineData("lock (_new) _n++;")]
    [InlineData("using (_new.EnterScope()) _n++;")]
    [InlineData("using var held = _new.EnterScope(); _n++;")]
    [InlineData("_new.Enter(); try { _n++; } finally { _new.Exit(); }")]
    [InlineData("var gate = _gate; lock (gate) { _n++; }")]
    [InlineData("Monitor.Enter(_gate); try { _n++; } finally { Monitor.Exit(_gate); }")]
    [InlineData("Monitor.Enter(_gate); _n++; Monitor.Exit(_gate);")]
    [InlineData("bool taken = false; try { Monitor.Enter(_gate, ref taken); _n++; } finally { if (taken) Monitor.Exit(_gate); }")]
    [InlineData("if (!Monitor.TryEnter(_gate)) return; try { _n++; } finally { Monitor.Exit(_gate); }")]
    [InlineData("if (Monitor.TryEnter(_gate, 10)) { try { _n++; } finally { Monitor.Exit(_gate); } }")]
    [InlineData("bool got = Monitor.TryEnter(_gate); if (got) { _n++; Monitor.Exit(_gate); }")]
    [InlineData("_rw.EnterWriteLock(); try { _n++; } finally { _rw.ExitWriteLock(); }")]
    [InlineData("_slim.Wait(); try { _n++; } finally { _slim.Release(); }")]
    [InlineData("if (_slim.Wait(50)) { try { _n++; } finally { _slim.Release(); } }")]
    [InlineData("_mutex.WaitOne(); try { _n++; } finally { _mutex.ReleaseMutex(); }")]
    [InlineData("bool spun = false; _spin.Enter(ref spun); _n++; if (spun) _spin.Exit();")]
    [InlineData("using (_own.Enter()) _n++;")]
    [InlineData("using var own = _own.Enter(); _n++;")]
    [InlineData("if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0) return; _n++; Volatile.Write(ref _busy, 0);")]
    [InlineData("lock (_gate) { foreach (var x in Enumerable.Range(0, i).Select(y => y + 1)) { _n += x; } }")]
    [InlineData("lock (_gate) { new List<int> { i }.ForEach(x => _n += x); }")]
    [InlineData("lock (_gate) { void Add() => _n++; Add(); }")]
    [InlineData("lock (_gate) Add();")]
    [InlineData("Interlocked.Increment(ref _n);")]
    [InlineData("Interlocked.Exchange(ref _n, _n + 1);")]
    [InlineData("int seen; do { seen = _n; } while (Interlocked.CompareExchange(ref _n, seen + 1, seen) != seen);")]
    [InlineData("ImmutableInterlocked.Update(ref _list, list => list.Add(i));")]
    [InlineData("t_n++;")]
    [InlineData("_perThread.Value++;")]
    [InlineData("_byKey.AddOrUpdate(i, 1, (key, old) => old + 1);")]
    [InlineData("int mine = 0; mine++; mine += i;")]
    [InlineData("var box = new Box(); box.N++;")]
    [InlineData("i++;")]
    [InlineData("_counts[i]++;")]
    [InlineData("_last = i;")]
    public Task Accepts_changes_that_are_ordered_or_private(string change) => Verify.VerifyAsync($$"""
        class Box { public int N; }
        class Gate { public IDisposable Enter() => null; }
        class C
        {
            readonly object _gate = new();
            static readonly object s_gate = new();
            readonly Lock _new = new();
            readonly ReaderWriterLockSlim _rw = new();
            readonly SemaphoreSlim _slim = new(1, 1);
            readonly Mutex _mutex = new();
            readonly Gate _own = new();
            SpinLock _spin = new(false);
            int _n, _busy, _last;
            [ThreadStatic] static int t_n;
            readonly ThreadLocal<int> _perThread = new();
            readonly ConcurrentDictionary<int, int> _byKey = new();
            ImmutableList<int> _list = ImmutableList<int>.Empty;
            readonly int[] _counts = new int[10];
            void Run() => Parallel.For(0, 10, i => { {{change}} });
            void Add() => _n++;
        }
        """);

    [Theory]
    [InlineData("_n++; var t = new Thread(() => _n++); t.Start(); t.Join(); _n++;")]
    [InlineData("var t = new Thread(() => _n++); _n++; t.Start(); t.Join();")]
    [InlineData("var t = new Thread(() => _n++); t.Start(); try { Work(); } finally { t.Join(); } _n++;")]
    [InlineData("var t = new Thread(() => _n++); t.Start(); t.Join(); t = new Thread(() => _n++); t.Start(); t.Join();")]
    [InlineData("for (int i = 0; i < 3; i++) { var t = new Thread(() => _n++); t.Start(); t.Join(); }")]
    [InlineData("await Task.Run(() => _n++); _n++; await Task.Run(() => _n++);")]
    [InlineData("await Task.Run(() => _n++).ConfigureAwait(false); _n++;")]
    [InlineData("foreach (var x in \"ab\") await Task.Run(() => { _n++; }); _n++;")]
    [InlineData("Task.Run(() => _n++).Wait(); _n++;")]
    [InlineData("Task.Run(() => _n++).GetAwaiter().GetResult(); _n++;")]
    [InlineData("var r = Task.Run(() => ++_n).Result; _n++;")]
    [InlineData("var t = Task.Run(() => _n++); t.Wait(); _n++;")]
    [InlineData("var t = Task.Run(() => _n++); await t; _n++;")]
    [InlineData("var t = Task.Run(() => _n++); if (Work()) { await t; } else { t.Wait(); } _n++;")]
    [InlineData("var a = Task.Run(() => _n++); var b = Task.Run(() => _m++); await Task.WhenAll(a, b); _n++; _m++;")]
    [InlineData("var a = Task.Run(() => _n++); var all = Task.WhenAll(a, Task.Delay(1)); await all; _n++;")]
    [InlineData("var all = new List<Task> { Task.Run(() => _n++) }; await Task.WhenAll(all); _n++;")]
    [InlineData("var all = new[] { Task.Run(() => _n++), Task.Run(() => _m++) }; Task.WaitAll(all); _n++; _m++;")]
    [InlineData("Task[] all = { Task.Run(() => _n++), Task.Run(() => _m++) }; await Task.WhenAll(all); _n++; _m++;")]
    [InlineData("var a = Task.Run(() => _n++); await a; var b = Task.Run(() => _n++); await b;")]
    [InlineData("var r = (Task.Run(() => _n++), Task.Run(() => _m++)); await r.Item1; await r.Item2; _n++; _m++;")]
    [InlineData("Parallel.For(0, 3, i => Interlocked.Increment(ref _n)); _n++;")]
    [InlineData("Parallel.Invoke(() => _n++, () => _m++); _n++; _m++;")]
    [InlineData("await Task.WhenAll(new[] { 1 }.Select(async x => { await Task.Yield(); Interlocked.Add(ref _n, x); })); _n++;")]
    [InlineData("int total = 0; Parallel.For(0, 3, () => 0, (i, s, sub) => sub + i, sub => { lock (_gate) total += sub; }); total++;")]
    [InlineData("var sums = new int[4]; Parallel.For(0, 4, i => { int sum = 0; for (int k = 0; k < i; k++) sum += k; sums[i] = sum; });")]
    [InlineData("foreach (var w in workers) { var t = new Thread(() => w.N++); t.Start(); }")]
    [InlineData("foreach (var w in workers) { int local = 0; new Thread(() => { local++; }).Start(); }")]
    [InlineData("Parallel.ForEach(workers, w => w.N++);")]
    [InlineData("Parallel.ForEach(workers, w => { var same = w; same.N += 2; });")]
    [InlineData("for (int i = 0; i < 3; i++) { var w = new Worker(); new Thread(w.Run).Start(); }")]
    [InlineData("var done = new ManualResetEventSlim(); new Thread(() => { _n++; done.Set(); }).Start(); done.Wait(); _n++;")]
    [InlineData("var left = new CountdownEvent(1); ThreadPool.QueueUserWorkItem(_ => { _n++; left.Signal(); }); left.Wait(); _n++;")]
    [InlineData("await Task.Delay(1); _n++; await Task.Yield(); _n++;")]
    [InlineData("foreach (var w in workers) { _n++; await w.RunAsync(); _n++; }")]
    [InlineData("int count = 0; var names = workers.Select(w => { count++; return w; }).ToList(); count++;")]
    [InlineData("int count = 0; new List<int> { 1 }.ForEach(x => count += x); count++;")]
    [InlineData("var t = Task.Run(async () => { _n++; await Task.Delay(1); _n++; }); await t; _n++;")]
    public Task Accepts_work_that_is_waited_for_or_has_its_own_state(string body) => AcceptsAsync(body);

    [CSharpFact(12)]
    public Task Accepts_work_in_a_collection_expression_that_is_waited_for() =>
        AcceptsAsync("Task[] all = [Task.Run(() => _n++), Task.Run(() => _m++)]; await Task.WhenAll(all); _n++; _m++;");

    private static Task AcceptsAsync(string body) => Verify.VerifyAsync($$"""
        class Worker
        {
            public int N;
            int _own;
            public void Run() => _own++;
            public Task RunAsync() => Task.CompletedTask;
        }
        class C
        {
            int _n, _m; readonly object _gate = new();
            async Task RunAsync(Worker[] workers) { await Task.Yield(); {{body}} }
            bool Work() => true;
        }
        """);

    [Fact]
    public Task Accepts_a_task_that_another_member_awaits() => Verify.VerifyAsync("""
        class Service
        {
            Task _loop; int _beats;
            public void Start() => _loop = Task.Run(() => { _beats++; });
            public async Task StopAsync() { await _loop; _beats++; }
        }
        """);

    [Fact]
    public Task Accepts_a_thread_that_is_joined_before_it_is_started_again() => Verify.VerifyAsync("""
        class Service
        {
            Thread _thread; int _runs;
            public void Restart()
            {
                _thread?.Join();
                _thread = new Thread(() => { _runs++; });
                _thread.Start();
            }
        }
        """);

    [Fact]
    public Task Accepts_construction_and_disposal() => Verify.VerifyAsync("""
        sealed class Sampler : IDisposable
        {
            readonly Timer _timer; int _samples;
            public Sampler(int start) { _samples += start; _timer = new Timer(_ => { _samples++; }, null, 0, 10); }
            public void Dispose() { _timer.Dispose(); _samples -= 1; }
        }
        """);

    [Fact]
    public Task Accepts_a_private_helper_that_every_caller_locks_for() => Verify.VerifyAsync("""
        class Cache
        {
            readonly object _gate = new(); int _hits;
            public void Start() { new Thread(Loop).Start(); new Thread(Loop).Start(); }
            public void Hit() { lock (_gate) Count(); }
            void Loop() { while (true) lock (_gate) { Count(); Again(); } }
            void Again() => Count();
            void Count() => _hits++;
        }
        """);

    [Fact]
    public Task Accepts_state_that_only_one_thread_changes() => Verify.VerifyAsync("""
        class Poller
        {
            int _polls;
            public int Polls => _polls;
            public void Start() => new Thread(Loop).Start();
            void Loop() { while (true) { _polls++; Thread.Sleep(10); } }
        }
        """);

    [CSharpFact(12)]
    public Task Accepts_async_code_without_threads() => Verify.VerifyAsync("""
        class Client(HttpClient http)
        {
            int _calls;
            public async Task<string> GetAsync(string url) { _calls++; var text = await http.GetStringAsync(url); _calls++; return text; }
            public void Reset() => _calls -= 1;
        }
        """);

    [Fact]
    public Task Accepts_an_object_for_each_worker_of_the_own_type() => Verify.VerifyAsync("""
        class Worker
        {
            int _done;
            void Loop() { for (int i = 0; i < 10; i++) _done++; }
            public static void RunAll()
            {
                for (int i = 0; i < 4; i++)
                {
                    var worker = new Worker();
                    new Thread(worker.Loop).Start();
                }
            }
        }
        """);

    [Fact]
    public Task Accepts_recursion_that_waits() => Verify.VerifyAsync("""
        class Tree
        {
            Tree _left, _right; int _size;
            public async Task<int> CountAsync()
            {
                int size = 1;
                if (_left != null) size += await Task.Run(() => _left.CountAsync());
                if (_right != null) size += await Task.Run(() => _right.CountAsync());
                _size = size;
                return size;
            }
        }
        """);

    [Fact]
    public Task Accepts_an_async_fan_out_before_its_first_await() => Verify.VerifyAsync("""
        class Fetch
        {
            int _begun;
            public Task AllAsync(string[] urls, HttpClient http) => Task.WhenAll(urls.Select(async url => { _begun++; await http.GetStringAsync(url); }));
        }
        """);

    [Fact]
    public Task Accepts_a_switch_that_waits_on_every_arm() => Verify.VerifyAsync("""
        class C
        {
            int _n;
            async Task RunAsync(int how)
            {
                var t = Task.Run(() => { _n++; });
                switch (how)
                {
                    case 0: await t; break;
                    case 1: t.Wait(); break;
                    default: await Task.WhenAll(t); break;
                }
                _n++;
            }
        }
        """);

    // Each thread that opens has an object of its own, whoever sees it later.
    [Fact]
    public Task Accepts_a_local_of_a_method_that_several_threads_call() => Verify.VerifyAsync("""
        class Command { public string Text; public void Parse(string line) { Text = line; Text = Text.Trim() + Text.Length; } }
        class Device { public void Receive(Command command) => Console.WriteLine(command.Text); }
        class Connection
        {
            readonly Device _device = new();
            volatile bool _stop, _isOpen;
            public void Open()
            {
                new Thread(Loop).Start();
                var command = new Command();
                command.Parse("a");
                _device.Receive(command);
                command.Parse("b");
                _device.Receive(command);
            }
            void Loop() { while (!_stop) { if (!_isOpen) Open(); Thread.Sleep(1); } }
        }
        """);

    /// <summary>Each thread runs on an object of its own, which has no name where the thread is made.</summary>
    [Theory]
    [InlineData("for (int i = 0; i < 3; i++) new Thread(new Worker().Run).Start();")]
    [InlineData("new Thread(new Worker().Run).Start(); new Thread(new Worker().Run).Start();")]
    [InlineData("var all = new[] { new Worker(), new Worker() }; for (int i = 0; i < 2; i++) new Thread(all[i].Run).Start();")]
    [InlineData("for (int i = 0; i < 3; i++) ThreadPool.UnsafeQueueUserWorkItem(new Worker(), false);")]
    [InlineData("for (int i = 0; i < 3; i++) { var worker = new Worker(); ThreadPool.UnsafeQueueUserWorkItem(worker, false); }")]
    public Task Accepts_objects_without_a_name(string start) => Verify.VerifyAsync($$"""
        class C
        {
            void M() { {{start}} }
            class Worker : IThreadPoolWorkItem { int _n; public void Run() { for (int i = 0; i < 9; i++) _n++; } void IThreadPoolWorkItem.Execute() => Run(); }
        }
        """);

    [Fact]
    public Task Accepts_a_work_item_that_is_left_to_the_pool() => Verify.VerifyAsync("""
        class C : IThreadPoolWorkItem
        {
            int _n;
            public void Begin() { _n++; ThreadPool.UnsafeQueueUserWorkItem(this, false); }
            public void Reset() => _n = 0;
            void IThreadPoolWorkItem.Execute() => _n++;
        }
        """);

    [Fact]
    public Task Reports_a_work_item_that_is_queued_twice() => Verify.VerifyAsync("""
        class C : IThreadPoolWorkItem
        {
            int _n;
            public void Run() { for (int i = 0; i < 3; i++) ThreadPool.UnsafeQueueUserWorkItem(this, false); }
            void IThreadPoolWorkItem.Execute() => [|_n++|];
        }
        """);
}
