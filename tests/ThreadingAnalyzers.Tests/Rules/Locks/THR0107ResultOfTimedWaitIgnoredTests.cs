using Microsoft.CodeAnalysis;
using Fix = ThreadingAnalyzers.Tests.Rules.FixVerifier<
    ThreadingAnalyzers.Rules.Locks.THR0107ResultOfTimedWaitIgnored,
    ThreadingAnalyzers.CodeFixes.Locks.THR0107ResultOfTimedWaitIgnoredCodeFix>;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Locks.THR0107ResultOfTimedWaitIgnored>;

namespace ThreadingAnalyzers.Tests.Rules.Locks;

public class THR0107ResultOfTimedWaitIgnoredTests
{
    private static string Program(string body, string name = "Run") => $$"""
        class C : IDisposable
        {
            readonly object _o = new();
            readonly SemaphoreSlim _slots = new(2, 2);
            readonly Semaphore _old = new(1, 1);
            readonly SemaphoreSlim _wake = new(0, 1);
            readonly ReaderWriterLockSlim _rw = new();
            readonly Mutex _mutex = new();
            readonly ManualResetEvent _event = new(false);
            readonly ManualResetEventSlim _slim = new();
            readonly CountdownEvent _count = new(2);
            int _n;
            async Task {{name}}(CancellationToken token)
            {
                await Task.Yield();
                {{body}}
            }
            public void Dispose() { _event.WaitOne(100); _event.Dispose(); }
        }
        """;

