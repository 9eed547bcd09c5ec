using Guard = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;
using Shared = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0304UnsafeObjectShared>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>Locks that a caller holds, and says so by a flag, or that a class above or beside takes.</summary>
public class LocksOfCallersTests
{
    private static string Queues(string members) => $$"""
        class C
        {
            readonly SemaphoreSlim _one = new(1, 1);
            readonly Dictionary<string, int> _queues = new();
            public async Task Put(string q) { await _one.WaitAsync(); try { _queues[q] = 1; } finally { _one.Release(); } }
            public async Task<int> Count() { await _one.WaitAsync(); try { return _queues.Count; } finally { _one.Release(); } }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("public async Task Drop(string q, bool isHeld) { if (isHeld) { Remove(q); return; } await _one.WaitAsync(); try { Remove(q); } finally { _one.Release(); } } void Remove(string q) => _queues.Remove(q);")]
    [InlineData("public async Task Drop(string q, bool isHeld) { if (!isHeld) await _one.WaitAsync(); try { _queues.Remove(q); } finally { if (!isHeld) _one.Release(); } }")]
    [InlineData("public async Task Drop(string q, bool isHeld) { if (!isHeld) { await _one.WaitAsync(); try { await Remove(); return; } finally { _one.Release(); } } await Remove(); async Task Remove() { _queues.Remove(q); await Task.Yield(); } }")]
    [InlineData("public void All(bool semaphoreHeld) { if (!semaphoreHeld) throw new InvalidOperationException(); foreach (var q in _queues.Keys) Console.Write(q); }")]
    [InlineData("public async Task All(bool lockTaken) { if (lockTaken) { _queues.Clear(); } await Task.Yield(); }")]
    public Task Accepts_locks_of_which_a_flag_tells(string members) => Guard.VerifyAsync(Queues(members));

    [Theory]
    [InlineData("public void Drop(string q, bool isUrgent) { if (isUrgent) Console.Write(q); [|_queues.Remove(q)|]; }")]
    [InlineData("public async Task Drop(string q, bool isUrgent) { if (isUrgent) { await _one.WaitAsync(); _queues.Remove(q); _one.Release(); } else { await _one.WaitAsync(); _one.Release(); [|_queues.Remove(q)|]; } }")]
    [InlineData("public void Drop(string q, bool force) { if (force) { [|Remove(q)|]; return; } _one.Wait(); try { Remove(q); } finally { _one.Release(); } } void Remove(string q) => _queues.Remove(q);")]
    [InlineData("public void All(bool semaphoreHeld) { if (!semaphoreHeld) foreach (var q in [|_queues.Keys|]) Console.Write(q); }")]
    public Task Reports_flags_that_tell_nothing(string members) => Guard.VerifyAsync(Queues(members));

    private const string Base = """
        abstract class Target
        {
            protected object SyncRoot { get; } = new object();
            public void Log(string line) { lock (SyncRoot) { Write(line); } }
            public void Close() { lock (SyncRoot) { CloseTarget(); } }
            protected virtual void CloseTarget() { }
            protected virtual void Write(string line) { }
        }
        """;

    private static string Heir(string members) => $$"""
        class FileTarget : Target
        {
            readonly Dictionary<string, DateTime> _files = new();
            Timer _timer;
            public void Start() { _timer = new Timer(OnTimer, null, 1000, 1000); }
            void OnTimer(object state) { lock (SyncRoot) { _files.Remove("old"); } }
            {{members}}
        }
        """;

    [Theory]
    [InlineData("protected override void Write(string line) { Note(line); } void Note(string file) { Keep(file); } void Keep(string file) { _files[file] = DateTime.UtcNow; }")]
    [InlineData("protected override void CloseTarget() { _timer.Dispose(); _files.Clear(); }")]
    [InlineData("internal void Forget(string file) { _files.Remove(file); }")]
    public Task Accepts_what_a_base_class_calls_under_its_lock(string members) => Shared.VerifyFilesAsync(Base, Heir(members));

    [Theory]
    [InlineData("public void Forget(string file) { [|_files.Remove(file)|]; }")]
    [InlineData("protected override void Write(string line) { Note(line); } public void Touch() { Note(\"\"); } void Note(string file) { [|_files[file] = DateTime.UtcNow|]; }")]
    public Task Reports_what_callers_without_it_reach(string members) => Shared.VerifyFilesAsync(Base, Heir(members));

    [Fact]
    public Task Accepts_content_that_each_thread_has() => Guard.VerifyAsync("""
        class Pool
        {
            class Data { public Queue<object> Queue = new(); }
            readonly object _gate = new(); readonly Queue<object> _all = new(); readonly ThreadLocal<Data> _local = new(() => new Data());
            public object Lease() { Data d = _local.Value; if (d.Queue.Count > 0) return d.Queue.Dequeue(); lock (_gate) { while (_all.Count > 0) d.Queue.Enqueue(_all.Dequeue()); } return null; }
            public void Return(object item) { Data d = _local.Value; if (d.Queue.Count < 4) d.Queue.Enqueue(item); else lock (_gate) { _all.Enqueue(item); d.Queue.Clear(); } }
        }
        """);

    [Fact]
    public Task Accepts_a_singleton_that_is_made_with_its_type() => Guard.VerifyAsync("""
        class Services
        {
            static readonly object Gate = new(); static readonly Dictionary<string, string> Names = new();
            public static readonly Services Instance = new Services();
            readonly string _name;
            Services() { _name = Names["x"]; }
            public static void Add(string n) { lock (Gate) Names[n] = n; }
            public static void Drop(string n) { lock (Gate) Names.Remove(n); }
            public string Name => _name;
        }
        """);

    [Fact]
    public Task Accepts_members_of_an_assembly_whose_lock_others_gave() => Guard.VerifyAsync("""
        class Join
        {
            readonly Queue<int> _queue = new(); object _gate;
            public void Subscribe(object gate) { _gate = gate; }
            internal void Next(int i) { lock (_gate) _queue.Enqueue(i); }
            internal void Dequeue() { _queue.Dequeue(); }
        }
        """);
}
