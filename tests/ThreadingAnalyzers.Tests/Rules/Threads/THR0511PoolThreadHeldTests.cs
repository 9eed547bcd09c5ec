using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0511PoolThreadHeld>;

namespace ThreadingAnalyzers.Tests.Rules.Threads;

public class THR0511PoolThreadHeldTests
{
    private static string Program(string code) => $$"""
        class C
        {
            readonly ManualResetEvent _event = new(false); readonly ManualResetEventSlim _slim = new(); readonly CountdownEvent _left = new(1); readonly Barrier _barrier = new(2);
            readonly BlockingCollection<int> _items = new(); readonly SemaphoreSlim _opened = new(0); readonly SemaphoreSlim _turn = new(1); Thread _thread; volatile bool _stop; Task _running;
            void Work() { } int Compute() => 1; Task WorkAsync() => Task.CompletedTask;
            void M(int[] numbers, CancellationToken token) { {{code}} }
        }
        """;

    [Theory]
    [InlineData("Task.Run(() => { [|_event.WaitOne()|]; Work(); });")]
    [InlineData("Task.Run(() => [|_slim.Wait()|]);")]
    [InlineData("Task.Factory.StartNew(() => { [|_left.Wait()|]; });")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => { [|_barrier.SignalAndWait()|]; Work(); });")]
    [InlineData("Task.Run(() => { [|_thread.Join()|]; });")]
    [InlineData("Task.Run(() => { foreach (var n in numbers) [|Task.Run(Work).Wait()|]; });")]
    [InlineData("Task.Run(() => [|Task.Run(Compute).Result|] + 1);")]
    [InlineData("Task.Run(() => { var a = Task.Run(Work); var b = Task.Run(Work); [|Task.WaitAll(a, b)|]; });")]
    [InlineData("Task.Run(() => { [|WorkAsync().GetAwaiter().GetResult()|]; });")]
    [InlineData("void Local() { [|_event.WaitOne()|]; } Task.Run(Local);")]
    [InlineData("Task.Run(() => { [|_opened.Wait()|]; Work(); });")]
    [InlineData("Task.Run(() => { var left = new CountdownEvent(2); Task.Run(() => left.Signal()); ThreadPool.QueueUserWorkItem(_ => left.Signal()); [|left.Wait()|]; });")]
    public Task Reports_work_that_blocks(string code) => Verify.VerifyAsync(Program(code));

