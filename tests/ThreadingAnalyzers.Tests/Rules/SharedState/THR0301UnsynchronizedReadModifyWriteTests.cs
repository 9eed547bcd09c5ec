using ThreadingAnalyzers.Rules.SharedState;
using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Changes that overlap: what is changed, how, and what starts the other thread.</summary>
public class THR0301UnsynchronizedReadModifyWriteTests
{
    /// <summary>Every way to read, change and write back.</summary>
    [Theory]
    [InlineData("[|_n++|];")]
    [InlineData("[|--_n|];")]
    [InlineData("[|_n += i|];")]
    [InlineData("[|_n <<= 1|];")]
    [InlineData("[|_n = _n + i|];")]
    [InlineData("[|_n = i - _n|];")]
    [InlineData("[|this._n = Math.Max(this._n, i)|];")]
    [InlineData("var before = _n; [|_n = before + i|];")]
    [InlineData("if (i > _n) [|_n = i|];")]
    [InlineData("if (_n < i) { [|_n = i|]; }")]
    [InlineData("checked { [|_n++|]; }")]
    [InlineData("unchecked { [|_n *= 31|]; }")]
    [InlineData("Console.WriteLine([|_n++|]);")]
    [InlineData("var after = [|++_n|];")]
    [InlineData("[|_n += i switch { 0 => 1, > 5 => 2, _ => 3 }|];")]
    [InlineData("[|_text += i|];")]
    [InlineData("[|_done += () => { }|];")]
    [InlineData("[|Total++|];")]
    [InlineData("[|Shared += i|];")]
    [InlineData("[|s_n++|];")]
    [InlineData("[|_stats.Hits++|];")]
    [InlineData("[|_point.X += i|];")]
    [InlineData("try { [|_n++|]; } catch (IOException) { } finally { Console.WriteLine(); }")]
    [InlineData("foreach (var x in new[] { i }) { if (x == 0) continue; [|_n++|]; }")]
    [InlineData("again: [|_n++|]; if (i < 0) goto again;")]
    [InlineData("switch (i) { case 1: [|_n++|]; break; default: return; }")]
    [InlineData("void Add() => [|_n++|]; Add();")]
    public Task Reports_each_form_of_change(string change) => Verify.VerifyAsync($$"""
        class Stats { public int Hits; }
        struct Point { public int X; }
        class C
        {
            int _n; string _text; ImmutableHashSet<int> _seen = ImmutableHashSet<int>.Empty; Action _done; static int s_n; Point _point;
            readonly Stats _stats = new();
            int Total { get; set; }
            public static long Shared { get; private set; }
            void Run() => Parallel.For(0, 10, i => { {{change}} });
        }
        """);

    /// <summary>Every way to run code on several threads at once.</summary>
    [Theory]
    [InlineData("Parallel.For(0, 9, i => [|_n++|]);")]
    [InlineData("Parallel.ForEach(items, item => { [|_n++|]; });")]
    [InlineData("Parallel.ForEach(items, Count);")]
    [InlineData("Parallel.ForEach(items, new ParallelOptions(), (item, state) => [|_n++|]);")]
    [InlineData("Parallel.Invoke(() => [|_n++|], () => [|_n++|]);")]
    [InlineData("await Parallel.ForEachAsync(items, async (item, token) => { await Task.Yield(); [|_n++|]; });")]
    [InlineData("items.AsParallel().ForAll(item => [|_n++|]);")]
    [InlineData("var odd = items.AsParallel().Where(item => { [|_n++|]; return item.Length > 1; }).ToList();")]
    [InlineData("foreach (var item in items) ThreadPool.QueueUserWorkItem(_ => [|_n++|]);")]
    [InlineData("ThreadPool.QueueUserWorkItem(WorkOn); ThreadPool.QueueUserWorkItem(WorkOn);")]
    [InlineData("var a = Task.Run(() => [|_n++|]); var b = Task.Run(() => [|_n++|]); await Task.WhenAll(a, b);")]
    [InlineData("var all = new List<Task>(); foreach (var item in items) all.Add(Task.Run(() => [|_n++|])); await Task.WhenAll(all);")]
    [InlineData("await Task.WhenAll(items.Select(item => Task.Run(() => [|_n++|])));")]
    [InlineData("await Task.WhenAll(items.Select(async item => { await Task.Delay(1); [|_n++|]; }));")]
    [InlineData("var tasks = new Task[4]; for (int i = 0; i < 4; i++) tasks[i] = Task.Factory.StartNew(() => [|_n++|]); Task.WaitAll(tasks);")]
    [InlineData("var tasks = from item in items select Task.Run(() => [|_n++|]); await Task.WhenAll(tasks.ToArray());")]
    [InlineData("var t = new Thread(() => [|_n++|]); var u = new Thread(() => [|_n++|]); t.Start(); u.Start(); t.Join(); u.Join();")]
    [InlineData("ThreadStart work = Work; var t = new Thread(work); var u = new Thread(work); t.Start(); u.Start();")]
    [InlineData("var ts = new Thread[8]; for (var i = 0; i < 8; i++) { ts[i] = new Thread(Work); ts[i].Start(); } foreach (var t in ts) t.Join();")]
    [InlineData("var ts = Enumerable.Range(0, 4).Select(_ => new Thread(Work)).ToList(); ts.ForEach(t => t.Start()); ts.ForEach(t => t.Join());")]
    [InlineData("int i = 0; while (i++ < 3) new Thread(Work) { IsBackground = true }.Start();")]
    [InlineData("var t = new Task(Work); var u = new Task(Work); t.Start(); u.Start(); await t; await u;")]
    public Task Reports_each_kind_of_fork(string run) => Verify.VerifyAsync($$"""
        class C
        {
            int _n;
            async Task RunAsync(string[] items) { await Task.Yield(); {{run}} }
            void Work() => {{(run.Contains("Work)") || run.Contains("Work;") ? "[|_n++|]" : "_n++")}};
            void WorkOn(object state) => {{(run.Contains("WorkOn") ? "[|_n++|]" : "_n++")}};
            void Count(string item) => {{(run.Contains("Count") ? "[|_n++|]" : "_n++")}};
        }
        """);

