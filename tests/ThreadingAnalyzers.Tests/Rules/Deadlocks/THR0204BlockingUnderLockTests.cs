using Microsoft.CodeAnalysis;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0204BlockingUnderLock, ThreadingAnalyzers.CodeFixes.Deadlocks.THR0204BlockingUnderLockCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Deadlocks.THR0204BlockingUnderLock>;

namespace ThreadingAnalyzers.Tests.Rules.Deadlocks;

public class THR0204BlockingUnderLockTests
{
    private static string Members(string members) => $$"""
        class C
        {
            readonly object _o = new();
            readonly SemaphoreSlim _one = new(1, 1), _signal = new(0);
            readonly ReaderWriterLockSlim _rw = new();
            readonly ManualResetEvent _event = new(false);
            readonly ManualResetEventSlim _slim = new();
            readonly CountdownEvent _count = new(2);
            readonly BlockingCollection<int> _queue = new();
            readonly Mutex _mutex = new();
            Thread _worker;
            Task _task;
            int _n;
            Task<int> Load() => Task.FromResult(1);
            {{members}}
        }
        """;

    [Theory]
    [InlineData("lock (_o) [|Thread.Sleep(100)|];")]
    [InlineData("lock (_o) { while (_n > 0) { _n--; [|Thread.Sleep(TimeSpan.FromSeconds(1))|]; } }")]
    [InlineData("lock (_o) _n = [|Load().Result|];")]
    [InlineData("lock (_o) [|_task.Wait()|];")]
    [InlineData("lock (_o) _n = [|Load().GetAwaiter().GetResult()|];")]
    [InlineData("lock (_o) _n = [|Load().ConfigureAwait(false).GetAwaiter().GetResult()|];")]
    [InlineData("lock (_o) [|Task.WaitAll(_task, Load())|];")]
    [InlineData("lock (_o) [|_worker.Join()|];")]
    [InlineData("lock (_o) _worker?[|.Join()|];")]
    [InlineData("lock (_o) [|_event.WaitOne()|];")]
    [InlineData("lock (_o) [|_slim.Wait()|];")]
    [InlineData("lock (_o) [|_count.Wait()|];")]
    [InlineData("lock (_o) [|_signal.Wait()|];")]
    [InlineData("lock (_o) { while (_signal.CurrentCount == 0) [|_signal.Wait()|]; }")]
    [InlineData("lock (_o) _n = [|_queue.Take()|];")]
    [InlineData("lock (_o) [|SynchronizationContext.Current.Send(_ => { }, null)|];")]
    [InlineData("_rw.EnterWriteLock(); try { [|Thread.Sleep(5)|]; } finally { _rw.ExitWriteLock(); }")]
    [InlineData("_one.Wait(); try { [|Thread.Sleep(5)|]; } finally { _one.Release(); }")]
    [InlineData("Monitor.Enter(_o); try { [|Thread.Sleep(5)|]; } finally { Monitor.Exit(_o); }")]
    [InlineData("lock (_o) new[] { 1 }.ToList().ForEach(i => [|Thread.Sleep(i)|]);")]
    public Task Reports_waiting_under_a_lock(string body) => Verify.VerifyAsync(Members($"void M() {{ {body} }}"));

    [Theory]
    [InlineData("void M() { lock (_o) [|Pause()|]; } void Pause() => Thread.Sleep(5);")]
    [InlineData("void M() { lock (_o) [|Pause()|]; } void Pause() => More(); static void More() { Thread.Sleep(5); }")]
    [InlineData("int Value => Load().Result; void M() { lock (_o) _n = [|Value|]; }")]
    public Task Reports_waiting_in_a_callee(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("lock (_o) _n++; Thread.Sleep(5);")]
    [InlineData("lock (_o) { Thread.Sleep(0); }")]
    [InlineData("lock (_o) { if (_event.WaitOne(0)) _n++; if (_slim.Wait(TimeSpan.Zero)) _n--; }")]
    [InlineData("lock (_o) Monitor.Wait(_o);")]
    [InlineData("lock (_o) { while (_signal.CurrentCount > 0) _signal.Wait(); }")]
    [InlineData("lock (_o) { if (_slim.IsSet) _slim.Wait(); }")]
    [InlineData("lock (_o) Parallel.For(0, 3, i => Interlocked.Add(ref _n, i));")]
    [InlineData("lock (_o) { _mutex.WaitOne(); _mutex.ReleaseMutex(); }")]
    [InlineData("lock (_o) { _one.Wait(); _one.Release(); }")]
    [InlineData("lock (_o) Task.Run(() => Thread.Sleep(5));")]
    [InlineData("lock (_o) _worker = new Thread(() => Thread.Sleep(5));")]
    [InlineData("_signal.Wait(); Thread.Sleep(5);")]
    [InlineData("lock (_o) { if (_task.IsCompleted) _task.Wait(); }")]
    [InlineData("var load = Load(); load.Wait(); lock (_o) _n = load.Result;")]
    [InlineData("Monitor.Enter(_o); _n++; Monitor.Exit(_o); Thread.Sleep(5);")]
    public Task Accepts_waiting_without_a_lock(string body) => Verify.VerifyAsync(Members($"void M() {{ {body} }}"));