    /// <summary>Whether the signal came is seen by what it stands for.</summary>
    [Theory]
    [InlineData("public bool Take() { _event.WaitOne(100); lock (_gate) { _late = _message == null; return !_late; } }")]
    [InlineData("public bool Take() { _event.WaitOne(100); lock (_gate) { if (_message == null) return false; _late = false; return true; } }")]
    [InlineData("public bool Take() { [|_event.WaitOne(100)|]; lock (_gate) { _message = null; return _late; } }")]
    [InlineData("public bool Take(out int n) { if (_queue.TryDequeue(out n)) return true; try { lock (_gate) { Monitor.Wait(_gate, 100); } } finally { _late = true; } return _queue.TryDequeue(out n); }")]
    [InlineData("public bool Take(out int n) { if (_queue.TryDequeue(out n)) return true; try { lock (_gate) { [|Monitor.Wait(_gate, 100)|]; } } finally { _late = true; } return _queue.Contains(n); }")]
    public Task Tells_who_looks_at_the_state_from_who_does_not(string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); readonly ManualResetEvent _event = new(false); readonly ConcurrentQueue<int> _queue = new(); object _message; bool _late;
            {{member}}
            public void Put(object m) { lock (_gate) _message = m; _event.Set(); }
        }
        """);

    [Theory]
    [InlineData("[|Monitor.TryEnter(_o)|]; _n++;")]
    [InlineData("[|Monitor.TryEnter(_o, 50)|]; try { _n++; } finally { Monitor.Exit(_o); }")]
    [InlineData("await [|_slots.WaitAsync(TimeSpan.FromSeconds(1), token)|].ConfigureAwait(false); _slots.Release();")]
    [InlineData("_ = await [|_slots.WaitAsync(100)|]; _slots.Release();")]
    [InlineData("[|_slots.Wait(100)|]; _slots.Release();")]
    [InlineData("[|_old.WaitOne(100)|]; _old.Release();")]
    [InlineData("[|_mutex.WaitOne(TimeSpan.FromSeconds(1))|]; _mutex.ReleaseMutex();")]
    [InlineData("[|_rw.TryEnterWriteLock(5)|]; _rw.ExitWriteLock();")]
    [InlineData("while (_n > 0) { [|_slots.Wait(100)|]; _n--; }")]
    [InlineData("[|_event.WaitOne(1000)|]; _n++;")]
    [InlineData("[|_slim.Wait(1000, token)|]; _n++;")]
    [InlineData("[|_count.Wait(1000)|]; _n++;")]
    [InlineData("if (_n == 0) { [|_slim.Wait(1000)|]; } _n++;")]
    [InlineData("lock (_o) { [|Monitor.Wait(_o, 100)|]; _n++; }")]
    public Task Reports_a_result_that_nobody_asks_for(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("if (!Monitor.TryEnter(_o)) return; Monitor.Exit(_o);")]
    [InlineData("lock (_o) { if (_n == 0) Monitor.Wait(_o, 100); _event.Reset(); if (_n == 0) throw new TimeoutException(); }")]
    [InlineData("bool taken = false; Monitor.TryEnter(_o, 50, ref taken); if (taken) Monitor.Exit(_o);")]
    [InlineData("var got = await _slots.WaitAsync(100); if (got) _slots.Release();")]
    [InlineData("await _slots.WaitAsync(token); _slots.Release();")]
    [InlineData("_slots.Wait(); _slots.Release();")]
    [InlineData("_mutex.WaitOne(); _mutex.ReleaseMutex();")]
    [InlineData("_event.WaitOne(); _n++;")]
    [InlineData("_event.WaitOne(Timeout.Infinite); _n++;")]
    [InlineData("_slim.Wait(0); _n++;")]
    [InlineData("_slim.Wait(token); _n++;")]
    [InlineData("while (_n == 0) { _event.WaitOne(100); _n++; }")]
    [InlineData("_n++; _event.WaitOne(100);")]
    [InlineData("lock (_o) { while (_n == 0) Monitor.Wait(_o, 100); }")]
    [InlineData("Console.WriteLine(_slots.Wait(5));")]
    [InlineData("token.WaitHandle.WaitOne(100); token.ThrowIfCancellationRequested(); _n++;")]
    [InlineData("_n++; _event.WaitOne(100); _slim.Wait(100);")]
    [InlineData("while (_n == 0) { await _wake.WaitAsync(100, token); _n++; }")]
    public Task Accepts_what_is_tested_or_needs_no_test(string body) => Verify.VerifyAsync(Program(body));

    [Theory]
    [InlineData("Stop")]
    [InlineData("Shutdown")]
    public Task Accepts_a_goodbye(string name) => Verify.VerifyAsync(Program("_event.WaitOne(100); _n++;", name));

    [CSharpFact(12)]
    public Task Reports_once_in_a_constructor_that_calls_another() => Verify.VerifyAsync("""
        class Base(int n) { public int N => n; }
        class C : Base
        {
            readonly SemaphoreSlim _slots = new(2, 2);
            int _n;
            C(int n = 1) : base(n) { [|_slots.Wait(100)|]; _n++; _slots.Release(); }
        }
        """);

    [Fact]
    public Task KnownMiss_a_variable_that_nobody_reads() => Verify.VerifyAsync(Program("var got = _slots.Wait(100); _slots.Release();"));

    [Fact]
    public Task Says_what_happens_then() => Verify.VerifyAsync(
        Program("{|#0:_slots.Wait(100)|}; _slots.Release();"),
        Verify.Finding().WithLocation(0).WithArguments("_slots.Wait(100)", "nothing is held"));

    [Fact]
    public Task Fixes_with_an_exception() => Fix.FixesAsync(
        """
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            readonly SemaphoreSlim _slots = new(2, 2);

            async Task RunAsync()
            {
                // take
                await [|_slots.WaitAsync(100)|]; // soon
                _slots.Release();
                _ = [|_slots.Wait(5)|];
            }
        }
        """,
        """
        using System;
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            readonly SemaphoreSlim _slots = new(2, 2);

            async Task RunAsync()
            {
                // take
                if (!await _slots.WaitAsync(100))
                    throw new TimeoutException(); // soon
                _slots.Release();
                if (!_slots.Wait(5))
                    throw new TimeoutException();
            }
        }
        """);

    // Who waits for ever does not give up.
    [Theory]
    [InlineData("_lock.TryEnterWriteLock(-1)")]
    [InlineData("_lock.TryEnterWriteLock(Timeout.Infinite)")]
    [InlineData("_lock.TryEnterWriteLock(Timeout.InfiniteTimeSpan)")]
    public Task Accepts_an_endless_try(string call) => Verify.VerifyAsync(
        "public class C { readonly ReaderWriterLockSlim _lock = new(); int _n; public void M() { " + call + "; try { _n++; } finally { _lock.ExitWriteLock(); } } }");

    [Fact]
    public Task Accepts_a_wait_in_a_test() => Verify.VerifyAsync(
        "public class FactAttribute : Attribute { } public class T { [Fact] public void M() { var e = new ManualResetEventSlim(); Task.Run(e.Set); e.Wait(100); Console.WriteLine(e.IsSet); } }");

    private static string Work(string body, string name = "Run") => $$"""
        class C
        {
            readonly CancellationTokenSource _stop = new(); int _n; Task _loop;
            int Count() => 1;
            async Task<int> LoadAsync() { await Task.Yield(); return 1; }
            int {{name}}() { Task<int> work = Task.Run(() => Count()); {{body}} return _n; }
        }
        """;

    [Theory]
    [InlineData("{|#0:work.Wait(1000)|}; return work.Result;")]
    [InlineData("{|#0:work.Wait(TimeSpan.FromSeconds(1))|}; _n++;")]
    [InlineData("try { {|#0:work.Wait(1000)|}; } catch (AggregateException) { } _n++;")]
    [InlineData("var all = new[] { work, Task.Run(() => Count()) }; {|#0:Task.WaitAll(all, 1000)|}; _n++;")]
    public Task Reports_work_that_may_still_run(string body) => Verify.VerifyAsync(Work(body), Verify.Finding().WithSeverity(DiagnosticSeverity.Info).WithLocation(0));

    [Theory]
    [InlineData("if (!work.Wait(1000)) throw new TimeoutException(); return work.Result;")]
    [InlineData("work.Wait(1000); if (!work.IsCompleted) throw new TimeoutException();")]
    [InlineData("work.Wait(1000); _n++; if (work.IsFaulted) return 0;")]
    [InlineData("work.Wait(); return work.Result;")]
    [InlineData("work.Wait(_stop.Token); return work.Result;")]
    [InlineData("_stop.Cancel(); work.Wait(1000); _stop.Dispose();")]
    [InlineData("while (_n == 0) { work.Wait(10); _n++; }")]
    [InlineData("LoadAsync().Wait(1000); _n++;")]
    public Task Accepts_work_that_is_asked_stopped_or_asynchronous(string body) => Verify.VerifyAsync(Work(body));

    [Fact]
    public Task Accepts_work_after_which_the_member_is_left() => Verify.VerifyAsync(
        "class C { int _n; void M() { if (_n > 0) { try { var work = Task.Run(() => Console.WriteLine()); work.Wait(10); } catch (Exception) { } return; } _n++; } }");

    [Fact]
    public Task Accepts_work_that_the_end_of_the_program_waits_for() => Verify.VerifyAsync(
        "public static class P { static readonly ManualResetEventSlim s_exit = new(); public static int Main() { var work = Task.Run(() => Console.WriteLine()); s_exit.Wait(); work.Wait(5000); return 0; } }");

    [Theory]
    [InlineData("StopWorker")]
    [InlineData("Dispose")]
    public Task Accepts_work_at_a_goodbye(string name) => Verify.VerifyAsync(Work("work.Wait(1000); _n++;", name));

    [Theory]
    [InlineData("int n = _served; _served = 0; return n;")]
    [InlineData("return _served;")]
    public Task Accepts_state_that_the_caller_looks_at(string body) => Verify.VerifyAsync(
        "class C { readonly object _gate = new(); int _served; public int Poll(TimeSpan limit) { lock (_gate) { if (_served == 0) Monitor.Wait(_gate, limit); " + body + " } } }");

    [Theory]
    [InlineData("int n = 100 / _served; return n;")]
    [InlineData("_served--; return 0;")]
    public Task Reports_state_that_has_to_be_there(string body) => Verify.VerifyAsync(
        "class C { readonly object _gate = new(); int _served; public int Poll(TimeSpan limit) { lock (_gate) { if (_served == 0) [|Monitor.Wait(_gate, limit)|]; " + body + " } } }");

    [Theory]
    [InlineData("CreateBounded<string>(100)", "[|_lines.Writer.TryWrite(line)|];")]
    [InlineData("CreateBounded<string>(new BoundedChannelOptions(100) { SingleReader = true })", "[|_lines.Writer.TryWrite(line)|];")]
    [InlineData("CreateBounded<string>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest })", "_lines.Writer.TryWrite(line);")]
    [InlineData("CreateUnbounded<string>()", "_lines.Writer.TryWrite(line);")]
    [InlineData("CreateBounded<string>(100)", "_ = _lines.Writer.TryWrite(line);")]
    [InlineData("CreateBounded<string>(100)", "if (!_lines.Writer.TryWrite(line)) Console.WriteLine(line);")]
    public Task Knows_channels_that_refuse_an_element(string channel, string write) => Verify.VerifyAsync($$"""
        class C
        {
            readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.{{channel.Replace("Bounded", "System.Threading.Channels.Bounded").Replace("CreateSystem.Threading.Channels.", "Create")}};
            public void Log(string line) { {{write}} }
        }
        """);

    [Theory]
    [InlineData("[|_lines.TryAdd(line, TimeSpan.FromMilliseconds(20))|];")]
    [InlineData("[|_lines.TryAdd(line, 100)|];")]
    [InlineData("_lines.TryAdd(line);")]
    [InlineData("_lines.TryAdd(line, 0);")]
    [InlineData("_lines.TryAdd(line, -1);")]
    [InlineData("_ = _lines.TryAdd(line, 100);")]
    [InlineData("while (!_lines.TryAdd(line, 100)) Console.WriteLine(line);")]
    public Task Knows_elements_that_find_no_place(string code) => Verify.VerifyAsync($$"""
        class C { readonly BlockingCollection<string> _lines = new(100); public void M(string line) { {{code}} } }
        """);
}