    /// <summary>The thread that started the work changes the same place before it has waited.</summary>
    [Theory]
    [InlineData("var t = Task.Run(() => [|_n++|]); [|_n++|]; await t;")]
    [InlineData("var t = Task.Run(() => { [|_n++|]; }); if (flag) await t; [|_n++|]; await t;")]
    [InlineData("var t = new Thread(() => [|_n++|]); t.Start(); [|_n++|]; t.Join();")]
    [InlineData("var t = new Thread(() => [|_n++|]); var u = new Thread(() => { }); t.Start(); u.Start(); u.Join(); [|_n++|]; t.Join();")]
    [InlineData("var t = Task.Run(() => [|_n++|]); try { [|_n += 2|]; } finally { t.Wait(); }")]
    [InlineData("_ = Task.Run(() => [|_n++|]); [|_n++|];")]
    [InlineData("_ = Task.Run(() => { _n = 1; }); [|_n++|];")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => [|_n++|]); [|_n++|];")]
    [InlineData("var t = Task.Run(() => [|_n++|]); foreach (var c in \"ab\") [|_n++|]; await t;")]
    [InlineData("var t = Task.Run(() => [|_n++|]); switch (flag) { case true: await t; break; } [|_n++|];")]
    [InlineData("var t = Task.Run(() => [|_n++|]); await Task.Yield(); [|_n++|]; await t;")]
    [InlineData("using var timer = new Timer(_ => [|_n++|], null, 0, 10); [|_n++|];")]
    public Task Reports_a_change_beside_the_creator(string body) => Verify.VerifyAsync($$"""
        class C
        {
            int _n;
            async Task RunAsync(bool flag) { await Task.Yield(); {{body}} }
        }
        """);

    [Fact]
    public Task Reports_a_captured_local_of_a_local_function() => Verify.VerifyAsync("""
        static class Histogram
        {
            static int Dark(byte[][] rows)
            {
                int dark = 0;
                void Count(byte[] row) { foreach (var b in row) if (b < 10) [|dark++|]; }
                Parallel.ForEach(rows, Count);
                return dark;
            }
        }
        """);

    [Fact]
    public Task Reports_a_captured_parameter() => Verify.VerifyAsync("""
        static class Sums
        {
            static int Sum(int seed, int[] values)
            {
                values.AsParallel().ForAll(v => [|seed += v|]);
                return seed;
            }
        }
        """);

    [CSharpFact(12)]
    public Task Reports_a_parameter_of_a_primary_constructor() => Verify.VerifyAsync("""
        class Ids(int next)
        {
            public void Burn(int count) => Parallel.For(0, count, _ => [|next++|]);
        }
        """);

    [Fact]
    public Task Reports_fields_of_records_structs_and_nested_types() => Verify.VerifyAsync("""
        record Tally
        {
            public int Count { get; private set; }
            public void Run() => Parallel.For(0, 9, i => { [|Count++|]; });
        }
        struct Meter
        {
            static long s_ticks;
            public void Run() => Parallel.For(0, 9, i => { [|s_ticks += i|]; });
        }
        class Outer
        {
            static int s_all;
            class Inner
            {
                public void Run() => Parallel.For(0, 9, i => { [|s_all++|]; });
            }
        }
        """);