    [Theory]
    [InlineData("CancellationTokenRegistration _r; void M(CancellationToken t) { _r = t.Register(Stop); } void Stop() => _n++; void Dispose() { lock (_o) _r.Dispose(); }")]
    [InlineData("CancellationTokenRegistration _r; void M(CancellationToken t) { _r = t.Register(Stop); } void Stop() { lock (_o) _n++; } void Dispose() { _r.Dispose(); lock (_o) _n--; }")]
    [InlineData("CancellationTokenRegistration _r; void Dispose() { lock (_o) _r.Dispose(); }")]
    public Task Accepts_disposing_a_registration(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); lock ([|_o|]) File.WriteAllText(\"a\", \"b\"); }")]
    [InlineData("Task M() => Task.Run(async () => { await Task.Yield(); lock ([|_o|]) { _n++; if (_n > 3) File.AppendAllText(\"a\", \"b\"); } });")]
    public Task Reports_synchronous_work_in_a_lock_of_asynchronous_code(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("async Task M() { await Task.Yield(); lock (_o) _n++; }")]
    [InlineData("void M() { lock (_o) File.WriteAllText(\"a\", \"b\"); }")]
    [InlineData("async Task M() { lock (_o) _n++; File.WriteAllText(\"a\", \"b\"); await Task.Yield(); }")]
    public Task Accepts_short_locks_in_asynchronous_code(string members) => Verify.VerifyAsync(Members(members));

    // There all blocking is wrong, and reported as that.
    [Fact]
    public Task Leaves_asynchronous_code_to_its_rule() => Verify.VerifyAsync(Members("async Task M() { await _one.WaitAsync(); try { Thread.Sleep(5); } finally { _one.Release(); } }"));

    [Theory]
    [InlineData("void M() { lock (_o) {|#0:Task.Run(() => { lock (_o) _n++; }).Wait()|}; }")]
    [InlineData("void M() { lock (_o) { var t = Task.Run(Work); {|#0:t.Wait()|}; } } void Work() { lock (_o) _n++; }")]
    [InlineData("void Start() { _worker = new Thread(Work); _worker.Start(); } void Work() { while (true) lock (_o) _n++; } void Stop() { lock (_o) {|#0:_worker.Join()|}; }")]
    [InlineData("void Stop() { lock (_o) _n = {|#0:Slow().Result|}; } async Task<int> Slow() { await Task.Yield(); lock (_o) return _n; }")]
    [InlineData("void M(int[] items) { lock (_o) {|#0:Task.WaitAll(items.Select(i => Task.Run(() => Step(i))).ToArray())|}; } void Step(int i) { if (i > Count) _n = i; } int Count { get { lock (_o) return _n; } }")]
    [InlineData("void M() { lock (_o) { _n = 1; {|#0:_event.WaitOne()|}; } } void N() { lock (_o) { _n = 2; _event.Set(); } }")]
    [InlineData("CancellationTokenRegistration _r; void M(CancellationToken t) { _r = t.Register(Stop); } void Stop() { lock (_o) _n++; } void Dispose() { lock (_o) {|#0:_r.Dispose()|}; }")]
    [InlineData("CancellationTokenRegistration _r; void M(CancellationToken t) { _r = t.Register(static s => ((C)s).Stop(), this); } void Stop() { lock (_o) _n++; } void Dispose() { lock (_o) {|#0:_r.Dispose()|}; }")]
    [InlineData("void M(int[] items) { lock (_o) {|#0:Parallel.ForEach(items, i => { lock (_o) _n += i; })|}; }")]
    [InlineData("void M() { var gate = new object(); lock (gate) {|#0:Task.Run(() => { lock (gate) _n++; }).Wait()|}; }")]
    public Task Warns_where_the_work_needs_the_lock(string members) =>
        Verify.VerifyAsync(Members(members), Verify.Finding().WithLocation(0).WithSeverity(DiagnosticSeverity.Warning).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Theory]
    [InlineData("void M() { lock (_o) {|#0:Thread.Sleep(5)|}; }")]
    [InlineData("void M() { lock (_o) {|#0:_event.WaitOne()|}; } void N() { lock (_o) _n = 2; _event.Set(); }")]
    [InlineData("void M() { lock (_o) _n = {|#0:Slow().Result|}; } async Task<int> Slow() { lock (_o) _n++; await Task.Yield(); return 1; }")]
    [InlineData("void M() { lock (_o) {|#0:Task.Run(() => { _n++; }).Wait()|}; }")]
    public Task Only_informs_where_it_does_not(string members) =>
        Verify.VerifyAsync(Members(members), Verify.Finding().WithLocation(0).WithSeverity(DiagnosticSeverity.Info).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public Task Reports_the_disposal_of_a_registration_that_came_by_a_local() => Verify.VerifyAsync(Members("""
        CancellationTokenRegistration _registration;
        void Attach(CancellationToken token) { var made = token.Register(Stop); lock (_o) _registration = made; }
        void Stop() { lock (_o) _n++; }
        void Detach() { lock (_o) [|_registration.Dispose()|]; }
        """));

    [Fact]
    public Task Fixes_synchronous_work_in_async_code() => Fix.FixesAsync(
        """
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly object _gate = new();

            async Task M(string text)
            {
                await Task.Yield();
                [|lock (_gate)|]
                {
                    // first
                    var length = File.ReadAllText("a").Length;
                    File.WriteAllText("b", text + length); // then
                }
            }

            void N()
            {
                lock (_gate)
                {
                    File.Delete("b");
                }
            }

            bool Is()
            {
                lock (_gate)
                    return File.Exists("b"); // now
            }
        }
        """.Replace("[|lock (_gate)|]", "lock ([|_gate|])"),
        """
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            async Task M(string text)
            {
                await Task.Yield();
                await _gate.WaitAsync();
                try
                {
                    // first
                    var length = (await File.ReadAllTextAsync("a")).Length;
                    await File.WriteAllTextAsync("b", text + length); // then
                }
                finally
                {
                    _gate.Release();
                }
            }

            void N()
            {
                _gate.Wait();
                try
                {
                    File.Delete("b");
                }
                finally
                {
                    _gate.Release();
                }
            }

            bool Is()
            {
                _gate.Wait();
                try
                {
                    return File.Exists("b");
                }
                finally
                {
                    _gate.Release();
                } // now
            }
        }
        """);

    [Fact]
    public Task Offers_nothing_where_the_lock_may_be_taken_again() => Fix.OffersNothingAsync(
        """
        using System.IO;
        using System.Threading.Tasks;

        class C
        {
            private readonly object _gate = new();

            async Task M()
            {
                await Task.Yield();
                lock ([|_gate|])
                {
                    File.WriteAllText("b", N());
                }
            }

            string N()
            {
                lock (_gate)
                {
                    return "";
                }
            }
        }
        """);

    [Theory]
    [InlineData("void M() { lock (_o) { if (!_one.WaitAsync(0).Result) _n++; } }")]
    [InlineData("void M() { lock (_o) { if (!_one.WaitAsync(TimeSpan.Zero).GetAwaiter().GetResult()) _n++; } }")]
    [InlineData("Task<int> _loaded; bool IsLoaded => _loaded.Status == TaskStatus.RanToCompletion; void M() { lock (_o) { if (IsLoaded) _n = _loaded.Result; } }")]
    [InlineData("Task<int> _loaded; bool IsLoaded() { return _loaded.IsCompletedSuccessfully; } void M() { lock (_o) { if (!IsLoaded()) return; _n = _loaded.Result; } }")]
    [InlineData("readonly TaskCompletionSource<int> _source = new(); bool HasValue => _source.Task.IsCompleted; void M() { lock (_o) { if (HasValue) _n = _source.Task.Result; } }")]
    public Task Accepts_what_is_there_already(string members) => Verify.VerifyAsync(Members(members));

    [Theory]
    [InlineData("Task<int> _loaded, _other; bool IsLoaded => _other.IsCompleted; void M() { lock (_o) { if (IsLoaded) _n = [|_loaded.Result|]; } }")]
    [InlineData("void M() { lock (_o) { _n = [|Load().Result|]; } }")]
    public Task Reports_what_another_question_says_nothing_about(string members) => Verify.VerifyAsync(Members(members));
}
