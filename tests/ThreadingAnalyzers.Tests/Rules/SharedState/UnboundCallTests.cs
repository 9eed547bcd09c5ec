using Atomic = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0307AtomicAndPlainAccess>;
using Lazily = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0315RacyInitialization>;
using MissingGuard = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;
using ReadModifyWrite = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;
using NeverStarted = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0502NeverStarted>;
using Timers = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.Threads.THR0509TimerLostOrOverlapping>;
using UnsafeObject = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Calls that do not bind because the type of an argument is not known, as in a file without the rest of its project.</summary>
public class UnboundCallTests
{
    [Theory]
    [InlineData("[|_foos.Add(new Foo(s))|];")]
    [InlineData("[|_foos.Remove(Foo.Named(s))|];")]
    [InlineData("[|_foos.Insert(0, new Foo(s))|];")]
    [InlineData("lock (_gate) _foos.Add(new Foo(s));")]
    public Task Knows_changes_of_collections(string code) => MissingGuard.VerifyAloneAsync($$"""
        class C
        {
            readonly object _gate = new object(); readonly List<IFoo> _foos = new List<IFoo>();
            public void A(string s) { lock (_gate) _foos.Add(new Foo(s)); }
            public void B(Foo f) { lock (_gate) _foos.Remove(f); }
            public int Count { get { lock (_gate) return _foos.Count; } }
            public void D(string s) { {{code}} }
        }
        """);

    /// <summary>Callees of which the caller holds the lock.</summary>
    [Fact]
    public Task Accepts_private_methods_under_the_lock() => MissingGuard.VerifyAloneAsync("""
        class C
        {
            readonly object _gate = new object(); readonly Dictionary<string, int> _sizes = new(); readonly Options _options;
            public void A(Item i) { lock (_gate) { Put(i.Key, i.Value); } }
            public void B(Item i) { lock (_gate) { Put(i.Key, 3); _sizes.Remove("x"); } }
            public int Count { get { lock (_gate) return _sizes.Count; } }
            private void Put(string key, int value) { _sizes[key] = value; Trim(_options.Max); }
            private void Trim(int max) { while (_sizes.Count > max) _sizes.Clear(); }
        }
        """);

    [Theory]
    [InlineData("Task.Run(() => { Console.WriteLine(); [|_runs++|]; }, _options.Token);")]
    [InlineData("Task.Factory.StartNew(() => { _options.Work(); [|_runs++|]; }, _options.Token);")]
    [InlineData("ThreadPool.QueueUserWorkItem(state => [|_runs++|], _options.State);")]
    [InlineData("Task.Run(() => Interlocked.Increment(ref _runs), _options.Token);")]
    [InlineData("_options.Run(() => _runs++, _options.Token);")]
    public Task Knows_work_with_an_unknown_argument(string code) => ReadModifyWrite.VerifyAloneAsync($$"""
        class C { int _runs; readonly Options _options; public void M() { for (int i = 0; i < 4; i++) {{code}} } }
        """);

    [Fact]
    public Task Knows_methods_that_the_pool_runs() => UnsafeObject.VerifyAloneAsync("""
        class C
        {
            readonly Dictionary<string, int> _counts = new Dictionary<string, int>();
            public void Start(IEnumerable<Item> items) { foreach (var item in items) ThreadPool.QueueUserWorkItem(Work, item); }
            void Work(object o) { var item = (Item)o; [|_counts[item.Name] = item.Size|]; }
        }
        """);

    [Fact]
    public Task Accepts_what_is_used_after_a_join() => UnsafeObject.VerifyAloneAsync("""
        class C
        {
            readonly List<int> _found = new(); readonly Options _options;
            void M() { var t = new Thread(Work); t.Start(_options.State); t.Join(_options.Timeout); _found.Clear(); }
            void Work(object state) { _found.Add(1); }
        }
        """);

    [Theory]
    [InlineData("var t = [|new Timer(Tick, null, _options.Period, _options.Period)|];")]
    [InlineData("_timer = new Timer(Tick, null, _options.Period, _options.Period);")]
    [InlineData("using var t = new Timer(Tick, null, _options.Period, _options.Period); Console.ReadLine();")]
    [InlineData("_options.Keep(new Timer(Tick, null, _options.Period, _options.Period));")]
    public Task Knows_timers_with_an_unknown_period(string code) => Timers.VerifyAloneAsync($$"""
        class C { readonly Options _options; Timer _timer; void M() { {{code}} } void Tick(object s) { } }
        """);

    [Theory]
    [InlineData("var t = [|new Thread(_options.Worker.Run)|]; t.Name = _options.Name;")]
    [InlineData("var t = new Thread(_options.Worker.Run); t.Start();")]
    [InlineData("var t = new Thread(_options.Worker.Run); t.Start(_options.State);")]
    [InlineData("var t = new Thread(_options.Worker.Run); _options.Register(t);")]
    public Task Knows_threads_with_unknown_work(string code) => NeverStarted.VerifyAloneAsync($$"""
        class C { readonly Options _options; void M() { {{code}} } }
        """);

    /// <summary>Atomic calls whose variable is of an unknown type.</summary>
    [Theory]
    [InlineData("ImmutableInterlocked.Update(ref _foos, (all, one) => all.Add(one), foo);", "[|_foos = _foos.Remove(foo)|];")]
    [InlineData("System.Collections.Immutable.ImmutableInterlocked.Update(ref _foos, (all, one) => all.Add(one), foo);", "[|_foos = _foos.Remove(foo)|];")]
    [InlineData("ImmutableInterlocked.Update(ref _foos, (all, one) => all.Add(one), foo);", "ImmutableInterlocked.Update(ref _foos, (all, one) => all.Remove(one), foo);")]
    public Task Knows_atomic_calls(string atomic, string change) => Atomic.VerifyAloneAsync($$"""
        using System.Collections.Immutable;
        class C
        {
            private ImmutableList<IFoo> _foos = ImmutableList<IFoo>.Empty;
            public void A(IFoo foo) { {{atomic}} }
            public void B(IFoo foo) { {{change}} }
        }
        """);

    /// <summary>Objects whose constructor gets something unknown.</summary>
    [Theory]
    [InlineData("if (s_it == null) [|s_it = new C(Factory.Make())|]; return s_it;")]
    [InlineData("return [|s_it ??= new C(Factory.Make())|];")]
    [InlineData("if (s_it == null) lock (s_gate) if (s_it == null) s_it = new C(Factory.Make()); return s_it;")]
    public Task Knows_creations(string code) => Lazily.VerifyAloneAsync($$"""
        class C
        {
            private static readonly object s_gate = new object(); private static C s_it; private int _hits;
            private C(IThing thing) { }
            public static C It { get { {{code}} } }
            public int Hits => _hits;
            public void Hit() { lock (s_gate) _hits++; }
        }
        """);
}
