using Verify = ThreadingAnalyzers.Tests.Rules.RuleVerifier<ThreadingAnalyzers.Rules.SharedState.THR0302MissingGuard>;

namespace ThreadingAnalyzers.Tests.Rules.SharedState;

/// <summary>State that is exchanged, counted or looked up beside the lock, of which the type shows little else.</summary>
public class THR0302LetGoTooEarlyTests
{
    private static string Buffer(string members) => $$"""
        public class C
        {
            readonly object _gate = new();
            List<int> _buffer = new();
            Queue<int> _spare = new();
            public void Add(int i) { lock (_gate) _buffer.Add(i); }
            void Send(List<int> items) { }
            {{members}}
        }
        """;

    /// <summary>Who fills the list under the lock may still be filling it.</summary>
    [Theory]
    [InlineData("public void Flush() { var full = _buffer; [|_buffer = new()|]; Send(full); }")]
    [InlineData("public void Flush() { if (_buffer.Count == 0) return; var full = _buffer; [|_buffer = new List<int>()|]; Send(full); }")]
    [InlineData("public List<int> Take() { List<int> full; full = _buffer; [|_buffer = new List<int>(16)|]; return full; }")]
    [InlineData("Timer _timer; public void Begin() { _timer = new Timer(_ => Flush(), null, 9, 9); } void Flush() { var full = _buffer; [|_buffer = new()|]; Send(full); }")]
    public Task Reports_exchanges(string member) => Verify.VerifyAsync(Buffer(member));

    [Theory]
    [InlineData("public void Flush() { List<int> full; lock (_gate) { full = _buffer; _buffer = new(); } Send(full); }")]
    [InlineData("public void Initialize() { var old = _buffer; _buffer = new(); Send(old); }")]
    [InlineData("public C() { var old = _buffer; _buffer = new(); Send(old); }")]
    public Task Accepts_exchanges_that_nobody_meets(string member) => Verify.VerifyAsync(Buffer(member));

    private static string Counter(string members) => $$"""
        public class C
        {
            readonly object _gate = new();
            readonly List<int> _items = new();
            long _added;
            public long Added { get { lock (_gate) return _added; } }
            {{members}}
        }
        """;

    /// <summary>The lock is there, and has been given back a line too early; or it is taken a line too late.</summary>
    [Theory]
    [InlineData("public void Add(int i) { lock (_gate) { _items.Add(i); } [|_added++|]; }")]
    [InlineData("public void Add(int i) { [|_added += i|]; lock (_gate) _items.Add(i); }")]
    [InlineData("public int Add(int i) { Monitor.Enter(_gate); try { _items.Add(i); } finally { Monitor.Exit(_gate); } [|_added++|]; return i; }")]
    public Task Reports_counting_beside_the_own_lock(string member) => Verify.VerifyAsync(Counter(member));

    [Theory]
    [InlineData("public void Add(int i) { lock (_gate) { _items.Add(i); _added++; } }")]
    // Nobody says that this is called by several.
    [InlineData("public void Add(int i) { _added++; }")]
    // The one thread that counts.
    [InlineData("public void Begin() => new Thread(Run).Start(); void Run() { lock (_gate) { _items.Add(1); } _added++; }")]
    [InlineData("void Add(int i) { lock (_gate) { _items.Add(i); } _added++; }")]
    public Task Accepts_counting_by_one(string member) => Verify.VerifyAsync(Counter(member));

    /// <summary>Who waits for a mutex waits for a turn, and not for the end of others.</summary>
    [Theory]
    [InlineData("public int Read(int i) { int item = [|_items[i]|]; _mutex.WaitOne(); try { return item + 1; } finally { _mutex.ReleaseMutex(); } }")]
    [InlineData("public int Read(int i) { _mutex.WaitOne(); try { i++; } finally { _mutex.ReleaseMutex(); } return [|_items[i]|]; }")]
    [InlineData("public void Drop(int i) { [|_items.Clear()|]; _mutex.WaitOne(); _mutex.ReleaseMutex(); }")]
    public Task Reports_what_is_done_beside_a_mutex(string member) => Verify.VerifyAsync($$"""
        class C
        {
            readonly Mutex _mutex = new();
            readonly List<int> _items = new();
            public void Add(int i) { _mutex.WaitOne(); try { _items.Add(i); } finally { _mutex.ReleaseMutex(); } }
            public void Clear() { _mutex.WaitOne(); try { _items.Clear(); } finally { _mutex.ReleaseMutex(); } }
            {{member}}
        }
        """);

