using Shared = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;
using Update = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Work that is begun again by itself or by those who come after it, and never runs beside itself.</summary>
public class TimersInTurnTests
{
    [Theory]
    [InlineData("""
        Timer _timer; int _missed;
        public void Open() { Begin(); }
        public void Begin() { if (_timer == null) { _timer = new Timer(Tick, null, -1, -1); _timer.Change(300, -1); } }
        public void Tick(object state) { _missed++; if (_missed < 8) _timer?.Change(500, -1); }
        """)]
    [InlineData("""
        int _total; readonly Stream _io; volatile bool _toAsync;
        internal void Start(bool sync) { if (sync) Sync(this); else Begin(); static void Sync(C c) { new Thread(() => c.ReadSync()).Start(); } }
        void Begin() { Task.Run(() => ReadAsync()); }
        async Task ReadAsync() { do { await Task.Yield(); } while (Commit(1)); }
        void ReadSync() { while (Commit(2) && !_toAsync) { } if (_toAsync) Begin(); }
        bool Commit(int n) { _total += n; return n > 0; }
        """)]
    public Task Accepts_one_run_after_the_other(string members) => Update.VerifyAsync("class C { " + members + " }");

    [Theory]
    [InlineData("lock (_gate) _timer.Change(-1, -1);", "")]
    [InlineData("lock (_gate) { _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan); }", "")]
    [InlineData("_timer.Change(-1, -1);", "[||]")]
    [InlineData("lock (_gate) _timer.Change(10, 10);", "[||]")]
    public Task Accepts_work_beside_a_timer_that_is_paused_under_its_lock(string pause, string finding)
    {
        bool isPaused = finding.Length == 0;
        string change = isPaused ? "_seen[s] = s;" : "[|_seen[s] = s|];", removal = isPaused ? "_seen.Remove(s);" : "[|_seen.Remove(s)|];";
        return Shared.VerifyAsync($$"""
            class C
            {
                readonly object _gate = new(); readonly Timer _timer; readonly Dictionary<string, string> _seen = new();
                public C() { _timer = new Timer(Tick, null, 1000, 1000); }
                public void Take() { {{pause}} }
                public void Query(string s) { {{change}} Use(s); }
                internal void Use(string s) { {{removal}} }
                void Tick(object state) { if (!Monitor.TryEnter(_gate)) return; try { Use("alive"); } finally { Monitor.Exit(_gate); } }
            }
            """);
    }

    [Fact]
    public Task Accepts_work_that_always_runs_under_one_lock() => Update.VerifyAsync("""
        class C
        {
            readonly object _gate = new(); int _n;
            public void Start() { for (int i = 0; i < 4; i++) Task.Run(Work); }
            void Work() { lock (_gate) { Step(); } }
            internal void Step() { _n++; }
        }
        """);
}
