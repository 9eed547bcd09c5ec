using ThreadingAnalyzers.Rules;
using ThreadingAnalyzers.Rules.Async;
using ThreadingAnalyzers.Rules.Deadlocks;
using ThreadingAnalyzers.Rules.SharedState;
using ThreadingAnalyzers.Tests.Engine;
using ThreadingAnalyzers.Tests.Rules;

namespace ThreadingAnalyzers.Tests.Robustness;

/// <summary>A call whose arguments do not bind, since a type is missing or half typed, is still a call of what it names.</summary>
public class UnresolvedTypeTests
{
    private const string Usings = "using System.Collections.Concurrent; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks; ";
    private static readonly Endurance s_endurance = new(Product.Analyzers, Product.Fixers);

    [Fact]
    public Task Reports_a_lookup_with_an_unknown_key() => VerifyAsync<THR0302MissingGuard>("""
        class C : Unknown
        {
            private readonly Dictionary<string, int> _map = new Dictionary<string, int>();
            private readonly object _gate = new object();
            public void Add(Missing m) { lock (_gate) _map[m.Name] = m.Value; }
            public void Remove(Missing m) { lock (_gate) _map.Remove(m.Name); }
            public bool Has(Missing m) => [|_map.ContainsKey(m.Name)|];
            public int At(Missing m) => [|_map[m.Name]|];
        }
        """);

    [Fact]
    public Task Reports_a_call_of_an_unlocked_member_with_an_unknown_argument() => VerifyAsync<THR0302MissingGuard>("""
        class C
        {
            private readonly List<Missing> _rows = new List<Missing>();
            private readonly object _gate = new object();
            public void Insert(Command c) { lock (_gate) Store(c.Row); }
            public void Quick(Command c) { [|Store(c.Row)|]; }
            private void Store(Missing row) { _rows.Add(row.Copy()); }
            public int Count { get { lock (_gate) return _rows.Count; } }
        }
        """);

    [Fact]
    public Task Accepts_members_that_are_called_under_the_lock_alone() => VerifyAsync<THR0302MissingGuard>("""
        class C
        {
            private readonly List<Missing> _rows = new List<Missing>();
            private readonly object _gate = new object();
            public void Insert(Command c) { lock (_gate) Store(c.Row); }
            public void InsertAll(Command c) { lock (_gate) { foreach (var row in c.Rows) Store(row); } }
            private void Store(Missing row) { _rows.Add(row.Copy()); }
            public int Count { get { lock (_gate) return _rows.Count; } }
        }
        """);

    [Fact]
    public Task Reports_additions_of_unknown_values_in_a_parallel_loop() => VerifyAsync<THR0304UnsafeObjectShared>("""
        class C
        {
            List<Missing> M(IEnumerable<Source> sources)
            {
                var all = new List<Missing>();
                Parallel.ForEach(sources, source => [|all.Add(source.Load())|]);
                return all;
            }
        }
        """);

    [Fact]
    public Task Reports_a_test_and_a_set_with_an_unknown_key() => VerifyAsync<THR0310CheckThenAct>("""
        class C
        {
            private readonly ConcurrentDictionary<string, Missing> _map = new ConcurrentDictionary<string, Missing>();
            void M(Request r) { if (![|_map.ContainsKey(r.Key)|]) _map[r.Key] = r.Build(); }
        }
        """);

    [Fact]
    public Task Reports_dropped_tasks() => VerifyAsync<THR0605DroppedTask>("""
        class C
        {
            private readonly IUnknown _unknown;
            async Task M() { foreach (var job in await _unknown.ReadAsync()) [|RunAsync(job)|]; [|_unknown.FlushAsync()|]; _unknown.Send(); await _unknown.CloseAsync(); }
            void N(Missing m) { RunAsync(m.Job).Wait(); _ = RunAsync(m.Job); _unknown.SendAsync(m); }
            private async Task RunAsync(Job job) { await Task.Yield(); job.Run(); }
        }
        """);