    [Fact]
    public Task Reports_a_static_of_a_generic_type() => Verify.VerifyAsync("""
        class Pool<T> where T : new()
        {
            static int s_created;
            public T[] Fill(int count) => ParallelEnumerable.Range(0, count).Select(_ => { [|s_created++|]; return new T(); }).ToArray();
        }
        """);

    [Fact]
    public Task Reports_across_the_files_of_a_partial_type() => Verify.VerifyFilesAsync("""
        partial class Crawler
        {
            int _pages;
            public void Start() { new Thread(Crawl).Start(); new Thread(Crawl).Start(); }
        }
        """, """
        partial class Crawler
        {
            void Crawl() { while (true) [|_pages++|]; }
        }
        """);

    [Fact]
    public Task Reports_a_change_in_an_accessor_that_threads_call() => Verify.VerifyAsync("""
        class Sequence
        {
            int _last;
            int Next => [|++_last|];
            public int[] Take(int count)
            {
                var ids = new int[count];
                Parallel.For(0, count, i => ids[i] = Next);
                return ids;
            }
        }
        """);

    [Fact]
    public Task Reports_a_helper_two_calls_away() => Verify.VerifyAsync("""
        class Loader
        {
            int _failed;
            public void Load(string[] files) => Parallel.ForEach(files, file => Try(file));
            void Try(string file) { try { File.ReadAllText(file); } catch (IOException) { Failed(); } }
            void Failed() => [|_failed++|];
        }
        """);

    [Fact]
    public Task Reports_a_member_that_callers_run_beside_the_thread() => Verify.VerifyAsync("""
        class Monitor1
        {
            int _beats;
            public void Start() => new Thread(Loop).Start();
            public void Reset() => [|_beats -= 10|];
            void Loop() { while (true) { [|_beats++|]; Thread.Sleep(1000); } }
        }
        """);

    [Fact]
    public Task Reports_a_timer_field_beside_a_public_method() => Verify.VerifyAsync("""
        class Heartbeat
        {
            readonly Timer _timer;
            long _beats;
            public Heartbeat() => _timer = new Timer(_ => [|_beats++|], null, 0, 1000);
            public void Add(long n) => [|_beats += n|];
        }
        """);

    [Fact]
    public Task Reports_top_level_statements() => Verify.VerifyProgramAsync("""
        int sum = 0;
        Parallel.For(0, 100, i => { [|sum += i|]; });
        Console.WriteLine(sum);
        """);

    [Fact]
    public Task Reports_the_unlocked_change_and_not_the_locked_one() => Verify.VerifyAsync("""
        class Stock
        {
            readonly object _gate = new();
            int _left;
            public void Sell(int[] orders) => Parallel.ForEach(orders, order =>
            {
                lock (_gate) _left -= order;
                if (order < 0) [|_left++|];
            });
        }
        """);

    [Fact]
    public Task Reports_work_started_in_an_iterator() => Verify.VerifyAsync("""
        class Batches
        {
            int _running;
            public IEnumerable<Task> Start(int count)
            {
                for (int i = 0; i < count; i++)
                    yield return Task.Run(() => { [|_running++|]; });
            }
        }
        """);

