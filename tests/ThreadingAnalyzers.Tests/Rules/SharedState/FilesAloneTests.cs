using Atomic = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0307AtomicAndPlainAccess>;
using Guard = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;
using Shared = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;
using Update = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0301UnsynchronizedReadModifyWrite>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Files without the rest of their program: calls that are given something of an unknown type do not bind, and are calls all the same.</summary>
public class FilesAloneTests
{
    private static string Program(string members) => $$"""
        class Pool : Missing
        {
            readonly object _gate = new();
            readonly Dictionary<string, Session> _sessions = new();
            int _n;
            public void Add(string id, Session s) { lock (_gate) { _sessions.Add(id, s); } }
            public void Clear() { lock (_gate) { foreach (var s in _sessions.Values) s.Close(); _sessions.Clear(); } }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public void Add(Session s) { [|_sessions.Add(s.Id, s)|]; }")]
    [InlineData("public void Add(Session s) { [|_sessions[s.Id]|] = s; }")]
    [InlineData("public void Add(Session s) { [|_sessions.AddOrReplace(s.Id, s)|]; }")]
    [InlineData("public Session Find(Request r) { Session s; [|_sessions.TryGetValue(r.Id, out s)|]; return s; }")]
    [InlineData("public Session Find(Request r) => [|_sessions[r.Id]|];")]
    [InlineData("public bool Drop(Session s) => [|_sessions.Remove(s.Id)|];")]
    [InlineData("public bool? Drop(Session s) => _sessions?[|.Remove(s.Id)|];")]
    [InlineData("public void All(Request r) { foreach (var s in [|_sessions.Values.Where(v => v.Of(r))|]) s.Go(); }")]
    [InlineData("public object All(Request r) => [|_sessions.Values.Where(v => v.Of(r)).ToList()|];")]
    [InlineData("public void Trim(Session s) { lock (_gate) Drop(s.Id); } public void Cut(Session s) { [|Drop(s.Id)|]; } void Drop(string id) => _sessions.Remove(id);")]
    [InlineData("Bus _bus; public void Start() { _bus.Subscribe(x => { [|_sessions.Clear()|]; }); }")]
    [InlineData("Bus _bus; public void Start() { Send(_bus.Name, x => { [|_sessions.Clear()|]; }); } void Send(string name, Callback then) { _bus.Send(name, then); }")]
    public Task Reports_what_misses_the_guard(string members) => Guard.VerifyAloneAsync(Program(members));

    [Theory]
    [InlineData("public void Add(Session s) { lock (_gate) { _sessions[s.Id] = s; } }")]
    [InlineData("public void Trim(Request r) { lock (_gate) { foreach (Session s in r.All) { if (Drop(s.Id, out _)) continue; } } } bool Drop(string id, out Session s) { _sessions.TryGetValue(id, out s); return _sessions.Remove(id); }")]
    [InlineData("public void Name(Session s) { s.Use(_sessions); }")]
    [InlineData("Gate _sync; public void Start() { _sync.Write(() => { _sessions.Clear(); }); }")]
    [InlineData("Loop _dispatcher; public void Start() { _dispatcher.Invoke(() => { _sessions.Clear(); }); }")]
    [InlineData("public void Start() { Locked(() => { _sessions.Clear(); }); }")]
    [InlineData("public void Start(Session s) { Send(s.Name, () => { _sessions.Clear(); }); } void Send(string name, Action then) { lock (_gate) then(); }")]
    [InlineData("readonly SemaphoreSlim _one = new(1, 1); readonly List<Session> _idle = new(); public async Task Put(Session s) { await _one.WaitAsync(s.Token).ConfigureAwait(false); try { _idle.Add(s); } finally { _one.Release(); } } public void Drop() { _one.Wait(); try { _idle.Clear(); } finally { _one.Release(); } }")]
    [InlineData("readonly SemaphoreSlim _one = new(1, 1); readonly List<Session> _idle = new(); public async Task Put(Session s) { if (!await _one.WaitAsync(s.Limit)) return; try { _idle.Add(s); } finally { _one.Release(); } } public void Drop() { _one.Wait(); try { _idle.Clear(); } finally { _one.Release(); } }")]
    [InlineData("public void Put(Session s) { if (!Monitor.TryEnter(_gate, s.Limit)) return; try { _sessions.Clear(); } finally { Monitor.Exit(_gate); } }")]
    [InlineData("readonly ReaderWriterLockSlim _rw = new(); readonly List<Session> _idle = new(); public void Put(Session s) { if (_rw.TryEnterWriteLock(s.Limit)) { try { _idle.Add(s); } finally { _rw.ExitWriteLock(); } } } public void Drop() { _rw.EnterWriteLock(); try { _idle.Clear(); } finally { _rw.ExitWriteLock(); } }")]
    public Task Accepts_what_has_the_guard_or_may_have_it(string members) => Guard.VerifyAloneAsync(Program(members));

    [Theory]
    [InlineData("public void Run(Project p) { Parallel.ForEach(p.Files, f => { [|_n++|]; }); }")]
    [InlineData("public void Run(Project p) { Parallel.ForEach(p.Files, p.Options, f => { [|_n += f.Size|]; }); }")]
    [InlineData("public void Run(Project p) { p.Files.AsParallel().ForAll(f => { [|_n++|]; }); }")]
    [InlineData("public void Run(Project p) { for (int i = 0; i < 5; i++) Task.Run(() => { [|_n++|]; }, p.Token); }")]
    [InlineData("public void Run(Project p) { for (int i = 0; i < 5; i++) ThreadPool.QueueUserWorkItem(Work, p.State); } void Work(object o) { [|_n++|]; }")]
    public Task Reports_updates_in_work_that_is_started(string members) => Update.VerifyAloneAsync(Program(members));

    [Theory]
    [InlineData("public void Run(Project p) { Parallel.ForEach(p.Files, f => { Interlocked.Increment(ref _n); }); _n++; }")]
    [InlineData("public void Run(Project p) { Parallel.ForEach(p.Files, f => { Interlocked.Add(ref _n, f.Size); }); }")]
    [InlineData("public void Run(Project p) { foreach (var f in p.Files.Select(f => f.Name)) _n++; }")]
    [InlineData("public async Task Run(Project p) { var t = Task.Run(() => { _n++; }, p.Token); await t; _n++; }")]
    public Task Accepts_updates_in_order(string members) => Update.VerifyAloneAsync(Program(members));

    [Theory]
    [InlineData("public async Task<int> Run(Project p) { var all = new List<string>(); await Task.WhenAll(p.Files.Select(async f => { var t = await f.Read(); [|all.Add(t)|]; })); return all.Count; }")]
    [InlineData("readonly List<string> _seen = new(); Timer _timer; public void Run(Project p) { _timer = new Timer(Tick, null, p.Due, p.Period); } void Tick(object o) { foreach (var s in _seen) Console.WriteLine(s); } public void Put(string s) { [|_seen.Add(s)|]; }")]
    public Task Reports_objects_shared_with_work_that_is_started(string members) => Shared.VerifyAloneAsync(Program(members));

    /// <summary>THR0302 says which lock is missing.</summary>
    [Fact]
    public Task Leaves_what_has_a_guard_to_the_rule_about_guards() => Shared.VerifyAloneAsync(Program(
        "Timer _timer; public void Start(Config c) { _timer = new Timer(Tick, null, c.Due, c.Period); } void Tick(object o) { foreach (var s in _sessions.Values) s.Ping(); _sessions.Clear(); }"));

    [Theory]
    [InlineData("public async Task<int> Run(Project p) { var all = new List<string>(); await Task.WhenAll(p.Files.Select(async f => { var t = await f.Read(); lock (all) all.Add(t); })); all.Add(\"\"); return all.Count; }")]
    [InlineData("public async Task<int> Run(Project p) { var all = new List<string>(); var work = new List<Task>(); foreach (var f in p.Files) work.Add(Task.Run(() => { lock (all) all.Add(f.Name); }, p.Token)); await Task.WhenAll(work); all.Add(\"\"); return all.Count; }")]
    public Task Accepts_objects_used_after_the_work(string members) => Shared.VerifyAloneAsync(Program(members));

    [Fact]
    public Task Reports_an_update_of_what_is_read_atomically_for_others() => Atomic.VerifyAloneAsync(
        "class C { long _total; public void Put(Item i) { [|_total += i.Size|]; } public long Total => Interlocked.Read(ref _total); }");

    [Theory]
    [InlineData("class C { long _total; readonly object _g = new(); public void Put(Item i) { lock (_g) _total += i.Size; } public long Total => Interlocked.Read(ref _total); }")]
    [InlineData("class C { long _total; public void Put(Item i) { _total += i.Size; Console.WriteLine(Interlocked.Read(ref _total)); } }")]
    public Task Accepts_updates_under_a_lock_or_beside_reads_of_their_own(string program) => Atomic.VerifyAloneAsync(program);
}