    [Theory]
    [InlineData("_unknown.LoadAsync(1).Result")]
    [InlineData("_unknown.LoadAsync().GetAwaiter().GetResult()")]
    [InlineData("_unknown.LoadAsync().ConfigureAwait(false).GetAwaiter().GetResult()")]
    [InlineData("_unknown.LoadAsync().Wait()")]
    public async Task Reports_blocking_on_what_is_a_task_by_its_name(string wait)
    {
        await VerifyAsync<THR0601BlockingCallInAsyncCode>($"class C {{ private readonly IUnknown _unknown; async Task M() {{ await Task.Yield(); var x = [|{wait}|]; }} void N() {{ var x = {wait}; }} }}");
        await VerifyAsync<THR0602BlockingOnAsyncCode>($"class C {{ private readonly IUnknown _unknown; void N() {{ var x = [|{wait}|]; }} async Task M() {{ await Task.Yield(); var x = {wait}; }} }}");
    }

    [Theory]
    [InlineData("Thread.Sleep(_unknown.Delay)")]
    [InlineData("_task.Wait(_unknown.Limit)")]
    [InlineData("Task.WaitAll(_task, _unknown.Task)")]
    public Task Reports_waits_with_an_unknown_limit(string wait) =>
        VerifyAsync<THR0601BlockingCallInAsyncCode>($"class C {{ private readonly IUnknown _unknown; private Task _task; async Task M() {{ await Task.Yield(); [|{wait}|]; }} }}");

    [Theory]
    [InlineData("_unknown.Load().Result")]
    [InlineData("_unknown.Load().Wait()")]
    [InlineData("_unknown.LoadAsync().Outcome")]
    public Task Accepts_what_may_be_anything(string value) =>
        VerifyAsync<THR0601BlockingCallInAsyncCode>($"class C {{ private readonly IUnknown _unknown; async Task M() {{ await Task.Yield(); var x = {value}; }} }}");

    [Fact]
    public Task Accepts_an_exchange_of_an_unknown_value() => VerifyAsync<THR0307AtomicAndPlainAccess>("""
        class C
        {
            private string _state;
            void Update(Missing m) { Interlocked.Exchange(ref _state, m.State); Interlocked.Exchange(ref _state, "none"); }
            string Read() => Volatile.Read(ref _state);
        }
        """);

    [Fact]
    public Task Fixes_are_endured() => s_endurance.VerifyAsync("unresolved", Usings + """
        class C : Unknown
        {
            private readonly ConcurrentDictionary<string, Missing> _map = new ConcurrentDictionary<string, Missing>();
            private readonly Dictionary<string, int> _counts = new Dictionary<string, int>();
            private readonly object _gate = new object();
            private readonly IUnknown _unknown;
            void M(Request r) { if (!_map.ContainsKey(r.Key)) _map[r.Key] = r.Build(); if (_map.TryGetValue(r.Key, out var x)) x.Go(); else _map.TryAdd(r.Key, r.Build()); _map.GetOrAdd(r.Key, k => new Missing(k)); }
            void Count(Request r) { lock (_gate) _counts[r.Key] = r.Count; }
            int At(Request r) => _counts[r.Key];
            async Task N(Request r) { RunAsync(r.Job); await Task.Yield(); _unknown.SaveAsync(r).Wait(); Parallel.ForEach(r.All, each => _counts.Add(each.Key, each.Value)); }
            private async Task RunAsync(Job job) { await Task.Yield(); job.Run(); }
        }
        """);

    [Fact]
    public Task Accepts_a_flag_beside_an_unknown_argument() => VerifyAsync<THR0203LockTakenAgain>("""
        class C
        {
            private readonly ReaderWriterLockSlim _gate = new ReaderWriterLockSlim();
            void Check() { _gate.EnterWriteLock(); try { Remove(1, Reason.Unknown, false); } finally { _gate.ExitWriteLock(); } }
            void Remove(int key, Reason reason, bool doLock)
            {
                try { if (doLock) _gate.EnterWriteLock(); } finally { if (doLock) _gate.ExitWriteLock(); }
            }
        }
        """);

    [Fact]
    public Task Accepts_a_factory_whose_scheduler_is_not_known() => VerifyAsync<THR0305CapturedVariable>("""
        class C
        {
            int M()
            {
                var factory = new TaskFactory(new UnknownScheduler());
                int result = 0;
                factory.StartNew(() => { result = Unknown.Start(); });
                return result;
            }
        }
        """);

    private static Task VerifyAsync<TRule>(string source)
        where TRule : Rule, new() =>
        new CSharpAnalyzerTest<RuleHost<TRule>> { TestCode = Usings + source, CompilerDiagnostics = CompilerDiagnostics.None }.RunAsync();
}