    [Theory]
    [InlineData("[|Task.Run(() => { while (true) { Work(); Thread.Sleep(1000); } })|];")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => { for (;;) Work(); })|];")]
    [InlineData("[|Task.Run(() => { foreach (var n in _items.GetConsumingEnumerable()) Work(); })|];")]
    [InlineData("[|Task.Run(() => { while (!_items.IsCompleted) { if (!_items.TryTake(out var n, Timeout.Infinite)) break; Work(); } })|];")]
    [InlineData("void Serve() { while (true) Work(); } [|Task.Run(() => { Work(); Serve(); })|];")]
    [InlineData("_running = [|Task.Factory.StartNew(() => { while (true) Work(); }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default)|];")]
    public Task Reports_work_that_never_ends(string code) => Verify.VerifyAsync(Program(code));

    /// <summary>Somebody ends the loop one day, and until then it blocks the thread.</summary>
    [Theory]
    [InlineData("_running = [|Task.Run(() => { while (!_stop) { Work(); Thread.Sleep(1000); } })|];")]
    [InlineData("_running = [|Task.Run(() => { while (!token.IsCancellationRequested) { Work(); Thread.Sleep(_pause); } })|];")]
    [InlineData("_running = [|Task.Run(() => { while (!token.WaitHandle.WaitOne(1000)) Work(); })|];")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => { do Work(); while (!_event.WaitOne(1000)); })|];")]
    [InlineData("[|ThreadPool.QueueUserWorkItem(_ => { try { while (true) { using var client = _listener.AcceptTcpClient(); Work(); } } catch (SocketException) { } })|]; _listener.Stop();")]
    [InlineData("_running = Task.Run(() => { while (!_stop) Work(); });")]
    [InlineData("_running = Task.Run(() => { while (!_stop) Thread.Sleep(10); Work(); });")]
    [InlineData("_running = Task.Run(() => { bool stop = false; while (!stop) { stop = Compute() > 1; Thread.Sleep(10); } });")]
    [InlineData("var working = Task.Run(() => { while (!_stop) { Work(); Thread.Sleep(10); } }); _stop = true; working.Wait();")]
    [InlineData("_running = Task.Run(async () => { while (!_stop) { Work(); await Task.Delay(10); } });")]
    [InlineData("_running = Task.Factory.StartNew(() => { while (!_stop) { Work(); Thread.Sleep(10); } }, TaskCreationOptions.LongRunning);")]
    public Task Knows_work_that_goes_on_until_it_is_stopped(string code) =>
        Verify.VerifyAsync("using System.Net.Sockets;\n" + Program(code).Replace("Task _running;", "Task _running; readonly TcpListener _listener; TimeSpan _pause; public void End() => _stop = true;"));

    [Theory]
    [InlineData("Task.Run(() => { if (_event.WaitOne(1000)) Work(); });")]
    [InlineData("Task.Run(() => { _slim.Wait(token); });")]
    [InlineData("Task.Run(async () => { await Task.Run(Work); });")]
    [InlineData("Task.Run(async () => { while (true) await Task.Delay(1000); });")]
    [InlineData("Task.Run(() => { while (!_stop) Work(); }); _stop = true;")]
    [InlineData("Task.Run(() => Stop()); } public void Stop() { _thread.Join();")]
    [InlineData("Task.Run(() => { _turn.Wait(); try { Work(); } finally { _turn.Release(); } });")]
    [InlineData("Task.Run(() => { var left = new CountdownEvent(1); new Thread(() => left.Signal()).Start(); left.Wait(); });")]
    [InlineData("Task.Run(() => { while (true) { if (_stop) break; Work(); } });")]
    [InlineData("Task.Run(() => { while (true) { token.ThrowIfCancellationRequested(); Work(); } });")]
    [InlineData("Task.Factory.StartNew(() => { while (true) Work(); }, TaskCreationOptions.LongRunning);")]
    [InlineData("Task.Factory.StartNew(() => _event.WaitOne(), token, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);")]
    [InlineData("new Thread(() => { _event.WaitOne(); while (true) Work(); }).Start();")]
    [InlineData("_event.WaitOne();")]
    [InlineData("Task.Run(() => { var t = Task.Run(Compute); if (t.IsCompleted) return t.Result; return 0; });")]
    [InlineData("Task.Run(() => { using var own = new ManualResetEventSlim(); own.Set(); own.Wait(); });")]
    public Task Accepts_work_that_ends_or_has_its_own_thread(string code) => Verify.VerifyAsync(Program(code));

    [Fact]
    public Task Says_what_is_held() => Verify.VerifyAsync("""
        class C
        {
            readonly ManualResetEvent _event = new(false);
            Task M() => {|#1:Task.Run(() => {|#0:_event.WaitOne()|})|};
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("'_event.WaitOne()' blocks a thread of the pool until other code has run, which may need one of these threads itself"));

    [Fact]
    public Task Reports_a_helper_that_blocks() => Verify.VerifyAsync("""
        class C { readonly ManualResetEvent _event = new(false); void Block() => [|_event.WaitOne()|]; void M() => Task.Run(() => { Block(); }); }
        """);

    /// <summary>Who stops for good waits once.</summary>
    [Theory]
    [InlineData("StopAsync", false)]
    [InlineData("ReloadAsync", true)]
    public Task Accepts_the_end_of_threads_that_are_stopped(string name, bool isReported) => Verify.VerifyAsync($$"""
        class C { readonly List<Thread> _threads = new(); public Task {{name}}() => Task.Run(() => { foreach (var t in _threads) {{(isReported ? "[|t.Join()|]" : "t.Join()")}}; }); }
        """);

    [Fact]
    public Task Accepts_waits_in_tests() => Verify.VerifyAsync("""
        public class FactAttribute : Attribute { }
        public class BarrierTests
        {
            [Fact] public async Task Test() { using var barrier = new Barrier(2); Task other = Task.Run(() => barrier.SignalAndWait()); barrier.SignalAndWait(); await other; }
        }
        """);

    [Fact]
    public Task Accepts_a_stage_that_its_caller_waits_for() => Verify.VerifyAsync(Program("var stage = Task.Run(() => { foreach (var n in _items.GetConsumingEnumerable()) Work(); }); foreach (var n in numbers) _items.Add(n); _items.CompleteAdding(); stage.Wait();"));

    [Theory]
    [InlineData("var parts = _cluster.Shards.Select(s => Task.Run(() => s.Query())).ToArray(); [|Task.WaitAll(parts)|];")]
    [InlineData("var parts = _cluster.Shards; [|Task.WaitAll(parts)|];")]
    public Task Reports_a_wait_for_tasks_that_are_not_known(string work) => Verify.VerifyAloneAsync($$"""
        using System.Linq; using System.Threading.Tasks;
        class C { readonly Cluster _cluster; void M() { _ = Task.Run(() => { {{work}} }); } }
        """);

    [Theory]
    [InlineData("while (!_stop.IsCancellationRequested) Use(_items.Take(_stop.Token));", true)]
    [InlineData("Use(_items.Take(_stop.Token));", false)]
    public Task Knows_loops_over_what_others_put_in(string work, bool isReported) => Verify.VerifyAsync($$"""
        class C
        {
            readonly System.Collections.Concurrent.BlockingCollection<int> _items = new(); readonly CancellationTokenSource _stop = new();
            void M() => {{(isReported ? "[|Task.Run(Run)|]" : "Task.Run(Run)")}};
            void Run() { {{work}} }
            static void Use(int n) { }
        }
        """);

    [Theory]
    [InlineData("[|Task.Run(() => Pump(_queues[i]))|]", "")]
    [InlineData("[|Task.Run(() => Pump(_first))|]", "")]
    [InlineData("Task.Run(() => Pump(_first))", "void Other(BlockingCollection<int> done) => Pump(done);")]
    public Task Knows_streams_that_are_passed_on(string start, string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly BlockingCollection<int>[] _queues; readonly BlockingCollection<int> _first = new(); readonly Task[] _pumps;
            C(int n)
            {
                _queues = new BlockingCollection<int>[n];
                for (int i = 0; i < n; i++) _queues[i] = new();
                _pumps = Enumerable.Range(0, n).Select(i => {{start}}).ToArray();
            }
            public void Stop() { foreach (var q in _queues) q.CompleteAdding(); _first.CompleteAdding(); }
            private static void Pump(BlockingCollection<int> queue) { foreach (int n in queue.GetConsumingEnumerable()) Console.WriteLine(n); }
            {{member}}
        }
        """);
}