    /// <summary>What is loaded once, behind a flag, changes for nobody who has found the flag set, however it is set.</summary>
    [Theory]
    [InlineData("if (s_loaded) return; lock (s_gate) { if (s_loaded) return; s_byCode = new(); s_byCode[\"a\"] = \"b\"; s_loaded = true; }")]
    [InlineData("if (s_loaded) return; lock (s_gate) { if (s_loaded) return; s_byCode = new(); s_byCode[\"a\"] = \"b\"; Volatile.Write(ref s_loaded, true); }")]
    [InlineData("if (Volatile.Read(ref s_loaded)) return; lock (s_gate) { if (Volatile.Read(ref s_loaded)) return; s_byCode = new(); s_byCode[\"a\"] = \"b\"; Volatile.Write(ref s_loaded, true); }")]
    [InlineData("if (!Volatile.Read(ref s_loaded)) { lock (s_gate) { if (!s_loaded) { s_byCode = new(); s_byCode[\"a\"] = \"b\"; Volatile.Write(ref s_loaded, true); } } }")]
    public Task Accepts_what_is_loaded_once(string load) => Verify.VerifyAsync($$"""
        static class C
        {
            static readonly object s_gate = new();
            static bool s_loaded;
            static Dictionary<string, string> s_byCode;
            static void Load() { {{load}} }
            public static string Name(string code) { Load(); return s_byCode.TryGetValue(code, out var name) ? name : null; }
            public static int Count() { Load(); return s_byCode.Count; }
        }
        """);

    /// <summary>To wait for what others have begun orders nothing that is done here before.</summary>
    [Fact]
    public Task Reports_what_comes_before_a_wait_for_others() => Verify.VerifyAsync("""
        class C
        {
            readonly Dictionary<int, Func<Task>> _active = new();
            public void Add(int i, Func<Task> stop) { lock (_active) _active.Add(i, stop); }
            public void Remove(int i) { lock (_active) _active.Remove(i); }
            public async Task StopAsync()
            {
                var tasks = new List<Task>();
                foreach (var pair in [|_active|]) tasks.Add(pair.Value());
                await Task.WhenAll(tasks);
            }
        }
        """);

    /// <summary>What is put there under the lock and taken out without it, in one member that anybody may call again meanwhile.</summary>
    [Theory]
    [InlineData("public")]
    [InlineData("private", true)]
    public Task Reports_taking_out_beside_the_lock(string modifier, bool isAccepted = false) => Verify.VerifyAsync($$"""
        public class C
        {
            readonly Dictionary<int, Task<int>> _running = new();
            Task<int> FetchAsync(int key) => Task.FromResult(key);
            {{modifier}} async Task<int> GetAsync(int key)
            {
                Task<int> task;
                lock (_running)
                {
                    if (!_running.TryGetValue(key, out task)) _running.Add(key, task = FetchAsync(key));
                }

                try { return await task; }
                finally { {{(isAccepted ? "_running.Remove(key)" : "[|_running.Remove(key)|]")}}; }
            }
        }
        """);

    /// <summary>After a flag that is set for good under the lock, nobody else comes in.</summary>
    [Theory]
    [InlineData("if (_closed) throw new ObjectDisposedException(\"\"); _items.Add(i);", "if (_closed) return 0; _closed = true;", true)]
    [InlineData("ThrowIfClosed(); _items.Add(i);", "if (_closed) return 0; _closed = true;", true)]
    [InlineData("ThrowIfClosed(); Put(i);", "_closed = true;", true)]
    [InlineData("_items.Add(i);", "if (_closed) return 0; _closed = true;")]
    [InlineData("ThrowIfClosed(); _items.Add(i);", "")]
    public Task Accepts_what_is_closed_for_good(string add, string close, bool isAccepted = false) => Verify.VerifyAsync($$"""
        class C
        {
            readonly object _gate = new(); readonly List<int> _items = new(); bool _closed;
            void ThrowIfClosed() { if (_closed) throw new ObjectDisposedException(nameof(C)); }
            {{(add.Contains("Put") ? "void Put(int i) { _items.Add(i); }" : "")}}
            public void Add(int i) { lock (_gate) { {{add}} } }
            public bool Take(int i) { lock (_gate) { ThrowIfClosed(); return _items.Remove(i); } }
            public int End()
            {
                lock (_gate) { {{close}} }
                int sum = 0;
                foreach (var i in {{(isAccepted ? "_items" : "[|_items|]")}}) sum += i;
                return sum;
            }
        }
        """);

    /// <summary>A lock that one member holds to read says little about who else writes.</summary>
    [Fact]
    public Task Accepts_writes_beside_the_lock_of_one_reader() => Verify.VerifyAsync("""
        class C
        {
            readonly SemaphoreSlim _turn = new(1, 1); Exception _failure; Exception _last;
            public void Fail(Exception e) { _failure = e; }
            public async Task StartAsync()
            {
                await _turn.WaitAsync();
                try { if (_failure != null) { _last = _failure; throw new InvalidOperationException("", _failure); } await Task.Delay(3); }
                finally { _turn.Release(); }
            }
        }
        """);
}