    [Fact]
    public Task Says_who_runs_beside_whom() => Verify.VerifyAsync("""
        class C
        {
            int _n;
            void Run()
            {
                var t = {|#2:new Thread(() => {|#1:_n += 2|})|};
                t.Start();
                {|#0:_n++|};
                t.Join();
            }
        }
        """,
        Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2)
            .WithArguments("_n", "by whoever calls 'Run', while the thread created at line 6 changes it at line 6"),
        Verify.Finding().WithLocation(1).WithLocation(0).WithLocation(2)
            .WithArguments("_n", "by the thread created at line 6, while whoever calls 'Run' changes it at line 8"));

    [Fact]
    public Task Says_that_a_loop_overlaps_itself() => Verify.VerifyAsync("""
        class C
        {
            static int s_n;
            void Run() => {|#1:Parallel.For(0, 9, i => {|#0:s_n++|})|};
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithArguments("s_n", "and the parallel loop at line 4 runs it on several threads at once"));

    [Fact]
    public Task Says_that_two_threads_run_one_helper() => Verify.VerifyAsync("""
        class C
        {
            int _n;
            void Run() { {|#2:new Thread(Add)|}.Start(); {|#1:new Thread(Add)|}.Start(); }
            void Add() => {|#0:_n++|};
        }
        """, Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("_n", "by the thread created at line 4 ('Add') and by the thread created at line 4 ('Add'), beside each other"));

    [Fact]
    public Task Lists_the_changes_that_need_the_same_lock() => Verify.VerifyAsync("""
        class C
        {
            int _n;
            void Run() => {|#2:Parallel.For(0, 9, i => { if (i > 3) {|#0:_n++|}; else {|#1:_n--|}; })|};
        }
        """,
        Verify.Finding().WithLocation(0).WithLocation(1).WithLocation(2),
        Verify.Finding().WithLocation(1).WithLocation(0).WithLocation(2));

    [Fact]
    public void The_property_names_are_those_that_fixes_read() =>
        Assert.Equal(("unlocked", "guard"), (THR0301UnsynchronizedReadModifyWrite.UnlockedAccesses, THR0301UnsynchronizedReadModifyWrite.Guard));

    /// <summary>A smaller one is kept, and what belongs to it with it.</summary>
    [Theory]
    [InlineData("if (v < best) { [|best = v|]; index = i; }")]
    [InlineData("if (best > v) { index = i; [|best = v|]; }")]
    [InlineData("lock (_gate) if (v < best) { best = v; index = i; }")]
    // What is set has nothing to do with what was compared.
    [InlineData("if (v < best) { index = i; }")]
    public Task Reports_the_best_so_far(string step) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new();
            int M(double[] values)
            {
                double best = double.MaxValue;
                int index = -1;
                Parallel.For(0, values.Length, i => { double v = values[i]; {{step}} });
                return index;
            }
        }
        """);

    /// <summary>A loop that waits for each of them has waited for all when it ends, if it made a round or not.</summary>
    [Theory]
    [InlineData("foreach (var thread in threads) thread.Join(); _n++;")]
    [InlineData("foreach (var thread in threads) { thread.Join(); } _n++;")]
    [InlineData("for (int i = 0; i < threads.Length; i++) threads[i].Join(); _n++;")]
    [InlineData("for (int i = 0; i < threads.Length; i++) { threads[i]?.Join(); } _n++;")]
    [InlineData("_n++; foreach (var thread in threads) thread.Join();", true)]
    public Task Knows_loops_of_joins(string end, bool isBeside = false) => Verify.VerifyAsync($$"""
        class C
        {
            int _n; readonly object _gate = new();
            void M(int count)
            {
                var threads = new Thread[count];
                for (int i = 0; i < count; i++) { threads[i] = new Thread(() => { lock (_gate) _n++; }); threads[i].Start(); }
                {{(isBeside ? end.Replace("_n++", "[|_n++|]") : end)}}
            }
        }
        """);

    /// <summary>Each call has parameters and locals of its own, however many of its tasks run at once; what is declared further out is shared.</summary>
    [Theory]
    [InlineData("void Begin(int left) { int seen = 0; Task.Run(() => { left--; seen++; }); }")]
    [InlineData("void Begin(int left) { int seen = 0; for (int i = 0; i < 3; i++) Task.Run(() => { [|left--|]; [|seen++|]; }); }")]
    [InlineData("int _all; void Begin(int left) { Task.Run(() => { left--; [|_all++|]; }); }")]
    [InlineData("void Outer() { int seen = 0; void Begin() { Task.Run(() => { [|seen++|]; }); } for (int i = 0; i < 3; i++) Begin(); }  void Begin(int left) { }")]
    public Task Tells_variables_of_one_call_from_those_of_all(string members) => Verify.VerifyAsync($$"""
        class C
        {
            {{members}}
            public void Start() { for (int i = 0; i < 9; i++) Begin(i); }
        }
        """);

    /// <summary>Both threads are in the same method.</summary>
    [Theory]
    [InlineData("var t = new Thread(Step); t.Start(); Step(); t.Join();", "[|_n++|]")]
    [InlineData("var t = new Thread(() => { for (int i = 0; i < 9; i++) Step(); }); t.Start(); for (int i = 0; i < 9; i++) Step(); t.Join();", "[|_n++|]")]
    [InlineData("Task t = Task.Run(Step); Step(); t.Wait();", "[|_n++|]")]
    [InlineData("Step(); var t = new Thread(Step); t.Start(); t.Join(); Step();", "_n++")]
    [InlineData("async Task Go() { await Task.Yield(); var t = Task.Run(Step); Step(); await t; } Go();", "[|_n++|]")]
    [InlineData("var t = new Thread(Step); t.Start(); t.Join(); Step();", "_n++")]
    [InlineData("var t = new Thread(Step); t.Start(); Step(); t.Join();", "lock (_gate) _n++")]
    [InlineData("var t = new Thread(() => { lock (_gate) Step(); }); t.Start(); lock (_gate) Step(); t.Join();", "_n++")]
    [InlineData("var t = new Thread(new C().Step); t.Start(); Step(); t.Join();", "_n++")]
    [InlineData("var other = new C(); var t = new Thread(Step); t.Start(); other.Step(); t.Join();", "_n++")]
    public Task Knows_a_method_that_thread_and_starter_run(string code, string change) => Verify.VerifyAsync($$"""
        class C { int _n; readonly object _gate = new(); public void Two() { {{code}} } private void Step() { {{change}}; } }
        """);
}
